/** results.json and the table in README.md: written, or compared with what stands there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../start/target.ts'
import { isRed, readCapabilities, type TargetResults, toCell, toTable } from './matrix.ts'

const RESULTS = 'conformance/results.json'
const README = 'README.md'
const BETWEEN = /(<!-- conformance -->\n)[^]*?(<!-- \/conformance -->)/

interface SavedResults {
  readonly table: readonly string[]
}

/** Files that say something else: changed now, or, for a check, left alone and named. */
export function saveResults(all: readonly TargetResults[], isCheck: boolean): readonly string[] {
  const text = `${JSON.stringify(toResults(all), null, 2)}\n`
  const stale = [
    ...put(RESULTS, text, isCheck),
    ...put(README, withTable(toTable(readCapabilities(), all)), isCheck),
  ]
  return isCheck ? stale : []
}

/** README.md when its table is not the one of results.json. Runs nothing. */
export function checkReadme(): readonly string[] {
  const saved = JSON.parse(read(RESULTS)) as SavedResults
  return put(README, withTable(saved.table), true)
}

function withTable(table: readonly string[]): string {
  const readme = read(README)
  if (!BETWEEN.test(readme)) throw new Error('README.md has no place for the table: <!-- conformance -->')
  return readme.replace(BETWEEN, (_all, begin, end) => `${begin}${table.join('\n')}\n${end}`)
}

function put(file: string, text: string, isCheck: boolean): readonly string[] {
  if (read(file) === text) return []
  if (!isCheck) writeFileSync(join(ROOT, file), text)
  return [file]
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** Nothing that differs from run to run. */
function toResults(all: readonly TargetResults[]): object {
  const capabilities = readCapabilities()
  const targets = all.map((one) => {
    const rows = capabilities.map(({ id }) => [id, toRow(id, one)])
    return [one.target.name, { rows: Object.fromEntries(rows), failing: listFailing(one) }]
  })
  return { targets: Object.fromEntries(targets), table: toTable(capabilities, all) }
}

function toRow(id: string, one: TargetResults): object {
  const cell = toCell(id, one)
  const { claimed, passed, cases } = cell
  // What an adapter does not claim may be half there, and pass more or less of its cases from day to day.
  return { claimed, cases, ...(claimed && { passed }), ...(isRed(cell) && { red: true }) }
}

function listFailing({ target, results, differences }: TargetResults): readonly string[] {
  return results
    .filter(({ case: one }) => target.claims.includes(one.capability))
    .filter(({ case: one, problems }) => problems.length > 0 || differences.has(one.id))
    .map(({ case: one }) => one.id)
}
