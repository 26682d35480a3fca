import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SessionStore } from '@mizan/server'
import { expect, test } from 'vitest'
import { createSqliteSessionStore, createSqliteStore } from '../src/index.ts'
import { describeSessions } from './session-suite.ts'

describeSessions('SQLite', async () => {
  const time = { nowMs: 1_790_000_000_000 }
  const folder = mkdtempSync(join(tmpdir(), 'mizan-sessions-'))
  const stores: SessionStore[] = []
  return {
    connect: async () => {
      const store = createSqliteSessionStore({ path: join(folder, 'sessions.sqlite'), now: () => time.nowMs })
      stores.push(store)
      return store
    },
    pass: async (ms) => {
      time.nowMs += ms
    },
    close: async () => {
      for (const store of stores) await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})

test('what has expired does not stay in the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-sessions-'))
  const path = join(folder, 'sessions.sqlite')
  const time = { nowMs: 1_790_000_000_000 }
  const store = createSqliteSessionStore({ path, now: () => time.nowMs })
  for (let index = 0; index < 300; index += 1) void store.create(`k${index}`, { userId: 'ada' }, 1000)
  time.nowMs += 60_000
  void store.create('last', { userId: 'ada' }, 1000)
  const beside = new DatabaseSync(path)
  expect(beside.prepare('SELECT count(*) AS rows FROM mizan_session').get()).toEqual({ rows: 1 })
  beside.close()
  void store.close()
  rmSync(folder, { recursive: true })
})

test('sessions are not kept where a cache is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-sessions-'))
  const path = join(folder, 'cache.sqlite')
  const cache = createSqliteStore({ path })
  expect(() => createSqliteSessionStore({ path })).toThrow('is the file of a cache')
  void cache.close()
  const sessions = createSqliteSessionStore({ path: join(folder, 'sessions.sqlite') })
  expect(() => createSqliteStore({ path: join(folder, 'sessions.sqlite') })).toThrow(
    'is the database of something else',
  )
  void sessions.close()
  rmSync(folder, { recursive: true })
})
