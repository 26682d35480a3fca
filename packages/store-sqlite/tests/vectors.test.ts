/** The store answers the steps of protocol/vectors/cache-store.json, under the epoch and at the time of each. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CacheStore } from '@mizan/cache'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStoreSteps, type StepRow } from '../../cache/tests/support/store-steps.ts'
import { createSqliteStore } from '../src/index.ts'

const steps = readStoreSteps()
const time = { nowMs: 0 }

let folder: string
let store: CacheStore
let beside: DatabaseSync

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mizan-sqlite-'))
  const path = join(folder, 'cache.sqlite')
  store = createSqliteStore({ path, now: () => time.nowMs })
  beside = new DatabaseSync(path)
})
afterAll(async () => {
  beside.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

describe('steps', () => {
  test.each(steps)('$name', async (row) => {
    time.nowMs = row.now
    beside.exec('DELETE FROM mizan_entries; DELETE FROM mizan_tags')
    beside.prepare("UPDATE mizan_store SET value = ? WHERE name = 'epoch'").run(row.epoch)
    const put = beside.prepare('INSERT INTO mizan_tags (key, record, expires) VALUES (?, ?, ?)')
    for (const [tag, record] of Object.entries(row.before)) put.run(toKey(tag), record, row.now + 1000)
    const said = await take(row)
    if (row.answer !== undefined) expect(said).toEqual(row.answer)
    expect(readRecords()).toEqual(row.after)
  })
})

async function take(row: StepRow): Promise<unknown> {
  const { random = '', lease = '', lifeMs = 0, versions = [], tags } = row
  const place = { context: 'user', key: '00', tags }
  if (row.step === 'write') {
    const entry = {
      body: '{}',
      etag: '"e"',
      fingerprint: '00112233445566ff',
      storedAtMs: row.now,
      ttlMs: 1000,
    }
    return store.write(place, { ...entry, versions }, 1000)
  }
  if (row.step === 'lease') return store.lease(place, { lease, lifeMs, random })
  if (row.step === 'release') return store.release(place, lease)
  if (row.step === 'purge') {
    const { leased } = row
    return store.purge(place, { random, ...(row.lease && { lease }), ...(leased && { leased }) })
  }
  const read = await store.read(place, random)
  expect(read.entry).toBeUndefined()
  expect(read.nowMs).toBe(row.now)
  const { isLeased, ageMs, isCorrupted = false } = read
  return { versions: read.versions, isLeased, ageMs, isCorrupted }
}

function toKey(tag: string): string {
  return `mizan:{user}:t:${tag}`
}

function readRecords(): Record<string, unknown> {
  const found = beside.prepare('SELECT key, record FROM mizan_tags ORDER BY key').all()
  return Object.fromEntries(found.map(({ key, record }) => [String(key).replace(toKey(''), ''), record]))
}
