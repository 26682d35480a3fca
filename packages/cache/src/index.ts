/** @mizan/cache: bundles kept at the origin, or at an edge, until a mutation makes them stale. */
export { type Cache, type CacheOptions, createCache } from './cache.ts'
export type { CacheCounters } from './cache-counters.ts'
// What a store is.
export type {
  Awaitable,
  CacheEntry,
  CacheStore,
  EntryPlace,
  LeaseTaken,
  PurgeMade,
  StoreRead,
  TagPlace,
} from './cache-store.ts'
// Texts that stores keep, the same in every language.
export { decodeEntry, encodeEntry } from './entry-text.ts'
// What a reader asks, and what comes of it.
export type { Fill, Made, Outcome, Reloaded, RunFacts } from './fill.ts'
export type { Bundle } from './flights.ts'
export type { Asked, Bypass, Hit, Look, Miss } from './look-up.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export type { MutationLease } from './mutation-lease.ts'
export { createRandomTexts } from './random-texts.ts'
export type { CacheClock, CacheProblem, StoreOperation } from './store-gate.ts'
export { decodeTagRecord, encodeTagRecord, type TagRecord } from './tag-record.ts'
export { isVersion, toVersion } from './version-text.ts'
