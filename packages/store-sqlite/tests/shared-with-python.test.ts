/** TypeScript and Python on one file of SQLite: what one fills the other reads, and what one purges or leases the other sees, step by step (SPEC.md, CACHE-24). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CacheStore } from '@mizan/cache'
import { afterAll, beforeAll } from 'vitest'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { startPythonStore } from '../../cache/tests/support/python-store.ts'
import { createSqliteStore } from '../src/index.ts'

let folder: string
let path: string
let python: CacheStore
let typescript: CacheStore
const time = { nowMs: 1_790_000_000_000 }
const now = (): number => time.nowMs

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mizan-sqlite-'))
  path = join(folder, 'cache.sqlite')
  python = startPythonStore({ kind: 'sqlite', place: path, now })
  typescript = createSqliteStore({ path, now, busyTimeoutMs: 20_000 })
})
afterAll(async () => {
  await python.close()
  await typescript.close()
  rmSync(folder, { recursive: true })
})

/** Which language asks first: it makes the file, and fills, leases and purges most. */
describe(['typescript', 'python'])
describe(['python', 'typescript'])

function describe(languages: readonly string[]): void {
  describeStore(`SQLite of ${languages.join(' and ')}`, async () => {
    // Both go over to a new file with their next step.
    for (const end of ['-shm', '-wal', '']) rmSync(path + end, { force: true })
    let connected = 0
    return {
      connect: async () => {
        connected += 1
        return languages[(connected - 1) % 2] === 'python' ? python : typescript
      },
      pass: async (ms) => {
        time.nowMs += ms
      },
      close: async () => undefined,
      hasExpiry: true,
    }
  })
}
