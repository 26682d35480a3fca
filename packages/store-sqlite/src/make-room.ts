/** What goes from the file, a little at each write: rows whose time is over, and the oldest beyond the bound. */
import { type OpenFile, pragmaOf } from './store-file.ts'

export interface Room {
  readonly maxBytes: number
  readonly nowMs: number
  /** When expired rows were last looked for. */
  readonly sweptAtMs: number
}

const SWEEP_EVERY_MS = 10_000
/** At a time: a sweep is part of somebody's request. */
const SWEEP_ROWS = 500
const EVICT_ROWS = 16

const SWEEP_ENTRIES = `DELETE FROM mizan_entries WHERE at IN
  (SELECT at FROM mizan_entries WHERE expires <= ? ORDER BY expires LIMIT ${SWEEP_ROWS})`
const SWEEP_TAGS = `DELETE FROM mizan_tags WHERE key IN
  (SELECT key FROM mizan_tags WHERE expires <= ? ORDER BY expires LIMIT ${SWEEP_ROWS})`
const EVICT_ENTRIES = `DELETE FROM mizan_entries WHERE at IN
  (SELECT at FROM mizan_entries ORDER BY at LIMIT ${EVICT_ROWS})`
const EVICT_TAGS = `DELETE FROM mizan_tags WHERE key IN
  (SELECT key FROM mizan_tags ORDER BY expires LIMIT ${EVICT_ROWS})`

/** Answers when expired rows were last looked for. */
export function makeRoom(file: OpenFile, { maxBytes, nowMs, sweptAtMs }: Room): number {
  const isDue = Math.abs(nowMs - sweptAtMs) >= SWEEP_EVERY_MS
  if (isDue) {
    file.run(SWEEP_ENTRIES, nowMs)
    file.run(SWEEP_TAGS, nowMs)
  }
  while (usedBytes(file) > maxBytes) {
    if (file.run(EVICT_ENTRIES) === 0 && file.run(EVICT_TAGS) === 0) break
  }
  return isDue ? nowMs : sweptAtMs
}

/** Of the pages that hold something: those of deleted rows are used again. */
function usedBytes(file: OpenFile): number {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
    Number(pragmaOf(file, name)),
  )
  return ((pages ?? 0) - (free ?? 0)) * (size ?? 0)
}
