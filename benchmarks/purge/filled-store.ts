/** Stores with as many entries as are asked for: written in bulk, in the layout that the store itself writes, and then read through it. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type CacheEntry,
  type CacheStore,
  createMemoryStore,
  type EntryPlace,
  encodeEntry,
  encodeTagRecord,
  toVersion,
} from '@mizan/cache'
import { createRedisStore } from '@mizan/store-redis'
import { createSqliteStore } from '@mizan/store-sqlite'
import { BATCH, connectRedis } from './redis.ts'

export interface FilledStore {
  readonly store: CacheStore
  /** Microseconds that the server worked for one step, in the mean of those since this was last asked. Absent where there is no server. */
  readonly takeServerMicros?: () => Promise<number>
  close(): Promise<void>
}

const RANDOM = 'c0ffee00c0ffee00c0ffee00c0ffee00'
const LIFE_MS = 86_400_000
const GIBIBYTE = 1 << 30

/** Entry number `index`: of a user of its own. */
export function placeOf(index: number): EntryPlace {
  const key = createHash('md5').update(String(index)).digest('hex').repeat(2)
  return { context: 'user', key, tags: ['user', `user;user_id=${index}`] }
}

export async function fillStore(kind: string, size: number): Promise<FilledStore> {
  if (kind === 'memory') return fillMemory(size)
  return kind === 'sqlite' ? fillSqlite(size) : fillRedis(size)
}

async function fillMemory(size: number): Promise<FilledStore> {
  const store = createMemoryStore({ maxBytes: 4 * GIBIBYTE, maxTagBytes: 4 * GIBIBYTE })
  for (let index = 0; index < size; index += 1) {
    const place = placeOf(index)
    const { versions } = await store.read(place, RANDOM)
    await store.write(place, toEntry(versions), LIFE_MS)
  }
  return { store, close: async () => store.close() }
}

async function fillSqlite(size: number): Promise<FilledStore> {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-purge-'))
  const path = join(folder, 'cache.sqlite')
  const store = createSqliteStore({ path, maxBytes: 4 * GIBIBYTE })
  const { versions } = await store.read(placeOf(0), RANDOM)
  const database = new DatabaseSync(path)
  const now = Date.now()
  const putEntry = database.prepare('INSERT INTO mizan_entries (key, text, expires) VALUES (?, ?, ?)')
  const putTag = database.prepare('INSERT OR REPLACE INTO mizan_tags (key, record, expires) VALUES (?, ?, ?)')
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  for (const { entryKey, entry, tagKey, record } of rowsOf(size, versions)) {
    putEntry.run(entryKey, entry, now + LIFE_MS)
    putTag.run(tagKey, record, now + 2 * LIFE_MS)
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  const close = async (): Promise<void> => {
    await store.close()
    rmSync(folder, { recursive: true })
  }
  return { store, close }
}

async function fillRedis(size: number): Promise<FilledStore> {
  const redis = await connectRedis()
  const store = createRedisStore({ client: redis.client })
  const { versions } = await store.read(placeOf(0), RANDOM)
  let batch: [string, string][] = []
  for (const { entryKey, entry, tagKey, record } of rowsOf(size, versions)) {
    batch.push([entryKey, entry], [tagKey, record])
    if (batch.length < BATCH) continue
    await redis.putAll(batch)
    batch = []
  }
  await redis.putAll(batch)
  return { store, takeServerMicros: redis.takeMicros, close: redis.close }
}

interface Row {
  readonly entryKey: string
  readonly entry: string
  readonly tagKey: string
  readonly record: string
}

function* rowsOf(size: number, [broad = '']: readonly string[]): Generator<Row> {
  const version = toVersion(broad.slice(0, 16), RANDOM)
  const record = encodeTagRecord({ version, madeAtMs: Date.now(), leases: new Map() })
  const entry = encodeEntry(toEntry([broad, version]))
  for (let index = 0; index < size; index += 1) {
    const { key, tags } = placeOf(index)
    yield { entryKey: `mizan:{user}:e:${key}`, entry, tagKey: `mizan:{user}:t:${tags[1]}`, record }
  }
}

function toEntry(versions: readonly string[]): CacheEntry {
  const facts = { etag: '"0123456789abcdef"', fingerprint: '00112233445566ff', ttlMs: LIFE_MS }
  return { ...facts, body: '{"name":"Ada"}', versions, storedAtMs: Date.now() }
}
