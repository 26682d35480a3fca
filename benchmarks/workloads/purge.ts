/** Purge: what it costs to make cached bundles stale, in stores of few and of many entries. */
import { join } from 'node:path'
import {
  type RunOptions,
  round,
  type Table,
  type Target,
  type Workload,
  type WorkloadResult,
} from '../harness/results.ts'
import { runProgram } from '../harness/run-program.ts'
import { median } from '../harness/statistics.ts'
import type { PurgeMeasure } from '../purge/measure-purge.ts'

export const purge: Workload = { name: 'purge', title: 'Purge: one of many entries, and all of them', run }

const STORES = ['memory', 'sqlite', 'redis'] as const
export const PURGERS = [...STORES, 'scan'] as const
const NAMES = { memory: 'memory', sqlite: 'SQLite', redis: 'Redis', scan: 'Redis, SCAN and UNLINK' }
const PROGRAM = join(import.meta.dirname, '../purge/measure-purge.ts')
const SAMPLES = 200
const FLAT = 3

type BySize = ReadonlyMap<number, Readonly<Record<string, PurgeMeasure>>>

/** @throws when what was purged is still a hit, or what was not purged is none. */
export function measurePurge(
  side: string,
  entries: number,
  nodeFlags: readonly string[] = [],
): Promise<PurgeMeasure> {
  return runProgram<PurgeMeasure>(PROGRAM, [side, String(entries), String(SAMPLES)], {
    nodeFlags: ['--max-old-space-size=8192', ...nodeFlags],
    timeoutMs: 180_000,
  })
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  const sizes = quick ? [10, 1000, 100_000] : [10, 1000, 100_000, 1_000_000]
  const bySize = new Map<number, Record<string, PurgeMeasure>>()
  for (const entries of sizes) {
    const measures: Record<string, PurgeMeasure> = {}
    for (const side of PURGERS) measures[side] = await measurePurge(side, entries)
    bySize.set(entries, measures)
    say(`purge: ${entries} entries are done`)
  }
  return {
    name: 'purge',
    title: purge.title,
    about:
      'Microseconds of one purge as the caller sees it, the median of 200 samples of 20 purges, one after the other. Each entry has two tags: one of its own, and one that all have. The check reads an entry before (a hit) and after (a miss). SQLite is a file with its write-ahead log; Redis is asked over a loopback socket, one round trip a purge, most of which is two processes waiting for each other on a machine of two cores; its own work is what `INFO commandstats` says of it, and is what the target takes. SCAN and UNLINK is what a cache without tags does on the same Redis: it walks every key with `MATCH`, 1,000 at a time, and unlinks what it finds; of all keys once, because they are gone then.',
    tables: [
      toTable('A tag that one entry has', bySize, 'one'),
      toTable('The tag that every entry has', bySize, 'all'),
    ],
    targets: STORES.map((store) => toTarget(store, bySize)),
    rounds: Object.fromEntries([...bySize].map(([entries, measures]) => [entries, measures])),
  }
}

function toTable(title: string, bySize: BySize, which: 'one' | 'all'): Table {
  const rows = [...bySize].map(([entries, measures]) => [
    entries.toLocaleString('en-US'),
    ...STORES.map((side) => `${round(microsOf(measures[side], which))} µs`),
    `${round(measures['redis']?.server?.[which] ?? Number.NaN)} µs`,
    `${round(microsOf(measures['scan'], which))} µs`,
  ])
  const columns = ['entries', ...STORES.map((side) => NAMES[side]), "Redis's own work", NAMES.scan]
  return { title, columns, rows }
}

/** The worse of both kinds of purge. */
function toTarget(store: (typeof STORES)[number], bySize: BySize): Target {
  const sizes = [...bySize.keys()]
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const growthOf = (which: 'one' | 'all'): number =>
    workOf(bySize.get(most)?.[store], which) / workOf(bySize.get(least)?.[store], which)
  const growth = Math.max(growthOf('one'), growthOf('all'))
  return {
    name: `purge: ${NAMES[store]}, ${most.toLocaleString('en-US')} entries against ${least}`,
    target: `flat (≤ ${FLAT} ×)`,
    measured: `${round(growth)} ×`,
    met: growth <= FLAT,
  }
}

function microsOf(measure: PurgeMeasure | undefined, which: 'one' | 'all'): number {
  return median(measure?.[which] ?? [])
}

function workOf(measure: PurgeMeasure | undefined, which: 'one' | 'all'): number {
  return measure?.server?.[which] ?? microsOf(measure, which)
}
