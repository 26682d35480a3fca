/** Prints `CREATE` statements from Drizzle tables, so that the schema is written down once. */
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'

export function toCreateStatements(table: SQLiteTable): string[] {
  const { name, columns, foreignKeys, indexes } = getTableConfig(table)
  const lines = columns.map((column) =>
    [
      `"${column.name}" ${column.getSQLType()}`,
      ...(column.primary ? ['PRIMARY KEY'] : []),
      ...(column.notNull ? ['NOT NULL'] : []),
      ...(column.isUnique ? ['UNIQUE'] : []),
    ].join(' '),
  )
  for (const key of foreignKeys) {
    const { columns: from, foreignColumns: to, foreignTable } = key.reference()
    lines.push(
      `FOREIGN KEY (${quoteNames(from)}) REFERENCES "${getTableConfig(foreignTable).name}" (${quoteNames(to)})`,
    )
  }
  return [
    `CREATE TABLE "${name}" (${lines.join(', ')}) STRICT`,
    ...indexes.map(
      ({ config }) => `CREATE INDEX "${config.name}" ON "${name}" (${quoteNames(config.columns)})`,
    ),
  ]
}

function quoteNames(columns: readonly object[]): string {
  return columns.map((column) => `"${(column as { name: string }).name}"`).join(', ')
}
