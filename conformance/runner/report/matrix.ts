/** Capability × target: what was claimed, what passed, what is red (README.md, Targets). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { CaseResult } from '../drive/run-case.ts'
import { ROOT, type Target } from '../start/target.ts'

export interface Capability {
  readonly id: string
  readonly title: string
}

export interface Cell {
  readonly claimed: boolean
  readonly passed: number
  readonly cases: number
}

/** What came of one target. */
export interface TargetResults {
  readonly target: Target
  readonly results: readonly CaseResult[]
  /** Differences from the first target, by id of case. */
  readonly differences: ReadonlyMap<string, readonly string[]>
}

export function readCapabilities(): Capability[] {
  return parse(readFileSync(join(ROOT, 'conformance/capabilities.yaml'), 'utf8')) as Capability[]
}

export function toCell(id: string, { target, results, differences }: TargetResults): Cell {
  const own = results.filter((result) => result.case.capability === id)
  const passed = own.filter(
    ({ problems, case: { id: name } }) => problems.length === 0 && !differences.has(name),
  )
  return { claimed: target.claims.includes(id), passed: passed.length, cases: own.length }
}

/** A claim that does not hold, and one that could be made and is not. */
export function isRed({ claimed, passed, cases }: Cell): boolean {
  return claimed ? passed < cases || cases === 0 : passed === cases && cases > 0
}

export function showCell(cell: Cell, isOwedByAll: boolean): string {
  if (isRed(cell)) return `✗ ${cell.passed}/${cell.cases}`
  if (cell.claimed) return `✓ ${cell.cases}`
  return isOwedByAll ? 'owed' : '–'
}

/** Lines of a Markdown table. */
export function toTable(capabilities: readonly Capability[], all: readonly TargetResults[]): string[] {
  const rows = capabilities.map(({ id, title }) => {
    const cells = all.map((one) => toCell(id, one))
    const isOwedByAll = cells.every(({ claimed }) => !claimed)
    return [title, ...cells.map((cell) => showCell(cell, isOwedByAll))]
  })
  const titles = ['', ...all.map(({ target }) => target.title)]
  return [titles, titles.map((_, index) => (index === 0 ? '---' : ':---:')), ...rows].map((cells) =>
    `| ${cells.join(' | ')} |`.replace('|  |', '|  |'),
  )
}
