/** TypeScript and Python on one file of SQLite: what one fills the other reads, and what one purges or leases the other sees, step by step (SPEC.md, CACHE-24). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { startPythonStore } from '../../cache/tests/support/python-store.ts'
import { createSqliteStore } from '../src/index.ts'

/** Which language asks first: it makes the file, and fills, leases and purges most. */
describe(['typescript', 'python'])
describe(['python', 'typescript'])

function describe(languages: readonly string[]): void {
  describeStore(`SQLite of ${languages.join(' and ')}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mizan-sqlite-'))
    const path = join(folder, 'cache.sqlite')
    const time = { nowMs: 1_790_000_000_000 }
    const now = (): number => time.nowMs
    const python = startPythonStore({ kind: 'sqlite', place: path, now })
    const typescript = createSqliteStore({ path, now, busyTimeoutMs: 20_000 })
    let connected = 0
    return {
      connect: async () => {
        connected += 1
        return languages[(connected - 1) % 2] === 'python' ? python : typescript
      },
      pass: async (ms) => {
        time.nowMs += ms
      },
      close: async () => {
        await python.close()
        await typescript.close()
        rmSync(folder, { recursive: true })
      },
      hasExpiry: true,
    }
  })
}
