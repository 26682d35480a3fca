/** Everything that a server of the taskboard has stored, whichever of them wrote it. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Rows as JSON, by table: of every file in the folder. */
export function readRows(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sqlite'))
  return new Map(files.toSorted().flatMap((file) => readTables(join(folder, file))))
}

function readTables(file: string): [table: string, rows: readonly string[]][] {
  // A server that closes its last connection has the file for itself for a moment.
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
    return tables.map(({ name }) => [`${file} ${String(name)}`, rowsOf(database, String(name))])
  } finally {
    database.close()
  }
}

function rowsOf(database: DatabaseSync, table: string): string[] {
  const statement = database.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`)
  statement.setReadBigInts(true)
  const toText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)
  return statement.all().map((row) => JSON.stringify(row, toText))
}
