/** @mizan/cache: bundles kept at the origin, or at an edge, until a mutation makes them stale. */
export type { Awaitable, CacheEntry, CacheStore, EntryPlace, StoreRead, TagPlace } from './cache-store.ts'
