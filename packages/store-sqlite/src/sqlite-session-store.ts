/** Sessions in a file of SQLite, shared by the processes of one machine (SPEC.md, ID-19). A sign-out is on the disk when it is answered. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type {
  FoundSession,
  RefreshChange,
  ReplacedKeys,
  RotateOutcome,
  SessionStore,
  StoredSession,
} from '@mizan/server'
import { APPLICATION_ID } from './sqlite-store.ts'
import { inTransaction, type OpenFile, pragmaOf, type Row, toOpenFile } from './store-file.ts'

export interface SqliteSessionOptions {
  /** Of the file, of its own or one that the app has already; never that of the cache, which may be dropped at any moment. */
  readonly path: string
  /** How long a step waits for another process that writes, at most; the event loop waits with it. Default 1,000. */
  readonly busyTimeoutMs?: number
  /** Unix time in milliseconds, for tests. */
  readonly now?: () => number
}

const BUSY_TIMEOUT_MS = 1000
const SWEEP_EVERY_MS = 60_000
/** At a time: a sweep is part of somebody's request. */
const SWEEP_ROWS = 500

const TABLES = `CREATE TABLE IF NOT EXISTS mizan_session (
    key TEXT PRIMARY KEY, user_id TEXT NOT NULL, refresh_hash TEXT, expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX IF NOT EXISTS mizan_session_expiry ON mizan_session (expires_at_ms)`
const PUT =
  'INSERT OR REPLACE INTO mizan_session (key, user_id, refresh_hash, expires_at_ms) VALUES (?, ?, ?, ?)'
const FIND =
  'SELECT user_id, refresh_hash, expires_at_ms FROM mizan_session WHERE key = ? AND expires_at_ms > ?'
const TOUCH = 'UPDATE mizan_session SET expires_at_ms = ? WHERE key = ? AND expires_at_ms > ?'
const DELETE = 'DELETE FROM mizan_session WHERE key = ?'
const SWEEP = `DELETE FROM mizan_session WHERE key IN
  (SELECT key FROM mizan_session WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ${SWEEP_ROWS})`

/** @throws where the file cannot be opened: without it nobody can sign in. */
export function createSqliteSessionStore(options: SqliteSessionOptions): SessionStore {
  return new SqliteSessionStore(options)
}

class SqliteSessionStore implements SessionStore {
  readonly #file: OpenFile
  readonly #now: () => number
  #sweptAtMs = 0

  constructor({ path, busyTimeoutMs = BUSY_TIMEOUT_MS, now = Date.now }: SqliteSessionOptions) {
    if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0)
      throw new TypeError('busyTimeoutMs is a whole number of milliseconds')
    const database = new DatabaseSync(path)
    this.#file = toOpenFile(database)
    this.#now = now
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    if (pragmaOf(this.#file, 'application_id') === APPLICATION_ID) {
      database.close()
      throw new TypeError(`${path} is the file of a cache, which may be dropped at any moment`)
    }
    // Full: a power cut brings back no session that was ended and no refresh token that was spent.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${TABLES}`)
  }

  create(key: string, session: StoredSession, lifetimeMs: number): void {
    this.#write(() => this.#put(key, session, lifetimeMs))
  }

  read(key: string): FoundSession | undefined {
    const nowMs = this.#now()
    const row = this.#file.all(FIND, key, nowMs)[0]
    return row && { ...toSession(row), leftMs: Number(row['expires_at_ms']) - nowMs }
  }

  touch(key: string, lifetimeMs: number): boolean {
    const nowMs = this.#now()
    // A longer life that is lost costs a sign-in: not worth waiting for the disk.
    this.#file.database.exec('PRAGMA synchronous = NORMAL')
    try {
      return this.#file.run(TOUCH, nowMs + Math.ceil(lifetimeMs), key, nowMs) === 1
    } finally {
      this.#file.database.exec('PRAGMA synchronous = FULL')
    }
  }

  replace({ from, to }: ReplacedKeys, session: StoredSession, lifetimeMs: number): void {
    this.#write((file) => {
      file.run(DELETE, from)
      this.#put(to, session, lifetimeMs)
    })
  }

  rotate(key: string, { from, to, lifetimeMs }: RefreshChange): RotateOutcome {
    return this.#write((file): RotateOutcome => {
      const row = file.all(FIND, key, this.#now())[0]
      const session = row && toSession(row)
      if (session?.refreshHash === undefined) return { state: 'missing' }
      const { userId, refreshHash } = session
      if (!isSameSecret(refreshHash, from)) {
        file.run(DELETE, key)
        return { state: 'reused' }
      }
      this.#put(key, { userId, refreshHash: to }, lifetimeMs)
      return { state: 'rotated', userId }
    })
  }

  delete(key: string): void {
    this.#write((file) => file.run(DELETE, key))
  }

  close(): void {
    if (this.#file.database.isOpen) this.#file.database.close()
  }

  #put(key: string, { userId, refreshHash }: StoredSession, lifetimeMs: number): void {
    const values: SQLInputValue[] = [key, userId, refreshHash ?? null, this.#now() + Math.ceil(lifetimeMs)]
    this.#file.run(PUT, ...values)
  }

  #write<Result>(step: (file: OpenFile) => Result): Result {
    return inTransaction(this.#file, (file) => {
      const nowMs = this.#now()
      if (Math.abs(nowMs - this.#sweptAtMs) >= SWEEP_EVERY_MS) {
        file.run(SWEEP, nowMs)
        this.#sweptAtMs = nowMs
      }
      return step(file)
    })
  }
}

function toSession(row: Row): StoredSession {
  const refreshHash = row['refresh_hash']
  return { userId: String(row['user_id']), ...(typeof refreshHash === 'string' && { refreshHash }) }
}

/** In the same time wherever they differ. */
function isSameSecret(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}
