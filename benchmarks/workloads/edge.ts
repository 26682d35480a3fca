/** Edge: a worker in workerd before an origin, with readers who like some things better than others, and an oracle. */
import { type EdgeSettings, startEdge } from '../edge/start-edge.ts'
import { type LoadSeen, loadEdge } from '../edge/zipf-load.ts'
import {
  atMost,
  type RunOptions,
  round,
  type Table,
  type Workload,
  type WorkloadResult,
} from '../harness/results.ts'

export const edge: Workload = { name: 'edge', title: 'Edge: a worker before the origin', run }

const LAG_MS = 2000
const MAX_STALE_MS = 5000
const CLIENTS = 16
const SEED = 20_261_123
/** Clocks of two processes, and the time that an answer takes. */
const SLACK_MS = 50

const SIDES: readonly (readonly [string, EdgeSettings['store'] | undefined])[] = [
  ['memory of the worker', 'memory'],
  ['versions in objects, entries in KV', 'object'],
  ['KV alone, lagging', 'lagging'],
  ['a worker that answers by itself', 'bare'],
  ['no edge', undefined],
]

/** What the oracle saw, by side. */
export async function measureEdges(
  { seconds, say }: { readonly seconds: number; readonly say: (line: string) => void },
  condition?: string,
): Promise<Map<string, LoadSeen>> {
  const bySide = new Map<string, LoadSeen>()
  for (const [name, store] of SIDES) {
    const started = await startEdge(
      { store: store ?? 'memory', lagMs: LAG_MS, maxStaleMs: MAX_STALE_MS },
      condition,
    )
    const url = store === undefined ? started.originUrl : started.url
    try {
      bySide.set(name, await loadEdge({ url, tokens: started.tokens, seconds, clients: CLIENTS, seed: SEED }))
    } finally {
      await started.stop()
    }
    say(`edge: ${name} is done`)
  }
  return bySide
}

async function run({ quick, say }: RunOptions): Promise<WorkloadResult> {
  const bySide = await measureEdges({ seconds: quick ? 3 : 8, say })
  const all = [...bySide.values()]
  const seenOf = (index: number): LoadSeen => {
    const seen = bySide.get(SIDES[index]?.[0] ?? '')
    if (seen === undefined) throw new Error('a side was not measured')
    return seen
  }
  const [memory, object, lagging] = [seenOf(0), seenOf(1), seenOf(2)]
  const { readMs: _read, hitMs: _hit, ...sums } = memory
  return {
    name: 'edge',
    title: edge.title,
    about: `${CLIENTS} clients read 2,000 things by Zipf's law (exponent 1) and, every fifth time, the desk of one of 50 people with its token; one request in a hundred changes what it names. The worker runs in workerd (miniflare), the origin on node:http without a cache of its own, both on the same two cores as the clients, which are one process: times are of that machine, and say how sides compare: most of each is workerd's, as the worker shows that looks nothing up. The oracle knows which change was answered when: an answer is stale when it lacks a change that was answered before it was asked for, foreign when it is of another thing or person. The lagging KV shows each write up to ${LAG_MS / 1000} s later, older ones after newer ones; the store over it bounds an answer to ${MAX_STALE_MS / 1000} s.`,
    tables: [toTable(bySide)],
    targets: [
      atMost('edge: foreign reads, over every store', 0, {
        measured: sum(all.map(({ foreign }) => foreign)),
      }),
      atMost('edge: stale reads, over stores with consistent versions', 0, {
        measured: memory.stale + object.stale,
      }),
      atMost('edge: oldest stale read over KV that lags', MAX_STALE_MS + SLACK_MS, {
        measured: lagging.stalestMs,
        unit: 'ms',
      }),
      atMost('edge: requests that failed', 0, { measured: sum(all.map(({ failures }) => failures)) }),
    ],
    rounds: { memory: sums, sides: [...bySide].map(([name, seen]) => [name, toNumbers(seen)]) },
  }
}

function toTable(bySide: ReadonlyMap<string, LoadSeen>): Table {
  const columns = [
    'store',
    'hit ratio',
    'requests/s',
    'p50',
    'p99',
    'p99 of hits',
    'stale',
    'oldest',
    'foreign',
    'reads',
  ]
  const rows = [...bySide].map(([name, seen]) => {
    const { hitRatio, perSecond, p50, p99, hitP99 } = toNumbers(seen)
    return [
      name,
      `${round(hitRatio * 100)} %`,
      round(perSecond),
      `${round(p50)} ms`,
      `${round(p99)} ms`,
      `${round(hitP99)} ms`,
      String(seen.stale),
      seen.stale === 0 ? '' : `${round(seen.stalestMs)} ms`,
      String(seen.foreign),
      seen.reads.toLocaleString('en-US'),
    ]
  })
  return { title: '', columns, rows }
}

function toNumbers({ reads, hits, mutations, seconds, readMs, hitMs, ...rest }: LoadSeen) {
  return {
    ...rest,
    reads,
    mutations,
    hitRatio: hits / reads,
    perSecond: (reads + mutations) / seconds,
    p50: percentile(readMs, 0.5),
    p99: percentile(readMs, 0.99),
    hitP99: percentile(hitMs, 0.99),
  }
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}
