/**
 * The stores of workers over doubles that lag and mix up their writes: with consistent versions nothing stale is ever given, with KV alone
 * nothing older than the bound that its documentation names.
 */
import { describe, expect, it, vi } from 'vitest'
import {
  type CacheStore,
  createKvStore,
  createMapShelf,
  createMemoryStore,
  createVersionedStore,
  type EntryShelf,
} from '../src/index.ts'
import { createWorld, statusOf } from './support/edge-world.ts'
import { createLaggingKv } from './support/lagging-kv.ts'

// Thousands of steps, on whatever machine.
vi.setConfig({ testTimeout: 60_000 })

const LAG_MS = 60_000
const MAX_STALE_MS = 20_000
const STEPS = 2000

/** A generator that is the same everywhere (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Seen {
  readonly hits: number
  /** Milliseconds since the mutation that the oldest answer did not know. */
  readonly stalestMs: number
}

/** Several edges over one store read and write a handful of users; each answer is compared with what was true when it was asked for. */
async function drive(
  seed: number,
  createStore: (now: () => number, random: () => number) => CacheStore,
): Promise<Seen> {
  const random = createRandom(seed)
  const pick = (below: number): number => Math.floor(random() * below)
  let nowMs = 1_700_000_000_000
  const now = (): number => nowMs
  const values = new Map<number, { value: number; since: number }[]>()
  const clock = { now, after: () => () => undefined }
  const store = createStore(now, random)
  const edges = [0, 1, 2].map(() => {
    const world = createWorld({ store, clock })
    world.answer = (request) => answerAsOrigin(request, values, now)
    return world
  })
  let hits = 0
  let stalestMs = 0
  for (let step = 0; step < STEPS; step++) {
    nowMs += pick(400)
    const world = edges[pick(edges.length)]
    const user = pick(5)
    if (world === undefined) continue
    if (random() < 0.1) {
      await world.call('update_profile', { user_id: user, name: String(step) })
      continue
    }
    const answer = await world.get(`/api/mizan/ctx/user/?user_id=${user}`)
    const { at } = (await answer.json()) as { at: number }
    if (statusOf(answer) === 'hit') hits += 1
    const missed = (values.get(user) ?? []).find(({ value }) => value > at)
    if (missed !== undefined) stalestMs = Math.max(stalestMs, nowMs - missed.since)
  }
  return { hits, stalestMs }
}

function answerAsOrigin(
  request: Request,
  values: Map<number, { value: number; since: number }[]>,
  now: () => number,
): Response | Promise<Response> {
  const url = new URL(request.url)
  if (request.method === 'POST') {
    return request.json().then((call: unknown) => {
      const { user_id: user } = (call as { args: { user_id: number } }).args
      const history = values.get(user) ?? []
      values.set(user, [...history, { value: (history.at(-1)?.value ?? 0) + 1, since: now() }])
      const headers = { 'x-mizan-protocol': '1', 'x-mizan-invalidate': `user;user_id=${user}` }
      return new Response('{}', { headers })
    })
  }
  const user = Number(url.searchParams.get('user_id'))
  return Response.json(
    { at: values.get(user)?.at(-1)?.value ?? 0 },
    {
      headers: {
        'content-type': 'application/json',
        'cache-control': 'public, no-cache',
        etag: '"x"',
        'x-mizan-protocol': '1',
        'x-mizan-schema': 'fd56a325f48ef58c',
        'x-mizan-entry': `user;limit=20;user_id=${user}`,
      },
    },
  )
}

/** Forgets, and gives what it had before. */
function createOddShelf(random: () => number): EntryShelf {
  const shelf = createMapShelf()
  const old = new Map<string, string>()
  return {
    get: async (key) => {
      if (random() < 0.2) return undefined
      return random() < 0.4 ? old.get(key) : shelf.get(key)
    },
    put: async (key, text, keepMs) => {
      const before = await shelf.get(key)
      if (before !== undefined && random() < 0.7) old.set(key, before)
      await shelf.put(key, text, keepMs)
    },
  }
}

describe.each([1, 2, 3])('with seed %i', (seed) => {
  it('consistent versions: nothing stale, whatever the entries lie on', async () => {
    const seen = await drive(seed, (now, random) =>
      createVersionedStore(createMemoryStore({ now }), createOddShelf(random)),
    )
    expect(seen.stalestMs).toBe(0)
    expect(seen.hits).toBeGreaterThan(STEPS / 10)
  })

  it('one memory: nothing stale', async () => {
    const seen = await drive(seed, (now) => createMemoryStore({ now }))
    expect(seen.stalestMs).toBe(0)
    expect(seen.hits).toBeGreaterThan(STEPS / 4)
  })

  it('KV alone: stale, and never for longer than its bound', async () => {
    const seen = await drive(seed, (now, random) => {
      const kv = createLaggingKv({ lagMs: LAG_MS, now, random })
      return createKvStore({ namespace: kv.place('a'), maxStaleMs: MAX_STALE_MS, now })
    })
    expect(seen.stalestMs).toBeGreaterThan(0)
    expect(seen.stalestMs).toBeLessThanOrEqual(MAX_STALE_MS)
    expect(seen.hits).toBeGreaterThan(0)
  })
})
