/** `mizan diff`: what breaks clients between two versions of a backend, and what does not. */
import { DiagnosticsError } from '../diagnostics/diagnostic.ts'
import type { Change, Impact } from '../diff/change.ts'
import { compareDocuments } from '../diff/compare-documents.ts'
import { readVersion } from '../diff/read-version.ts'
import { readProjectIr } from '../project-ir.ts'
import { type CliCommand, CONFIG_OPTION, type CommandWords } from './command.ts'
import { EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, type ExitCode } from './exit-code.ts'
import { colorsOf, printDiagnostics, type Terminal } from './terminal.ts'

export const diffCommand: CliCommand = {
  name: 'diff',
  description: 'Say what changed between two versions of a backend, and end with 1 when it breaks clients',
  options: {
    OLD: { type: 'positional', description: 'File with IR text, or REVISION:PATH of git' },
    NEW: { type: 'positional', required: false, description: 'The same; the project as it is by default' },
    json: { type: 'boolean', description: 'Print JSON' },
    config: CONFIG_OPTION,
  },
  run: runDiff,
}

/** A version that cannot be read is no answer to "does it break clients?", so it ends with 2. */
async function runDiff(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  try {
    const directory = terminal.workingDirectory
    const [old, young] = [words.text('OLD') ?? '', words.text('NEW')]
    const before = await readVersion(old, directory)
    const after =
      young === undefined
        ? await readProjectIr(directory, words.text('config'))
        : await readVersion(young, directory)
    const changes = compareDocuments(before.document, after.document)
    const isBreaking = changes.some(({ impact }) => impact === 'breaking')
    terminal.writeOut(words.flag('json') ? toJson(changes, isBreaking) : toText(changes, terminal))
    return isBreaking ? EXIT_PROBLEMS : EXIT_OK
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticsError)) throw thrown
    printDiagnostics(thrown.diagnostics, terminal)
    return EXIT_USAGE
  }
}

function toJson(changes: readonly Change[], isBreaking: boolean): string {
  return `${JSON.stringify({ breaking: isBreaking, changes }, undefined, 2)}\n`
}

const TITLES: readonly (readonly [Impact, string])[] = [
  ['breaking', 'Breaks clients'],
  ['note', 'To know'],
  ['compatible', 'Breaks nobody'],
]

function toText(changes: readonly Change[], terminal: Terminal): string {
  if (changes.length === 0) return 'Nothing that a client could notice changed.\n'
  const colors = colorsOf(terminal)
  const paint = { breaking: colors.red, note: colors.yellow, compatible: colors.green }
  const sections = TITLES.map(([impact, title]) => {
    const own = changes.filter((change) => change.impact === impact)
    const lines = own.map(({ subject, at, what }) => `  ${colors.bold(placeOf(subject, at))}: ${what}\n`)
    return lines.length === 0 ? '' : `${paint[impact](`${title} (${lines.length})`)}\n${lines.join('')}`
  })
  return sections.filter((text) => text !== '').join('\n')
}

/** `function save, input /name`. */
function placeOf(subject: string, at: string): string {
  return at.trim() === '' ? subject : `${subject}, ${at.trim()}`
}
