/** What the origin cache asks of a store (SPEC.md, CACHE-10 to CACHE-18): every method is one atomic step and one round trip. */

export interface CacheStore {
  /** What it holds lives on when this process ends: mutations take leases (CACHE-16). */
  readonly outlivesProcess: boolean
  /**
   * The entry, and the versions of its tags. A version that is missing, that is of another epoch, or one of whose leases lapsed is replaced
   * by one made of `random` before it is answered: set if absent, read back.
   */
  read(place: EntryPlace, random: string): Awaitable<StoreRead>
  /**
   * Keeps the entry where every tag still has the version that the entry names, no lease lives on any of them and none lapsed; else answers
   * false. After `keepMs` the entry may be dropped; its tags are kept for longer.
   */
  write(place: EntryPlace, entry: CacheEntry, keepMs: number): Awaitable<boolean>
  /**
   * Gives each tag a new version made of `random` (a tag without a record needs none) and forgets its lapsed leases. Ends the lease `lease` on
   * these tags and on `leased`, whose versions stay; no other lease.
   */
  purge(tags: TagPlace, made: PurgeMade): Awaitable<void>
  /**
   * Takes or renews a lease on each tag, without touching versions; a missing one is made of `random`. Lapsed leases of others stay, so that
   * the next read sees them. When a lease lapses, by the store's clock, the version is missing.
   */
  lease(tags: TagPlace, taken: LeaseTaken): Awaitable<void>
  /** Ends the lease and leaves the versions as they are: nothing was changed. */
  release(tags: TagPlace, lease: string): Awaitable<void>
  close(): Awaitable<void>
}

export type Awaitable<Value> = Value | Promise<Value>

export interface TagPlace {
  readonly context: string
  /** Header texts, sorted: `user;user_id=5`. */
  readonly tags: readonly string[]
}

export interface EntryPlace extends TagPlace {
  /** The hex digits of the cache key (CACHE-6). */
  readonly key: string
}

export interface StoreRead {
  readonly entry: CacheEntry | undefined
  /** As wide as `tags`: `EPOCH.RANDOM`, 16 and 32 hex digits. */
  readonly versions: readonly string[]
  /** A lease lives on one of the tags. */
  readonly isLeased: boolean
  /** Milliseconds since the youngest of the versions was made, by the store's clock; 0 where this read made one. */
  readonly ageMs: number
  /** The store's clock: Unix time, milliseconds. */
  readonly nowMs: number
  /** What stood under the key, or as the record of a tag, could not be read: a miss that is counted. */
  readonly isCorrupted?: boolean
}

export interface PurgeMade {
  /** 32 hex digits, never used before. */
  readonly random: string
  readonly lease?: string
  /** Tags of the same context on which only the lease ends. */
  readonly leased?: readonly string[]
}

export interface LeaseTaken {
  /** 32 hex digits. */
  readonly lease: string
  readonly lifeMs: number
  /** 32 hex digits, never used before. */
  readonly random: string
}

/** A bundle with everything that must still be true when it is read (CACHE-13, CACHE-14). */
export interface CacheEntry {
  readonly body: string
  /** With its quotes. */
  readonly etag: string
  /** `X-Mizan-Schema` of the context. */
  readonly fingerprint: string
  /** Of the reader whom it was read for; absent when public. */
  readonly pkey?: string
  /** One for each tag, in the order of the tags. */
  readonly versions: readonly string[]
  /** When the fill began, by the store's clock (`nowMs` of its read): Unix time, milliseconds. */
  readonly storedAtMs: number
  readonly ttlMs: number
}
