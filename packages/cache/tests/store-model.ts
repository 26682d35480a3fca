/** Random steps on a store and on the one in memory: both answer the same, but for the epoch and the hour. */
import { expect } from 'vitest'
import { type CacheStore, createMemoryStore, createRandomTexts, type StoreRead } from '../src/index.ts'
import { type StoreBench, toEntry } from './store-bench.ts'

const LIFE_MS = 600_000
const TAGS = ['user', 'user;a=1', 'user;a=1;b=2', 'user;b=2']
const LEASES = ['a', 'b'].map((digit) => digit.repeat(32))

export async function compareWithMemory(
  bench: StoreBench,
  { steps, seed }: { steps: number; seed: number },
): Promise<void> {
  const stores = [await bench.connect(), await bench.connect(), createMemoryStore()]
  const chance = createChance(seed)
  const createRandom = createRandomTexts((bytes) => bytes.forEach((_, at) => (bytes[at] = chance(256))))
  /** By key: what each store answered last. */
  const seen = new Map<string, StoreRead[]>()
  const tried = Array.from({ length: steps }, () => ({
    kind: chance(10),
    asked: chance(3),
    random: createRandom(),
  }))
  for (const [index, { kind, asked, random }] of tried.entries()) {
    const tags = TAGS.filter(() => chance(2) === 0)
    const lease = LEASES[chance(2)] ?? ''
    const place = { context: 'user', key: `k${asked}`, tags: TAGS.slice(0, asked + 2) }
    const one = (store: CacheStore, at: number): unknown => {
      if (kind < 4) return store.read(place, random)
      if (kind < 6) {
        const read = seen.get(place.key)?.[at]
        return read && store.write(place, toEntry(read, { body: `{"step":${index}}` }), LIFE_MS)
      }
      if (kind < 7) return store.lease({ context: 'user', tags }, { lease, lifeMs: LIFE_MS, random })
      if (kind < 8) return store.release({ context: 'user', tags: TAGS }, lease)
      return store.purge(
        { context: 'user', tags },
        { random, lease, leased: TAGS.filter((tag) => !tags.includes(tag)) },
      )
    }
    // One connection each step; both are the same store.
    const real = await one(stores[index % 2] as CacheStore, 0)
    const model = await one(stores[2] as CacheStore, 1)
    if (kind < 4) seen.set(place.key, [real as StoreRead, model as StoreRead])
    expect(toComparable(real), `step ${index}`).toEqual(toComparable(model))
  }
}

function toComparable(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer
  const { entry, versions, isLeased, isCorrupted } = answer as StoreRead
  const bare = (all: readonly string[]): string[] => all.map((version) => version.slice(17))
  return {
    body: entry?.body,
    filed: entry && bare(entry.versions),
    versions: bare(versions),
    isLeased,
    isCorrupted,
  }
}

/** Whole numbers below `bound`: mulberry32. */
function createChance(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound)
  }
}
