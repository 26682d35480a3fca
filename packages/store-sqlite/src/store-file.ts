/** One file of SQLite that several processes share, that may be lost at any moment, and that is made anew when it is (SPEC.md, CACHE-11). */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { isCorrupt } from './sqlite-error.ts'

export interface FileKind {
  /** PRAGMA application_id: four letters of ours, so that nobody else's database is ever touched. */
  readonly applicationId: number
  /** PRAGMA user_version. A file of another layout is set aside. */
  readonly layout: number
  readonly tables: string
  /** Runs in a transaction whenever this process opened the file. */
  prepare?(file: OpenFile): void
}

export interface FileOptions {
  readonly path: string
  /** How long a step waits for another process that writes, at most; the event loop waits with it. */
  readonly busyTimeoutMs: number
}

/** A connection, and its statements by their text. */
export interface OpenFile {
  readonly database: DatabaseSync
  all(sql: string, ...values: SQLInputValue[]): Row[]
  run(sql: string, ...values: SQLInputValue[]): number
}

export type Row = Readonly<Record<string, unknown>>

const WAL_BYTES = 16 * 1024 * 1024
const CACHE_KIB = 8192
const OPEN_TRIES = 5

/** Of this boot of the machine; empty where the platform does not tell. */
export const BOOT_ID = readBootId()

export class StoreFile {
  readonly #kind: FileKind
  readonly #path: string
  readonly #busyTimeoutMs: number
  #opened: { readonly file: OpenFile; readonly inode: string } | undefined

  /** @throws where the path can never hold such a file. */
  constructor(kind: FileKind, { path, busyTimeoutMs }: FileOptions) {
    if (path === '' || path === ':memory:') throw new TypeError('path is the path of a file')
    if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0)
      throw new TypeError('busyTimeoutMs is a whole number of milliseconds')
    this.#kind = kind
    this.#path = resolve(path)
    this.#busyTimeoutMs = busyTimeoutMs
    if (statSync(dirname(this.#path), { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new TypeError(`There is no folder ${dirname(this.#path)}`)
    try {
      this.#current()
    } catch (error) {
      // A full disk or a busy file is over one day; somebody else's database stays his.
      if (error instanceof ForeignFileError) throw error
    }
  }

  /** Runs a step on the file as it is now: another process may have put a new one in its place. */
  use<Result>(step: (file: OpenFile) => Result): Result {
    const file = this.#current()
    try {
      return step(file)
    } catch (error) {
      if (isCorrupt(error)) this.#setAside()
      throw error
    }
  }

  /** The step in a transaction that no other writer is beside. */
  write<Result>(step: (file: OpenFile) => Result): Result {
    return this.use((file) => inTransaction(file, step))
  }

  /** Removes the file with everything in it: every process makes a new one of another epoch. */
  remove(): void {
    this.close()
    for (const end of ['-shm', '-wal', '']) rmSync(this.#path + end, { force: true })
  }

  close(): void {
    const opened = this.#opened
    this.#opened = undefined
    try {
      opened?.file.database.close()
    } catch {
      // It is over either way.
    }
  }

  #current(): OpenFile {
    if (this.#opened !== undefined) {
      if (this.#opened.inode === inodeOf(this.#path)) return this.#opened.file
      this.close()
    }
    try {
      return this.#open()
    } catch (error) {
      if (!isCorrupt(error)) throw error
      this.#setAside()
      return this.#open()
    }
  }

  #open(): OpenFile {
    for (let tries = 0; tries < OPEN_TRIES; tries += 1) {
      createIfAbsent(this.#path)
      const before = inodeOf(this.#path)
      const database = new DatabaseSync(this.#path)
      // Replaced in between: which of both was opened is unknown.
      if (before === undefined || before !== inodeOf(this.#path)) {
        database.close()
        continue
      }
      try {
        const file = this.#setUp(database)
        this.#opened = { file, inode: before }
        return file
      } catch (error) {
        database.close()
        throw error
      }
    }
    throw new Error(`${this.#path} is replaced again and again`)
  }

  #setUp(database: DatabaseSync): OpenFile {
    const { applicationId, layout, tables } = this.#kind
    const file = toOpenFile(database)
    database.exec(`PRAGMA busy_timeout = ${this.#busyTimeoutMs}`)
    const isEmpty = file.all('SELECT 1 FROM sqlite_schema LIMIT 1').length === 0
    if (!isEmpty && pragmaOf(file, 'application_id') !== applicationId)
      throw new ForeignFileError(`${this.#path} is the database of something else`)
    // Without a boot id nobody can tell whether the last writes reached the disk: then each one waits for it.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${BOOT_ID === '' ? 'FULL' : 'NORMAL'};
      PRAGMA journal_size_limit = ${WAL_BYTES}; PRAGMA cache_size = -${CACHE_KIB}`)
    if (!isEmpty && pragmaOf(file, 'user_version') !== layout) throw new LayoutError()
    inTransaction(file, () => {
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layout}; ${tables}`)
      this.#kind.prepare?.(file)
    })
    return file
  }

  /** What cannot be read goes out of the way, and is kept for who wants to look: PATH.corrupt. */
  #setAside(): void {
    const isOurs = this.#opened === undefined || this.#opened.inode === inodeOf(this.#path)
    this.close()
    if (!isOurs) return
    for (const end of ['-shm', '-wal']) rmSync(this.#path + end, { force: true })
    renameSync(this.#path, `${this.#path}.corrupt`)
  }
}

class ForeignFileError extends Error {}

/** For us a file of another layout is as good as one that cannot be read. */
class LayoutError extends Error {
  readonly errcode = 26
}

export function inTransaction<Result>(file: OpenFile, step: (file: OpenFile) => Result): Result {
  file.database.exec('BEGIN IMMEDIATE')
  try {
    const result = step(file)
    file.database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back already after some errors, a full disk among them.
    if (file.database.isTransaction) file.database.exec('ROLLBACK')
    throw error
  }
}

export function pragmaOf(file: OpenFile, name: string): unknown {
  return file.all(`PRAGMA ${name}`)[0]?.[name]
}

export function toOpenFile(database: DatabaseSync): OpenFile {
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql)
    statements.set(sql, made)
    return made
  }
  return {
    database,
    all: (sql, ...values) => prepare(sql).all(...values),
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
  }
}

function createIfAbsent(path: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
  }
}

function inodeOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}
