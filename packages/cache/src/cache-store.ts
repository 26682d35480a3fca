/** What the origin cache asks of a store (SPEC.md, CACHE-10 to CACHE-18): every method is one atomic step and one round trip. */

export interface CacheStore {
  /** What it holds lives on when this process ends: mutations take leases (CACHE-16). */
  readonly outlivesProcess: boolean
  /**
   * The entry, and the versions of its tags. A version that is missing, that is of another epoch, or whose lease lapsed is replaced by one
   * made of `random` before it is answered: set if absent, read back.
   */
  read(place: EntryPlace, random: string): Awaitable<StoreRead>
  /** Keeps the entry where every tag still has the version that the entry names and no lease lives on any of them; else answers false. */
  write(place: EntryPlace, entry: CacheEntry): Awaitable<boolean>
  /** Gives each tag a new version made of `random`, and ends the lease `lease` on them, no other. */
  purge(tags: TagPlace, made: { readonly random: string; readonly lease?: string }): Awaitable<void>
  /** Takes or renews the lease `lease` on each tag, without touching versions. When it lapses, by the store's clock, the versions are missing. */
  lease(tags: TagPlace, taken: { readonly lease: string; readonly lifeMs: number }): Awaitable<void>
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
  /** Milliseconds since the youngest of the versions was made, by the store's clock. */
  readonly ageMs: number
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
  /** Unix time, milliseconds. */
  readonly storedAtMs: number
  readonly ttlMs: number
}
