/** The origin cache in Redis, Valkey or a Redis Cluster (SPEC.md, CACHE-10 to CACHE-18, CACHE-24): each step is one script, and every key of a context is in one slot. */
import {
  type CacheEntry,
  type CacheStore,
  decodeEntry,
  type EntryPlace,
  encodeEntry,
  type LeaseTaken,
  type PurgeMade,
  type StoreRead,
  type TagPlace,
} from '@mizan/cache'
import {
  LEASE_SCRIPT,
  PURGE_SCRIPT,
  READ_SCRIPT,
  RELEASE_SCRIPT,
  WRITE_SCRIPT,
} from './generated/cache-scripts.ts'
import { type RedisClient, runScript } from './run-script.ts'

export interface RedisStoreOptions {
  /** A connected client or cluster of the `redis` package. The app owns it: how it connects, connects again, and is closed. */
  readonly client: RedisClient
}

export function createRedisStore({ client }: RedisStoreOptions): CacheStore {
  return new RedisStore(client)
}

class RedisStore implements CacheStore {
  readonly outlivesProcess = true
  readonly #client: RedisClient

  constructor(client: RedisClient) {
    this.#client = client
  }

  async read(place: EntryPlace, random: string): Promise<StoreRead> {
    const words = { keys: [entryKey(place), ...tagKeys(place)], arguments: [random] }
    return toRead(await runScript(this.#client, READ_SCRIPT, words), place.tags.length)
  }

  async write(place: EntryPlace, entry: CacheEntry, keepMs: number): Promise<boolean> {
    const words = {
      keys: [entryKey(place), ...tagKeys(place)],
      arguments: [encodeEntry(entry), wholeMs(keepMs), ...entry.versions],
    }
    return (await runScript(this.#client, WRITE_SCRIPT, words)) === 1
  }

  async purge(place: TagPlace, { random, lease, leased }: PurgeMade): Promise<void> {
    const ended = lease === undefined ? [] : (leased ?? [])
    const keys = [...tagKeys(place), ...tagKeys({ context: place.context, tags: ended })]
    if (keys.length === 0) return
    const words = { keys, arguments: [random, lease ?? '', String(place.tags.length)] }
    await runScript(this.#client, PURGE_SCRIPT, words)
  }

  async lease(place: TagPlace, { lease, lifeMs, random }: LeaseTaken): Promise<void> {
    if (place.tags.length === 0) return
    const words = { keys: tagKeys(place), arguments: [lease, wholeMs(lifeMs), random] }
    await runScript(this.#client, LEASE_SCRIPT, words)
  }

  async release(place: TagPlace, lease: string): Promise<void> {
    if (place.tags.length === 0) return
    await runScript(this.#client, RELEASE_SCRIPT, { keys: tagKeys(place), arguments: [lease] })
  }

  /** Nothing: the client is the app's. */
  close(): void {}
}

function entryKey({ context, key }: EntryPlace): string {
  return `mizan:{${context}}:e:${key}`
}

function tagKeys({ context, tags }: TagPlace): string[] {
  return tags.map((tag) => `mizan:{${context}}:t:${tag}`)
}

function wholeMs(value: number): string {
  return String(Math.max(1, Math.ceil(value)))
}

function toRead(answer: unknown, width: number): StoreRead {
  if (!Array.isArray(answer) || answer.length !== width + 5)
    throw new Error('Redis answered no read of the cache')
  const [text, isLeased, ageMs, nowMs, isTagCorrupted, ...versions]: unknown[] = answer
  const entry = typeof text === 'string' ? decodeEntry(text) : undefined
  const isCorrupted = isTagCorrupted === 1 || (text !== null && entry === undefined)
  return {
    entry,
    versions: versions.map(String),
    isLeased: isLeased === 1,
    ageMs: Number(ageMs),
    nowMs: Number(nowMs),
    ...(isCorrupted && { isCorrupted }),
  }
}
