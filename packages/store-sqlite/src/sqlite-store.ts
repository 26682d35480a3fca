/** The origin cache in a file of SQLite, shared by the processes of one machine (SPEC.md, CACHE-10 to CACHE-18, CACHE-24). Every step is synchronous and one transaction. */
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
  type TagRecord,
} from '@mizan/cache'
import { CACHE_TABLES } from './generated/cache-tables.ts'
import { makeRoom } from './make-room.ts'
import { isBusy, isCorrupt } from './sqlite-error.ts'
import { type OpenFile, StoreFile } from './store-file.ts'
import { changeTags, checkEpoch, entryKey, epochOf, look, putTag, type Seen, tagKey } from './tag-rows.ts'
import { isMissing, isOfEpoch, renewRecord, withLease, withoutLease } from './tag-steps.ts'

export interface SqliteStoreOptions {
  /** Of the file; its folder is there already. Beside it stand PATH-wal, PATH-shm and, after damage, PATH.corrupt. */
  readonly path: string
  /** What the file may hold, entries and tags together; beyond it the oldest entries go. Default 256 MiB. */
  readonly maxBytes?: number
  /** How long a step waits for another process that writes, at most; the event loop waits with it. Default 50. */
  readonly busyTimeoutMs?: number
  /** Unix time in milliseconds, for tests. */
  readonly now?: () => number
}

/** "MIZC" */
export const APPLICATION_ID = 0x4d495a43
const LAYOUT = 1
const MAX_BYTES = 256 * 1024 * 1024
const BUSY_TIMEOUT_MS = 50
/** An hour: a tag that nobody uses goes after it; its version is then missing, which costs misses. */
const TAG_LIFE_MS = 3_600_000
const TAG_SLACK_MS = 60_000
/** Of `maxBytes`: a larger entry is not worth what would have to go for it. */
const LARGEST_ENTRY = 1 / 4

/** @throws where the path can never hold the cache: no folder, or the database of something else. */
export function createSqliteStore(options: SqliteStoreOptions): CacheStore {
  return new SqliteStore(options)
}

class SqliteStore implements CacheStore {
  readonly outlivesProcess = true
  readonly #file: StoreFile
  readonly #maxBytes: number
  readonly #now: () => number
  #sweptAtMs = 0

  constructor({
    path,
    maxBytes = MAX_BYTES,
    busyTimeoutMs = BUSY_TIMEOUT_MS,
    now = Date.now,
  }: SqliteStoreOptions) {
    if (!Number.isSafeInteger(maxBytes) || maxBytes < 1)
      throw new TypeError('maxBytes is a whole number of bytes')
    const kind = { applicationId: APPLICATION_ID, layout: LAYOUT, tables: CACHE_TABLES, prepare: checkEpoch }
    this.#file = new StoreFile(kind, { path, busyTimeoutMs })
    this.#maxBytes = maxBytes
    this.#now = now
  }

