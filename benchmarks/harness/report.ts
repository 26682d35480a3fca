/** results.json as people read it: results.md with the paragraphs of notes.md, and the table of the README. */
import type { Results, Table, Target } from './results.ts'

const START = '<!-- benchmarks -->'
const END = '<!-- /benchmarks -->'

/** `notes`: Markdown in which `## name` begins the paragraphs of a workload; what stands before the first belongs to the head. */
export function toResultsPage(results: Results, notes: string): string {
  const paragraphs = readNotes(notes)
  const { node, cores } = results.environment
  const parts = [
    '# Results',
    `Written by \`npm run bench\`. Node ${node}, ${cores} cores, everything on 127.0.0.1. Ratios are made round by round against a base that ran in the same round; a cell is the median of them, with the least and the greatest.`,
    paragraphs.get('') ?? '',
    '## Targets',
    toMarkdown(targetTable(results.targets)),
  ]
  for (const { name, title, about, tables } of results.workloads) {
    parts.push(`## ${title}`, about, ...tables.map(toMarkdown))
    const note = paragraphs.get(name)
    if (note !== undefined && note !== '') parts.push(note)
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** What stands between the markers of the README. */
export function toReadmeSection(results: Results): string {
  const tables = results.workloads.flatMap(({ tables: [first] }) =>
    first === undefined ? [] : [toMarkdown(first)],
  )
  const summary = `${results.targets.filter(({ met }) => met).length} of ${results.targets.length} targets met.`
  return [toMarkdown(targetTable(results.targets)), summary, ...tables].join('\n\n')
}

/** @throws when the page has no markers. */
export function replaceSection(page: string, section: string): string {
  const start = page.indexOf(START)
  const end = page.indexOf(END)
  if (start < 0 || end < start) throw new Error(`The page must hold ${START} and, behind it, ${END}.`)
  return `${page.slice(0, start + START.length)}\n${section}\n${page.slice(end)}`
}

export function toMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`
  const rule = `|${columns.map((_, at) => (at === 0 ? ' --- ' : ' ---: ')).join('|')}|`
  const head = title === '' ? '' : `**${title}**\n\n`
  return `${head}${[line(columns), rule, ...rows.map(line)].join('\n')}`
}

/** Paragraphs by name of workload; those before the first heading have the empty name. */
export function readNotes(notes: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const [head = '', ...sections] = notes.split(/^## /m)
  found.set('', head.trim())
  for (const section of sections) {
    const [name = '', ...lines] = section.split('\n')
    found.set(name.trim(), lines.join('\n').trim())
  }
  return found
}

function targetTable(targets: readonly Target[]): Table {
  const rows = targets.map(({ name, target, measured, met }) => [
    name,
    target,
    measured,
    met ? 'met' : 'missed',
  ])
  return { title: '', columns: ['', 'target', 'measured', ''], rows }
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
