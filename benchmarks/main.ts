/** `main.ts [--quick] [NAME…]` runs workloads and prints them; `--check` says whether the pages fit results.json, `--render` makes them fit. */
import { availableParallelism } from 'node:os'
import { toMarkdown } from './harness/report.ts'
import type { Results, Target, Workload, WorkloadResult } from './harness/results.ts'
import { findStalePages, hasResults, readResults, writePages, writeResults } from './harness/results-files.ts'
import { WORKLOADS } from './workloads/workloads.ts'

const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith('--'))
const unknown = words.filter(
  (word) => word.startsWith('--') && !['--quick', '--check', '--render'].includes(word),
)
const missing = names.filter((name) => !WORKLOADS.some((workload) => workload.name === name))
if (unknown.length + missing.length > 0) {
  warn(
    `Unknown: ${[...unknown, ...missing].join(', ')}. Workloads: ${WORKLOADS.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}
if (words.includes('--check')) check()
if (words.includes('--render')) render()
await run(words.includes('--quick'))
process.exit(0)

function check(): never {
  const stale = findStalePages()
  for (const path of stale)
    warn(`${path} does not say what benchmarks/results.json says: run \`npm run bench -- --render\`.`)
  process.exit(stale.length === 0 ? 0 : 1)
}

function render(): never {
  writePages(readResults())
  process.exit(0)
}

/** What ran at full size takes its place in results.json; `--quick` only prints. A workload's rounds belong together, so that one can be run again without the others. */
async function run(quick: boolean): Promise<void> {
  const chosen = WORKLOADS.filter(({ name }) => names.length === 0 || names.includes(name))
  const done = new Map<string, WorkloadResult>()
  for (const workload of chosen) done.set(workload.name, await runOne(workload, quick))
  printTargets([...done.values()].flatMap((result) => result.targets))
  if (quick) return
  const before = new Map(
    names.length === 0 || !hasResults() ? [] : readResults().workloads.map((result) => [result.name, result]),
  )
  const workloads = WORKLOADS.flatMap(({ name }) => done.get(name) ?? before.get(name) ?? [])
  const environment = { node: process.versions.node, cores: availableParallelism() }
  const results: Results = { environment, targets: workloads.flatMap((result) => result.targets), workloads }
  writeResults(results)
  writePages(results)
}

async function runOne(workload: Workload, quick: boolean): Promise<WorkloadResult> {
  const begun = performance.now()
  const result = await workload.run({ quick, say: (line) => warn(line) })
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  print(`\n# ${workload.title} (${seconds} s)\n`)
  for (const table of result.tables) print(`${toMarkdown(table)}\n`)
  return result
}

function printTargets(targets: readonly Target[]): void {
  print('# Targets\n')
  for (const { name, target, measured, met } of targets)
    print(`${met ? 'met   ' : 'missed'} ${name}: ${measured} (${target})`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`)
}