  read(place: EntryPlace, random: string): StoreRead {
    const nowMs = this.#now()
    const seen = this.#file.use((file) => look(file, place, nowMs))
    if (!hasMissing(seen, nowMs)) return toRead(seen, nowMs)
    return this.#file.write((file) => {
      const again = look(file, place, nowMs)
      const facts = { epoch: again.epoch, nowMs }
      const records = again.records.map((record, index) => {
        if (!isMissing(record, facts)) return record
        const fresh = renewRecord(record, random, facts)
        putTag(file, tagKey(place.context, place.tags[index] ?? ''), {
          record: fresh,
          expires: nowMs + TAG_LIFE_MS,
        })
        return fresh
      })
      return toRead({ ...again, records }, nowMs)
    })
  }

  write(place: EntryPlace, entry: CacheEntry, keepMs: number): boolean {
    const text = encodeEntry(entry)
    if (text.length > this.#maxBytes * LARGEST_ENTRY) return false
    const nowMs = this.#now()
    return this.#file.write((file) => {
      const seen = look(file, place, nowMs)
      if (hasMissing(seen, nowMs) || !isFilledUnder(seen, entry)) return false
      const expires = nowMs + Math.ceil(keepMs)
      file.run(PUT_ENTRY, entryKey(place), text, expires)
      const ends = expires + TAG_SLACK_MS
      for (const tag of place.tags) file.run(LIFT_TAG, ends, tagKey(place.context, tag), ends)
      this.#sweptAtMs = makeRoom(file, { maxBytes: this.#maxBytes, nowMs, sweptAtMs: this.#sweptAtMs })
      return true
    })
  }

  purge(place: TagPlace, { random, lease = '', leased = [] }: PurgeMade): void {
    const nowMs = this.#now()
    const step = (file: OpenFile) => {
      const facts = { epoch: epochOf(file), nowMs }
      const life = { nowMs, lifeMs: TAG_LIFE_MS }
      const renew = (record?: TagRecord) => record && withoutLease(renewRecord(record, random, facts), lease)
      const end = (record?: TagRecord) => record && withoutLease(record, lease)
      changeTags(file, place, { ...life, change: renew })
      changeTags(file, { context: place.context, tags: leased }, { ...life, change: end })
    }
    this.#writeOrDrop(step)
  }

  lease(place: TagPlace, { lease, lifeMs, random }: LeaseTaken): void {
    const nowMs = this.#now()
    const life = Math.ceil(lifeMs)
    const step = (file: OpenFile) => {
      const facts = { epoch: epochOf(file), nowMs }
      const take = (record?: TagRecord) => {
        const standing =
          record && isOfEpoch(record, facts.epoch) ? record : renewRecord(record, random, facts)
        return withLease(standing, lease, nowMs + life)
      }
      changeTags(file, place, { nowMs, lifeMs: Math.max(TAG_LIFE_MS, life + TAG_SLACK_MS), change: take })
    }
    // In a file that was dropped there is nothing old, and it takes leases again.
    if (!this.#writeOrDrop(step)) this.#file.write(step)
  }

  release(place: TagPlace, lease: string): void {
    const nowMs = this.#now()
    const end = (record?: TagRecord) => record && withoutLease(record, lease)
    this.#file.write((file) => changeTags(file, place, { nowMs, lifeMs: TAG_LIFE_MS, change: end }))
  }

  close(): void {
    this.#file.close()
  }

  /** Whether it was written. A full or broken disk never keeps what a mutation replaces: then the file goes with everything in it. */
  #writeOrDrop(step: (file: OpenFile) => void): boolean {
    try {
      this.#file.write(step)
      return true
    } catch (error) {
      if (isBusy(error) || isCorrupt(error)) throw error
    }
    try {
      // Pages of the log that are in the file by now can be written over, which takes no new space.
      this.#file.use((file) => file.database.exec('PRAGMA wal_checkpoint(RESTART)'))
      this.#file.write(step)
      return true
    } catch (error) {
      if (isBusy(error) || isCorrupt(error)) throw error
      this.#file.remove()
      return false
    }
  }
}

const PUT_ENTRY = 'INSERT OR REPLACE INTO mizan_entries (key, text, expires) VALUES (?, ?, ?)'
const LIFT_TAG = 'UPDATE mizan_tags SET expires = ? WHERE key = ? AND expires < ?'

function hasMissing({ records, epoch }: Seen, nowMs: number): boolean {
  return records.some((record) => isMissing(record, { epoch, nowMs }))
}

function isFilledUnder({ records }: Seen, { versions }: CacheEntry): boolean {
  return records.every((record, index) => record?.version === versions[index] && record?.leases.size === 0)
}

/** Of records none of which is missing. */
function toRead({ text, records, isCorrupted }: Seen, nowMs: number): StoreRead {
  const entry = text === undefined ? undefined : decodeEntry(text)
  const youngestMs = Math.max(...records.map((record) => record?.madeAtMs ?? nowMs))
  return {
    entry,
    versions: records.map((record) => record?.version ?? ''),
    isLeased: records.some((record) => record !== undefined && record.leases.size > 0),
    ageMs: Math.max(0, nowMs - youngestMs),
    nowMs,
    ...((isCorrupted || (text !== undefined && entry === undefined)) && { isCorrupted: true }),
  }
}
