/** Readers and writers of an edge, and the oracle that judges every answer: whose it is, and which change it should know. */
import { PEOPLE } from './origin-app.ts'

export interface LoadOptions {
  readonly url: string
  readonly tokens: readonly string[]
  readonly seconds: number
  readonly clients: number
  readonly seed: number
}

export interface LoadSeen {
  readonly reads: number
  readonly hits: number
  readonly mutations: number
  readonly failures: number
  /** Answers that name another thing or person than they were asked for. */
  readonly foreign: number
  /** Answers that lack a change whose own answer was there before they were asked for. */
  readonly stale: number
  /** For how long the oldest of them was known to be stale, in milliseconds. */
  readonly stalestMs: number
  readonly seconds: number
  /** Milliseconds of each read. */
  readonly readMs: readonly number[]
  readonly hitMs: readonly number[]
}

const THINGS = 2000
const EXPONENT = 1
const MUTATIONS = 0.01
const OF_PEOPLE = 0.2

/** What is known of one thing or desk: which change was answered when. */
interface Known {
  readonly changes: { readonly version: number; readonly atMs: number }[]
}

interface Numbered {
  readonly of: string
  readonly version: number
}

type Counted = { -readonly [Name in keyof LoadSeen]: LoadSeen[Name] } & { readMs: number[]; hitMs: number[] }

export async function loadEdge(options: LoadOptions): Promise<LoadSeen> {
  const known = new Map<string, Known>()
  const seen: Counted = {
    reads: 0,
    hits: 0,
    mutations: 0,
    failures: 0,
    foreign: 0,
    stale: 0,
    stalestMs: 0,
    seconds: options.seconds,
    readMs: [],
    hitMs: [],
  }
  const random = createRandom(options.seed)
  const pickThing = createZipf(THINGS, random)
  const endMs = performance.now() + options.seconds * 1000
  const client = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const isDesk = random() < OF_PEOPLE
      const index = isDesk ? Math.floor(random() * PEOPLE) : pickThing()
      const asked = isDesk
        ? { of: `p${index}`, token: options.tokens[index] ?? '' }
        : { of: String(index), token: undefined }
      if (random() < MUTATIONS) await change(options.url, asked, { known, seen })
      else await read(options.url, asked, { known, seen })
    }
  }
  await Promise.all(Array.from({ length: options.clients }, client))
  return seen
}

interface Asked {
  readonly of: string
  /** Of whose desk it is. */
  readonly token: string | undefined
}

interface Judge {
  readonly known: Map<string, Known>
  readonly seen: Counted
}

async function read(url: string, { of, token }: Asked, { known, seen }: Judge): Promise<void> {
  const path = token === undefined ? `/api/mizan/ctx/thing/?thing_id=${of}` : '/api/mizan/ctx/desk/'
  const begunMs = performance.now()
  const answer = await fetch(url + path, token === undefined ? {} : { headers: { 'x-mizan-token': token } })
  const bundle = (await answer.json()) as { thing?: Numbered; desk?: Numbered }
  const tookMs = performance.now() - begunMs
  const given = token === undefined ? bundle.thing : bundle.desk
  if (answer.status !== 200 || given === undefined) {
    seen.failures += 1
    return
  }
  seen.reads += 1
  seen.readMs.push(tookMs)
  if (/mizan-edge; (hit|fwd=miss; collapsed)/.test(answer.headers.get('cache-status') ?? '')) {
    seen.hits += 1
    seen.hitMs.push(tookMs)
  }
  if (given.of !== of) seen.foreign += 1
  const missed = known.get(of)?.changes.find(({ version, atMs }) => version > given.version && atMs < begunMs)
  if (missed === undefined) return
  seen.stale += 1
  seen.stalestMs = Math.max(seen.stalestMs, begunMs - missed.atMs)
}

async function change(url: string, { of, token }: Asked, { known, seen }: Judge): Promise<void> {
  const call =
    token === undefined
      ? { fn: 'change_thing', args: { thing_id: Number(of) } }
      : { fn: 'change_desk', args: {} }
  const answer = await fetch(`${url}/api/mizan/call/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { 'x-mizan-token': token }) },
    body: JSON.stringify(call),
  })
  const { result } = (await answer.json()) as { result?: number }
  if (answer.status !== 200 || result === undefined) {
    seen.failures += 1
    return
  }
  seen.mutations += 1
  const entry = known.get(of) ?? { changes: [] }
  known.set(of, entry)
  entry.changes.push({ version: result, atMs: performance.now() })
}

/** Ranks from 0, the first the most frequent. */
function createZipf(count: number, random: () => number): () => number {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= count; rank += 1) {
    sum += 1 / rank ** EXPONENT
    sums.push(sum)
  }
  return () => {
    const wanted = random() * sum
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The same everywhere (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
