/** @mizan/edge: a Fetch handler before a Mizan origin, which answers reads from a store and drops them when a mutation made them stale. */
export type { CacheStore } from '@mizan/cache'
export { createMemoryStore, type MemoryStoreOptions } from '@mizan/cache'
export { createEdge, type Edge, type EdgeCounters, type WorkerContext } from './edge.ts'
export type { EdgeClock } from './edge-clock.ts'
export type { EdgeOptions } from './edge-options.ts'
export type { EdgeSecrets, SecretList } from './edge-secrets.ts'
