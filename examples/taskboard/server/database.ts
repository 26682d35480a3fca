/**
 * The SQLite connections. Opened by `openDatabase`, never by an import: whoever only reads the declarations (the code
 * generator, on any Node) loads no native addon.
 */
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { TABLES } from './schema.ts'
import { seed } from './seed.ts'
import { toCreateStatements } from './table-statements.ts'

export type Connection = BetterSQLite3Database

interface Connections {
  readonly reader: Connection
  readonly writer: Connection
  readonly close: () => void
}

let connections: Connections | undefined
/** Ends when the last transaction that was asked for has ended: one writer at a time. */
let lastTransaction: Promise<unknown> = Promise.resolve()

/** Opens `file`, and fills it with the demo's data when it is new. */
export async function openDatabase(file: string): Promise<void> {
  const [{ default: Sqlite }, { drizzle }] = await Promise.all([
    import('better-sqlite3'),
    import('drizzle-orm/better-sqlite3'),
  ])
  const writerHandle = new Sqlite(file)
  // Readers see the last commit while a transaction is open on the other connection.
  writerHandle.pragma('journal_mode = WAL')
  writerHandle.pragma('synchronous = NORMAL')
  writerHandle.pragma('foreign_keys = ON')
  const writing = drizzle({ client: writerHandle })
  if (isEmpty(writing)) {
    writing.transaction(() => {
      for (const table of TABLES) for (const statement of toCreateStatements(table)) writing.run(statement)
      seed(writing)
    })
  }
  const readerHandle = new Sqlite(file, { readonly: true })
  connections = {
    reader: drizzle({ client: readerHandle }),
    writer: writing,
    close: () => {
      readerHandle.close()
      writerHandle.close()
    },
  }
}

export function closeDatabase(): void {
  connections?.close()
  connections = undefined
}

/** For queries: sees what is committed. */
export function reader(): Connection {
  return opened().reader
}

/** For mutations: inside the transaction that `inTransaction` opened. */
export function writer(): Connection {
  return opened().writer
}

/** The app's `transaction` hook: begins, runs, and commits or rolls back, one mutation after the other. */
export function inTransaction<Result>(run: () => Promise<Result>): Promise<Result> {
  const result = lastTransaction.then(async () => {
    const connection = writer()
    connection.run('BEGIN IMMEDIATE')
    try {
      const value = await run()
      connection.run('COMMIT')
      return value
    } catch (error) {
      connection.run('ROLLBACK')
      throw error
    }
  })
  lastTransaction = result.catch(() => undefined)
  return result
}

function opened(): Connections {
  if (connections === undefined) throw new Error('The database is not open: call openDatabase(file) first.')
  return connections
}

function isEmpty(connection: Connection): boolean {
  return connection.all(`SELECT 1 FROM sqlite_schema WHERE type = 'table' LIMIT 1`).length === 0
}
