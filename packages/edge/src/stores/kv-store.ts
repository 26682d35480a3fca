/**
 * Entries and versions in Workers KV alone. KV shows a write elsewhere some time later, and not in order: a purge is seen late. So that this
 * has a bound that does not depend on KV, no entry is given for longer than `maxStaleMs` after its fill began.
 */
import {
  type CacheStore,
  decodeEntry,
  decodeTagRecord,
  type EntryPlace,
  encodeEntry,
  encodeTagRecord,
  type StoreRead,
  type TagPlace,
  type TagRecord,
  toVersion,
} from '@mizan/cache'
import type { KvNamespace } from './worker-parts.ts'

export interface KvStoreOptions {
  readonly namespace: KvNamespace
  /** How old an answer may be that a mutation made stale, in milliseconds: 60,000. Shorter ttls of contexts hold as they are. */
  readonly maxStaleMs?: number
  /** Unix time, milliseconds; for tests. */
  readonly now?: () => number
}

const EPOCH = '0000000000000000'
const MAX_STALE_MS = 60_000
/** Longer than any entry that names them: an entry lives for `maxStaleMs`. */
const TAG_SECONDS = 3600

export function createKvStore(options: KvStoreOptions): CacheStore {
  return new KvStore(options)
}

class KvStore implements CacheStore {
  readonly outlivesProcess = true
  readonly #namespace: KvNamespace
  readonly #maxStaleMs: number
  readonly #now: () => number

  constructor({ namespace, maxStaleMs = MAX_STALE_MS, now = Date.now }: KvStoreOptions) {
    this.#namespace = namespace
    this.#maxStaleMs = maxStaleMs
    this.#now = now
  }

  async read(place: EntryPlace, random: string): Promise<StoreRead> {
    const nowMs = this.#now()
    const [text, records] = await Promise.all([
      this.#namespace.get(toEntryKey(place)),
      Promise.all(place.tags.map((tag) => this.#current(place.context, tag, { random, nowMs }))),
    ])
    const entry = text === null ? undefined : decodeEntry(text)
    const youngestMs = Math.max(...records.map(({ madeAtMs }) => madeAtMs))
    return {
      entry,
      versions: records.map(({ version }) => version),
      isLeased: records.some(({ leases }) => leases.size > 0),
      ageMs: Math.max(0, nowMs - youngestMs),
      nowMs,
      ...(text !== null && entry === undefined && { isCorrupted: true }),
    }
  }

  /** Without a look at the versions: it would be of some moment before, too. */
  async write(place: EntryPlace, entry: Parameters<CacheStore['write']>[1]): Promise<boolean> {
    const ttlMs = Math.min(entry.ttlMs, this.#maxStaleMs)
    const expirationTtl = Math.max(60, Math.ceil(ttlMs / 1000))
    await this.#namespace.put(toEntryKey(place), encodeEntry({ ...entry, ttlMs }), { expirationTtl })
    return true
  }

  async purge(place: TagPlace, made: { readonly random: string }): Promise<void> {
    const nowMs = this.#now()
    const record = {
      version: toVersion(EPOCH, made.random),
      madeAtMs: nowMs,
      leases: new Map<string, number>(),
    }
    await Promise.all(place.tags.map((tag) => this.#put(place.context, tag, record)))
  }

  async lease(place: TagPlace, taken: Parameters<CacheStore['lease']>[1]): Promise<void> {
    const nowMs = this.#now()
    await Promise.all(
      place.tags.map(async (tag) => {
        const record = await this.#current(place.context, tag, { random: taken.random, nowMs })
        const leases = new Map([...record.leases, [taken.lease, nowMs + taken.lifeMs]])
        await this.#put(place.context, tag, { ...record, leases })
      }),
    )
  }

  async release(place: TagPlace, lease: string): Promise<void> {
    await Promise.all(
      place.tags.map(async (tag) => {
        const text = await this.#namespace.get(toTagKey(place.context, tag))
        const record = text === null ? undefined : decodeTagRecord(text)
        if (record === undefined) return
        const leases = new Map([...record.leases].filter(([id]) => id !== lease))
        await this.#put(place.context, tag, { ...record, leases })
      }),
    )
  }

  close(): void {
    // The namespace is the platform's.
  }

  /** With a new version where there is none, or a lease lapsed. */
  async #current(
    context: string,
    tag: string,
    { random, nowMs }: { readonly random: string; readonly nowMs: number },
  ): Promise<TagRecord> {
    const text = await this.#namespace.get(toTagKey(context, tag))
    const known = text === null ? undefined : decodeTagRecord(text)
    const hasLapsed = known !== undefined && [...known.leases.values()].some((expiry) => expiry <= nowMs)
    if (known !== undefined && !hasLapsed) return known
    const living = new Map([...(known?.leases ?? [])].filter(([, expiry]) => expiry > nowMs))
    const made = { version: toVersion(EPOCH, random), madeAtMs: nowMs, leases: living }
    await this.#put(context, tag, made)
    return made
  }

  async #put(context: string, tag: string, record: TagRecord): Promise<void> {
    await this.#namespace.put(toTagKey(context, tag), encodeTagRecord(record), { expirationTtl: TAG_SECONDS })
  }
}

function toEntryKey({ context, key }: EntryPlace): string {
  return `mizan:{${context}}:e:${key}`
}

function toTagKey(context: string, tag: string): string {
  return `mizan:{${context}}:t:${tag}`
}
