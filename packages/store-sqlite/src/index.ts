/** @mizan/store-sqlite: cached bundles and sessions in files of SQLite. */
export { createSqliteSessionStore, type SqliteSessionOptions } from './sqlite-session-store.ts'
export { createSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
