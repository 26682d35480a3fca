/** The store of one process: entries and tags in memory, least recently used out first (SPEC.md, CACHE-24). Everything is synchronous. */
import { LRUCache } from 'lru-cache'
import type {
  CacheEntry,
  CacheStore,
  EntryPlace,
  LeaseTaken,
  PurgeMade,
  StoreRead,
  TagPlace,
} from './cache-store.ts'
import { toVersion } from './version-text.ts'

export interface MemoryStoreOptions {
  /** All entries together, two bytes for each character: 64 MiB. */
  readonly maxBytes?: number
  /** All tags together: half of `maxBytes`. An evicted tag costs the entries that name it. */
  readonly maxTagBytes?: number
  /** Unix time, milliseconds: `Date.now`. */
  readonly now?: () => number
}

interface Tag {
  version: string
  madeAtMs: number
  /** By id: when it lapses. */
  leases: Map<string, number> | undefined
}

const MAX_BYTES = 64 * 1024 * 1024
const BYTES_PER_CHAR = 2
/** Objects, slots of maps and the text of a version. */
const ENTRY_OVERHEAD_BYTES = 500
const TAG_OVERHEAD_BYTES = 250
const VERSION_BYTES = 60
/** The memory ends with the process: it never is of another epoch. */
const EPOCH = '0000000000000000'

export function createMemoryStore(options: MemoryStoreOptions = {}): CacheStore {
  return new MemoryStore(options)
}

class MemoryStore implements CacheStore {
  readonly outlivesProcess = false
  readonly #entries: LRUCache<string, CacheEntry>
  readonly #tags: LRUCache<string, Tag>
  readonly #now: () => number
  /** Tags that were evicted had leases until then: everything counts as leased. */
  #lostUntilMs = Number.NEGATIVE_INFINITY

  constructor({ maxBytes = MAX_BYTES, maxTagBytes = maxBytes / 2, now = Date.now }: MemoryStoreOptions) {
    this.#entries = new LRUCache({
      maxSize: Math.max(1, Math.floor(maxBytes)),
      sizeCalculation: ({ body, versions }, key) =>
        (body.length + key.length) * BYTES_PER_CHAR + versions.length * VERSION_BYTES + ENTRY_OVERHEAD_BYTES,
    })
    this.#tags = new LRUCache({
      maxSize: Math.max(1, Math.floor(maxTagBytes)),
      sizeCalculation: (_tag, text) => text.length * BYTES_PER_CHAR + TAG_OVERHEAD_BYTES,
      dispose: (tag, _text, reason) => {
        if (reason === 'evict') this.#loseLeases(tag)
      },
    })
    this.#now = now
  }

  read({ key, tags }: EntryPlace, random: string): StoreRead {
    const nowMs = this.#now()
    let isLeased = false
    let youngestMs = Number.NEGATIVE_INFINITY
    const versions: string[] = []
    for (const text of tags) {
      const tag = this.#current(text, { random, nowMs })
      isLeased ||= tag.leases !== undefined && tag.leases.size > 0
      if (tag.madeAtMs > youngestMs) youngestMs = tag.madeAtMs
      versions.push(tag.version)
    }
    // Making a tag may have crowded out another.
    isLeased ||= nowMs < this.#lostUntilMs
    return { entry: this.#entries.get(key), versions, isLeased, ageMs: nowMs - youngestMs, nowMs }
  }

  write(place: EntryPlace, entry: CacheEntry): boolean {
    const isCurrent = place.tags.every((text, index) => {
      const tag = this.#tags.get(text)
      return tag !== undefined && tag.leases === undefined && tag.version === entry.versions[index]
    })
    if (!isCurrent || this.#now() < this.#lostUntilMs) return false
    this.#entries.set(place.key, entry)
    return true
  }

  purge({ tags }: TagPlace, made: PurgeMade): void {
    const nowMs = this.#now()
    for (const text of tags) {
      const tag = this.#tags.get(text)
      // Without a record there is no entry that could name the tag's version, and no fill that could.
      if (tag === undefined) continue
      tag.version = toVersion(EPOCH, made.random)
      tag.madeAtMs = nowMs
      for (const [id, expiry] of tag.leases ?? []) if (expiry <= nowMs) endLease(tag, id)
      if (made.lease !== undefined) endLease(tag, made.lease)
    }
    if (made.lease !== undefined) this.#end(made.leased ?? [], made.lease)
  }

  lease({ tags }: TagPlace, taken: LeaseTaken): void {
    const nowMs = this.#now()
    for (const text of tags) {
      const tag = this.#tags.get(text) ?? this.#make(text, { random: taken.random, nowMs })
      tag.leases ??= new Map()
      tag.leases.set(taken.lease, nowMs + taken.lifeMs)
      if (this.#tags.peek(text) !== tag) this.#loseLeases(tag)
    }
  }

  release({ tags }: TagPlace, lease: string): void {
    this.#end(tags, lease)
  }

  close(): void {
    this.#entries.clear()
    this.#tags.clear()
  }

  #loseLeases({ leases }: Tag): void {
    for (const expiry of leases?.values() ?? []) this.#lostUntilMs = Math.max(this.#lostUntilMs, expiry)
  }

  #end(tags: readonly string[], lease: string): void {
    for (const text of tags) {
      const tag = this.#tags.get(text)
      if (tag !== undefined) endLease(tag, lease)
    }
  }

  /** The tag, with a new version where it has none or a lease on it lapsed. */
  #current(text: string, made: Made): Tag {
    const tag = this.#tags.get(text)
    if (tag === undefined) return this.#make(text, made)
    if (tag.leases === undefined) return tag
    for (const [id, expiry] of tag.leases) {
      if (expiry > made.nowMs) continue
      endLease(tag, id)
      tag.version = toVersion(EPOCH, made.random)
      tag.madeAtMs = made.nowMs
    }
    return tag
  }

  #make(text: string, { random, nowMs }: Made): Tag {
    const tag: Tag = { version: toVersion(EPOCH, random), madeAtMs: nowMs, leases: undefined }
    this.#tags.set(text, tag)
    return tag
  }
}

interface Made {
  readonly random: string
  readonly nowMs: number
}

function endLease(tag: Tag, id: string): void {
  tag.leases?.delete(id)
  if (tag.leases?.size === 0) tag.leases = undefined
}
