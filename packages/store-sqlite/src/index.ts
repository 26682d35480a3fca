/** @mizan/store-sqlite: cached bundles and sessions in a file of SQLite. */
export { createSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
