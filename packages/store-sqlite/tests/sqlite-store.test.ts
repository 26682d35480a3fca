import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CacheStore } from '@mizan/cache'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { createSqliteStore } from '../src/index.ts'

describeStore('SQLite', async () => {
  const time = { nowMs: 1_790_000_000_000 }
  const folder = mkdtempSync(join(tmpdir(), 'mizan-sqlite-'))
  const stores: CacheStore[] = []
  return {
    connect: async () => {
      const store = createSqliteStore({ path: join(folder, 'cache.sqlite'), now: () => time.nowMs })
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
    hasExpiry: true,
  }
})
