/** Invalidation: what it costs to make three of many mounted entries stale. */
import { join } from 'node:path'
import {
  type RunOptions,
  round,
  type Target,
  type Workload,
  type WorkloadResult,
} from '../harness/results.ts'
import { runRounds } from '../harness/rounds.ts'
import { runProgram } from '../harness/run-program.ts'
import { median } from '../harness/statistics.ts'
import type { CacheMeasure } from '../invalidation/measure-cache.ts'

export const invalidation: Workload = {
  name: 'invalidation',
  title: 'Invalidation: three of many entries',
  run,
}

const SIDES = ['mizan', 'tanstack'] as const
const PROGRAM = join(import.meta.dirname, '../invalidation/measure-cache.ts')

type Measures = Readonly<Record<string, readonly CacheMeasure[]>>

/** @throws when a side reads other entries again than it should. */
export function measureCache(side: string, entries: number, samples: number): Promise<CacheMeasure> {
  return runProgram<CacheMeasure>(PROGRAM, [side, String(entries), String(samples)], {
    nodeFlags: ['--expose-gc', '--max-old-space-size=4096'],
    timeoutMs: 180_000,
  })
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  const sizes = quick ? [100, 1000, 10_000] : [100, 1000, 10_000, 100_000]
  const bySize = new Map<number, Measures>()
  for (const entries of sizes) {
    const samples = entries >= 100_000 ? 15 : 40
    const sides = Object.fromEntries(SIDES.map((side) => [side, () => measureCache(side, entries, samples)]))
    bySize.set(entries, await runRounds(sides, { rounds: quick || entries >= 100_000 ? 1 : 3, warmUps: 0 }))
    say(`invalidation: ${entries} entries are done`)
  }
  const rows = [...bySize].map(([entries, measures]) => [
    entries.toLocaleString('en-US'),
    `${round(callOf(measures, 'mizan'))} µs`,
    `${round(callOf(measures, 'tanstack'))} µs`,
    `${round(microsOf(measures, 'mizan'))} µs`,
    `${round(microsOf(measures, 'tanstack'))} µs`,
    `${round(microsOf(measures, 'tanstack') / microsOf(measures, 'mizan'))} ×`,
    `${round(bytesOf(measures, 'mizan') / 1000)} kB`,
    `${round(bytesOf(measures, 'tanstack') / 1000)} kB`,
  ])
  return {
    name: 'invalidation',
    title: invalidation.title,
    about:
      'Blocking time of one invalidation: the call alone, and until it is back and the three reads have begun (in Mizan they begin in microtasks behind it, in TanStack Query inside of it); the targets take the second. Mizan: `client.invalidate` with a target that names one of two params; TanStack Query: `invalidateQueries` with a partial key. Every entry is mounted and has been read; the check counts that exactly three are read again. Heap is what mounting added, after a collection.',
    tables: [
      {
        title: '',
        columns: [
          'mounted',
          'call, Mizan',
          'call, TanStack',
          'until the reads, Mizan',
          'until the reads, TanStack',
          'faster',
          'heap an entry, Mizan',
          'heap an entry, TanStack',
        ],
        rows,
      },
    ],
    targets: toTargets(bySize),
    rounds: Object.fromEntries([...bySize].map(([entries, measures]) => [entries, measures])),
  }
}

function toTargets(bySize: ReadonlyMap<number, Measures>): readonly Target[] {
  const at = (entries: number): number => microsOf(bySize.get(entries) ?? {}, 'mizan')
  const sizes = [...bySize.keys()]
  const largest = Math.max(...sizes)
  const growth = at(largest) / at(100)
  const faster = microsOf(bySize.get(10_000) ?? {}, 'tanstack') / at(10_000)
  return [
    {
      name: `invalidation: cost at ${largest.toLocaleString('en-US')} entries against 100`,
      target: 'flat (≤ 3 ×)',
      measured: `${round(growth)} ×`,
      met: growth <= 3,
    },
    {
      name: 'invalidation: faster than TanStack Query at 10,000 entries',
      target: '≥ 50 ×',
      measured: `${round(faster)} ×`,
      met: faster >= 50,
    },
  ]
}

function microsOf(measures: Measures, side: string): number {
  return median((measures[side] ?? []).flatMap(({ times }) => times.map(({ total }) => total)))
}

function callOf(measures: Measures, side: string): number {
  return median((measures[side] ?? []).flatMap(({ times }) => times.map(({ call }) => call)))
}

function bytesOf(measures: Measures, side: string): number {
  return median((measures[side] ?? []).map(({ bytesAnEntry }) => bytesAnEntry))
}
