/** What the tests of every store stand on. */
import type { CacheEntry, CacheStore, StoreRead } from '../src/index.ts'

export interface StoreBench {
  /** Another connection to the same store each time, as another process has one; the same where there is only one. */
  connect(): Promise<CacheStore>
  /** Returns when so many milliseconds have passed by the store's clock. */
  pass(ms: number): Promise<void>
  /** Stops everything. */
  close(): Promise<void>
  /** Drops entries whose time is over; else they only lose their place to others. */
  readonly hasExpiry: boolean
}

export function toEntry(read: StoreRead, over: Partial<CacheEntry> = {}): CacheEntry {
  return {
    body: '{"name":"Ada"}',
    etag: '"abc"',
    fingerprint: '00112233445566ff',
    versions: read.versions,
    storedAtMs: read.nowMs,
    ttlMs: 60_000,
    ...over,
  }
}
