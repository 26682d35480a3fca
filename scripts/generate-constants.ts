/** Writes everything that is derived from data under protocol/: the constants of packages/protocol and of python/mizan, the texts of the cache stores, the tables of SPEC.md and IR.md. `--check` only compares. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { deriveCacheTexts } from './cache-texts.ts'
import { constName, groupDigits } from './constant-names.ts'
import { printPythonErrors, printPythonHeaders, printPythonLimits } from './python-constants.ts'

const COMMAND = 'node scripts/generate-constants.ts'
const ROOT = join(import.meta.dirname, '..')

export interface ErrorRow {
  readonly code: string
  readonly status: number
  readonly meaning: string
}

export interface HeaderRow {
  readonly key: string
  readonly name: string
  readonly direction: 'request' | 'answer' | 'both'
  readonly value?: number
  readonly exposed?: boolean
  readonly capability?: string
  readonly meaning: string
}

export interface LimitRow {
  readonly key: string
  readonly value: number
  readonly capability?: string
  readonly meaning: string
}

/** A row of vectors/schema-mapping.json; without `kdl` the construct is refused. */
interface MappingRow {
  readonly library: string
  readonly expression: string
  readonly direction: 'input' | 'output'
  readonly kdl?: string
  readonly types?: string
}

export interface Output {
  readonly path: string
  readonly text: string
}

/** Text of a file of the repository, by its path there. */
export type ReadText = (path: string) => string | undefined

/** Every derived file whose text is not what it must be, with the text that it must have. */
export function findStale(read: ReadText): Output[] {
  return deriveFiles(read).filter((file) => read(file.path) !== file.text)
}

function deriveFiles(read: ReadText): Output[] {
  const errors: readonly ErrorRow[] = readYaml('errors', read)
  const headers: readonly HeaderRow[] = readYaml('headers', read)
  const limits: readonly LimitRow[] = readYaml('limits', read)
  return [
    { path: 'packages/protocol/src/generated/errors.ts', text: printErrors(errors) },
    { path: 'packages/protocol/src/generated/headers.ts', text: printHeaders(headers) },
    { path: 'packages/protocol/src/generated/limits.ts', text: printLimits(limits) },
    { path: 'python/mizan/generated/errors.py', text: printPythonErrors(errors, COMMAND) },
    { path: 'python/mizan/generated/headers.py', text: printPythonHeaders(headers, COMMAND) },
    { path: 'python/mizan/generated/limits.py', text: printPythonLimits(limits, COMMAND) },
    ...fillTables('protocol/SPEC.md', read, {
      errors: errorTable(errors),
      headers: headerTable(headers),
      limits: limitTable(limits),
    }),
    ...fillTables('protocol/IR.md', read, mappingTables(readMapping(read))),
    ...deriveCacheTexts(read, COMMAND),
  ]
}

export function printErrors(rows: readonly ErrorRow[]): string {
  const lines = rows.map((row) => `  /** ${row.meaning} */\n  ${row.code}: ${row.status},\n`)
  return `${banner('errors')}
/** HTTP status of every code that any adapter may answer by itself. */
export const ERROR_STATUS = {
${lines.join('')}} as const

/** A code of the closed set; functions may declare more. */
export type ErrorCode = keyof typeof ERROR_STATUS

/** The closed set, in the order of protocol/errors.yaml. */
export const ERROR_CODES: readonly ErrorCode[] = [
${rows.map((row) => `  '${row.code}',\n`).join('')}]
`
}

export function printHeaders(rows: readonly HeaderRow[]): string {
  const version = rows.find((row) => row.key === 'protocol')?.value
  const consts = rows.map(
    (row) => `/** ${row.meaning} */\nexport const ${headerConst(row)} = '${row.name}'\n`,
  )
  const lines = rows.map((row) => `  ${row.key}: ${headerConst(row)},\n`)
  const exposed = rows.filter((row) => row.exposed === true)
  return `${banner('headers')}
/** Version of the wire protocol, the value of X-Mizan-Protocol. */
export const PROTOCOL_VERSION = ${version}

// One by one, so that a browser's bundle holds only those that it needs.

${consts.join('\n')}
/** Names of the headers of the protocol. */
export const HEADERS = {
${lines.join('')}} as const

/** Headers of an answer that a page of another origin may read: Access-Control-Expose-Headers. */
export const EXPOSED_HEADERS: readonly string[] = [
${exposed.map((row) => `  ${headerConst(row)},\n`).join('')}]
`
}

