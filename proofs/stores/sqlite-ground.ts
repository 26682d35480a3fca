/** SQLite: one file, and a connection for each process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CacheStore } from '@mizan/cache'
import { createSqliteStore } from '@mizan/store-sqlite'
import { freshContext, type Ground, lapseText, toKeys } from './ground.ts'

/** Processes that a proof has at once; a restarted one takes a connection of before, which keeps nothing in memory. */
const CONNECTIONS = 2

/** With `hasClock`, the store's clock is that of the last rig that was opened. */
export function openSqliteGround(hasClock = false): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-proofs-'))
  const path = join(folder, 'cache.sqlite')
  let now = (): number => 1_790_000_000_000
  const stores = Array.from({ length: CONNECTIONS }, () => createSqliteStore({ path, now: () => now() }))
  const outside = new DatabaseSync(path)
  const read = outside.prepare('SELECT record FROM mizan_tags WHERE key = ?')
  const write = outside.prepare('UPDATE mizan_tags SET record = ? WHERE key = ?')
  const drop = outside.prepare('DELETE FROM mizan_tags WHERE key = ?')
  let connected = 0
  return {
    name: 'SQLite',
    isShared: true,
    hasClock,
    isWaitedFor: false,
    open(clock) {
      if (hasClock) now = clock
      const context = freshContext()
      return {
        context,
        connect() {
          connected += 1
          return withoutClose(stores[connected % CONNECTIONS] as CacheStore)
        },
        lapse(place) {
          for (const key of toKeys(place)) {
            const record = read.get(key)?.['record']
            if (typeof record === 'string') write.run(lapseText(record), key)
          }
        },
        evict(place) {
          for (const key of toKeys(place)) drop.run(key)
        },
      }
    },
    async close() {
      outside.close()
      for (const store of stores) await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function withoutClose(store: CacheStore): CacheStore {
  return {
    outlivesProcess: true,
    read: (place, random) => store.read(place, random),
    write: (place, entry, keepMs) => store.write(place, entry, keepMs),
    purge: (tags, made) => store.purge(tags, made),
    lease: (tags, taken) => store.lease(tags, taken),
    release: (tags, lease) => store.release(tags, lease),
    close: () => undefined,
  }
}
