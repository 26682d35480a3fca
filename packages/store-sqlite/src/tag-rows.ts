/** Rows of the cache's tables: where a tag and an entry stand, and what is read and written of them in one step. */
import { randomBytes } from 'node:crypto'
import {
  decodeTagRecord,
  type EntryPlace,
  encodeTagRecord,
  type TagPlace,
  type TagRecord,
} from '@mizan/cache'
import { BOOT_ID, type OpenFile } from './store-file.ts'

/** An entry's text and its tags' records, of one moment. */
export interface Seen {
  readonly epoch: string
  readonly text: string | undefined
  readonly records: readonly (TagRecord | undefined)[]
  /** A record stands there and cannot be read. */
  readonly isCorrupted: boolean
}

export interface TagChange {
  readonly nowMs: number
  /** How long the tag is kept at least. */
  readonly lifeMs: number
  /** The record itself where nothing changes; undefined where there is to be none. */
  readonly change: (record: TagRecord | undefined) => TagRecord | undefined
}

const EPOCH_BYTES = 8
const GET_TAG = 'SELECT record FROM mizan_tags WHERE key = ? AND expires > ?'
const PUT_TAG = `INSERT INTO mizan_tags (key, record, expires) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET record = excluded.record, expires = max(expires, excluded.expires)`
const DROP_TAG = 'DELETE FROM mizan_tags WHERE key = ?'
const GET_EPOCH = "SELECT value FROM mizan_store WHERE name = 'epoch'"
const PUT_FACT = 'INSERT OR REPLACE INTO mizan_store (name, value) VALUES (?, ?)'

export function entryKey({ context, key }: EntryPlace): string {
  return `mizan:{${context}}:e:${key}`
}

export function tagKey(context: string, tag: string): string {
  return `mizan:{${context}}:t:${tag}`
}

/** What was written before the machine last stopped may be lost: versions of then are none (CACHE-11). */
export function checkEpoch(file: OpenFile): void {
  const facts = new Map(
    file.all('SELECT name, value FROM mizan_store').map(({ name, value }) => [name, value]),
  )
  if (facts.has('epoch') && facts.get('boot') === BOOT_ID) return
  file.run(PUT_FACT, 'epoch', randomBytes(EPOCH_BYTES).toString('hex'))
  file.run(PUT_FACT, 'boot', BOOT_ID)
}

export function epochOf(file: OpenFile): string {
  return String(file.all(GET_EPOCH)[0]?.['value'])
}

/** One statement, so that all of it is of one moment. */
export function look(file: OpenFile, place: EntryPlace, nowMs: number): Seen {
  const keys = place.tags.map((tag) => tagKey(place.context, tag))
  const rows = file.all(selectSeen(keys.length), entryKey(place), nowMs, nowMs, ...keys)
  const found = new Map(rows.map(({ key, text }) => [key, text]))
  const records = keys.map((key) => toRecord(found.get(key)))
  const text = found.get(entryKey(place))
  return {
    epoch: String(found.get('epoch')),
    text: typeof text === 'string' ? text : undefined,
    records,
    isCorrupted: keys.some((key, index) => found.has(key) && records[index] === undefined),
  }
}

export function putTag(file: OpenFile, key: string, kept: { record: TagRecord; expires: number }): void {
  file.run(PUT_TAG, key, encodeTagRecord(kept.record), kept.expires)
}

export function changeTags(
  file: OpenFile,
  { context, tags }: TagPlace,
  { nowMs, lifeMs, change }: TagChange,
): void {
  for (const tag of tags) {
    const key = tagKey(context, tag)
    const found = file.all(GET_TAG, key, nowMs)[0]
    const record = toRecord(found?.['record'])
    const changed = change(record)
    if (changed === undefined) {
      if (found !== undefined) file.run(DROP_TAG, key)
    } else if (changed !== record) putTag(file, key, { record: changed, expires: nowMs + lifeMs })
  }
}

function toRecord(text: unknown): TagRecord | undefined {
  return typeof text === 'string' ? decodeTagRecord(text) : undefined
}

/** By how many tags are asked for: an entry has 32 at most (CACHE-8). */
function selectSeen(width: number): string {
  const marks = Array.from({ length: width }, () => '?').join(', ')
  return `SELECT key, text FROM mizan_entries WHERE key = ? AND expires > ?
    UNION ALL SELECT name, value FROM mizan_store WHERE name = 'epoch'
    UNION ALL SELECT key, record FROM mizan_tags WHERE expires > ? AND key IN (${marks})`
}