export function printLimits(rows: readonly LimitRow[]): string {
  const consts = rows.map(
    (row) => `/** ${row.meaning} */\nexport const ${constName(row.key)} = ${groupDigits(row.value)}\n`,
  )
  const members = rows.map((row) => `  /** ${row.meaning} */\n  readonly ${row.key}: number\n`)
  const values = rows.map((row) => `  ${row.key}: ${constName(row.key)},\n`)
  return `${banner('limits')}
// One by one, so that a browser's bundle holds only those that it needs.

${consts.join('\n')}
/** Numbers of the protocol; units stand in the names. */
export interface Limits {
${members.join('')}}

/** The numbers that hold where an app sets no other. */
export const LIMITS: Limits = {
${values.join('')}}
`
}

function banner(name: string): string {
  return `// Made from protocol/${name}.yaml by \`${COMMAND}\`. Do not edit.\n`
}

function headerConst(row: HeaderRow): string {
  return `HEADER_${constName(row.key)}`
}

function errorTable(rows: readonly ErrorRow[]): string {
  return table(
    ['code', 'status', 'meaning'],
    rows.map((row) => [`\`${row.code}\``, String(row.status), row.meaning]),
  )
}

function headerTable(rows: readonly HeaderRow[]): string {
  return table(
    ['header', 'on', 'exposed', 'capability', 'meaning'],
    rows.map((row) => [
      `\`${row.name}\``,
      row.direction === 'both' ? 'request, answer' : row.direction,
      row.exposed === true ? 'yes' : '',
      row.capability ?? 'core',
      row.meaning,
    ]),
  )
}

function limitTable(rows: readonly LimitRow[]): string {
  return table(
    ['limit', 'value', 'capability', 'what it bounds'],
    rows.map((row) => [`\`${row.key}\``, String(row.value), row.capability ?? 'core', row.meaning]),
  )
}

function readMapping(read: ReadText): readonly MappingRow[] {
  return JSON.parse(read('protocol/vectors/schema-mapping.json') ?? '{"rows":[]}').rows
}

/** One table a library; a construct that is the same in both directions has one row. */
function mappingTables(rows: readonly MappingRow[]): Record<string, string> {
  const tables: Record<string, string> = {}
  for (const library of new Set(rows.map((row) => row.library))) {
    const own = rows.filter((row) => row.library === library)
    const expressions = [...new Set(own.map((row) => row.expression))]
    tables[library] = table(
      [library, 'IR'],
      expressions.map((expression) => [codeCell(expression), mappingCell(own, expression)]),
    )
  }
  return tables
}

function mappingCell(rows: readonly MappingRow[], expression: string): string {
  const texts = rows
    .filter((row) => row.expression === expression)
    .map((row) => ({
      direction: row.direction,
      text: row.kdl === undefined ? 'refused' : codeCell(toOneLine(row.kdl + (row.types ?? ''))),
    }))
  if (new Set(texts.map(({ text }) => text)).size === 1) {
    const [only] = texts
    return only === undefined ? '' : only.direction === 'output' ? `${only.text} as result` : only.text
  }
  return texts
    .map(({ direction, text }) => `${text} as ${direction === 'output' ? 'result' : 'input'}`)
    .join('; ')
}

/** KDL over several lines → one line. */
function toOneLine(kdl: string): string {
  const lines = kdl
    .trim()
    .split('\n')
    .map((line) => line.trim())
  return lines.map((line, at) => (at === 0 ? line : separate(lines[at - 1] ?? '', line) + line)).join('')
}

function separate(before: string, line: string): string {
  return before.endsWith('{') || line === '}' ? ' ' : '; '
}

function codeCell(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(head), tableLine(head.map(() => '---')), ...rows.map(tableLine)].join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |')
}

/** Puts each table between its markers `<!-- NAME -->` and `<!-- /NAME -->`. */
function fillTables(path: string, read: ReadText, tables: Readonly<Record<string, string>>): Output[] {
  let text = read(path)
  if (text === undefined) return []
  for (const [name, rows] of Object.entries(tables)) {
    const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`)
    if (!between.test(text)) throw new Error(`${path} has no markers <!-- ${name} --> … <!-- /${name} -->`)
    text = text.replace(between, (_, open: string, close: string) => `${open}\n${rows}\n\n${close}`)
  }
  return [{ path, text }]
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what its file holds
function readYaml<Row>(name: string, read: ReadText): readonly Row[] {
  return parse(read(`protocol/${name}.yaml`) ?? '[]')
}

function readFromDisk(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return undefined
  }
}

function main(check: boolean): number {
  const stale = findStale(readFromDisk)
  for (const file of stale) {
    if (check) console.error(`${file.path} is stale: run \`${COMMAND}\``)
    else {
      mkdirSync(dirname(join(ROOT, file.path)), { recursive: true })
      writeFileSync(join(ROOT, file.path), file.text)
      console.log(`wrote ${file.path}`)
    }
  }
  return check && stale.length > 0 ? 1 : 0
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'))
