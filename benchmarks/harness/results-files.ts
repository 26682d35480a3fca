/** Where results live, and whether what people read is what they say. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceSection, toReadmeSection, toResultsPage } from './report.ts'
import type { Results } from './results.ts'

const ROOT = join(import.meta.dirname, '../..')
const RESULTS = 'benchmarks/results.json'
const NOTES = 'benchmarks/notes.md'

export function hasResults(): boolean {
  return existsSync(join(ROOT, RESULTS))
}

export function readResults(): Results {
  return JSON.parse(read(RESULTS)) as Results
}

export function writeResults(results: Results): void {
  write(RESULTS, `${JSON.stringify(results, roundNumbers, 1)}\n`)
}

/** Pages made of results.json, by path from the root. */
export function renderPages(results: Results): Readonly<Record<string, string>> {
  return {
    'benchmarks/results.md': toResultsPage(results, read(NOTES)),
    'README.md': replaceSection(read('README.md'), toReadmeSection(results)),
  }
}

export function writePages(results: Results): void {
  for (const [path, text] of Object.entries(renderPages(results))) write(path, text)
}

/** Paths of pages that say something else than results.json. */
export function findStalePages(): readonly string[] {
  return Object.entries(renderPages(readResults()))
    .filter(([path, text]) => read(path) !== text)
    .map(([path]) => path)
}

/** Six digits are more than any of these measures has. */
function roundNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

function write(path: string, text: string): void {
  writeFileSync(join(ROOT, path), text)
}
