/** Tells of every statement that better-sqlite3, node:sqlite or pg runs in this process. */
import { createRequire } from 'node:module'
import { join } from 'node:path'

export type OnStatement = (sql: string) => void

/** Packages are looked for from the working directory; those that are not installed are left out. */
export function watchDrivers(onStatement: OnStatement): void {
  const requireFromProject = createRequire(join(process.cwd(), 'package.json'))
  const load = (name: string): unknown => {
    try {
      return requireFromProject(name)
    } catch {
      return undefined
    }
  }
  watchBetterSqlite(load('better-sqlite3'), onStatement)
  watchNodeSqlite(load('node:sqlite'), onStatement)
  watchPg(load('pg'), onStatement)
}

type Method = (this: object, ...args: unknown[]) => unknown

/** Prepared statements may be older than the run that executes them, so that executing is watched and not preparing. */
function watchBetterSqlite(database: unknown, onStatement: OnStatement): void {
  const prototype = prototypeOf(database)
  if (prototype === undefined) return
  let isWatched = false
  wrap(prototype, 'exec', (_self, [sql]) => onStatement(String(sql)))
  replace(prototype, 'prepare', (original) => {
    return function (this: object, ...args: unknown[]) {
      const statement = original.apply(this, args)
      if (!isWatched && isObject(statement)) {
        isWatched = true
        watchStatements(Object.getPrototypeOf(statement) as object, 'source', onStatement)
      }
      return statement
    }
  })
}

function watchNodeSqlite(sqlite: unknown, onStatement: OnStatement): void {
  if (!isObject(sqlite)) return
  const database = prototypeOf(sqlite['DatabaseSync'])
  const statement = prototypeOf(sqlite['StatementSync'])
  if (database !== undefined) wrap(database, 'exec', (_self, [sql]) => onStatement(String(sql)))
  if (statement !== undefined) watchStatements(statement, 'sourceSQL', onStatement)
}

function watchStatements(prototype: object, member: string, onStatement: OnStatement): void {
  for (const name of ['run', 'get', 'all', 'iterate'])
    wrap(prototype, name, (self) => onStatement(String((self as Record<string, unknown>)[member])))
}

/** A query is a text, or an object that has one. */
function watchPg(pg: unknown, onStatement: OnStatement): void {
  if (!isObject(pg)) return
  const client = prototypeOf(pg['Client'])
  if (client === undefined) return
  wrap(client, 'query', (_self, [query]) => {
    const text = isObject(query) ? query['text'] : query
    if (typeof text === 'string') onStatement(text)
  })
}

function wrap(
  prototype: object,
  name: string,
  before: (self: object, args: readonly unknown[]) => void,
): void {
  replace(prototype, name, (original) => {
    return function (this: object, ...args: unknown[]) {
      before(this, args)
      return original.apply(this, args)
    }
  })
}

function replace(prototype: object, name: string, make: (original: Method) => Method): void {
  const original = (prototype as Record<string, unknown>)[name]
  if (typeof original !== 'function') return
  Object.defineProperty(prototype, name, {
    value: make(original as Method),
    writable: true,
    configurable: true,
  })
}

function prototypeOf(value: unknown): object | undefined {
  const prototype: unknown = typeof value === 'function' ? value.prototype : undefined
  return isObject(prototype) ? prototype : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
