/** What holds when the file is lost, damaged, somebody else's or full, step by step (SPEC.md, CACHE-10, CACHE-11, CACHE-24). */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CacheStore, EntryPlace, StoreRead } from '@mizan/cache'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toEntry } from '../../cache/tests/store-bench.ts'
import { createSqliteStore, type SqliteStoreOptions } from '../src/index.ts'

const FIRST = '1'.repeat(32)
const SECOND = '2'.repeat(32)
const LEASE = 'a'.repeat(32)
const MINUTE_MS = 60_000
const PLACE: EntryPlace = { context: 'user', key: 'e1', tags: ['user', 'user;user_id=5'] }

let folder: string
let path: string
const open: { close(): unknown }[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mizan-sqlite-'))
  path = join(folder, 'cache.sqlite')
})
afterEach(() => {
  for (const each of open.splice(0)) each.close()
  rmSync(folder, { recursive: true })
})

function connect(options: Partial<SqliteStoreOptions> = {}): CacheStore {
  const store = createSqliteStore({ path, ...options })
  open.push(store)
  return store
}

function beside(at = path): DatabaseSync {
  const database = new DatabaseSync(at)
  open.push({ close: () => database.isOpen && database.close() })
  return database
}

/** Two connections, and the entry of PLACE. */
async function connectFilled() {
  const [one, two] = [connect(), connect()]
  const entry = toEntry(await one.read(PLACE, FIRST))
  expect(await two.write(PLACE, entry, MINUTE_MS)).toBe(true)
  return { one, two, entry }
}

/** Nothing of before is there, and the store works. */
async function expectAnew(stores: readonly CacheStore[], before: readonly string[]): Promise<void> {
  let made: StoreRead | undefined
  for (const store of stores) {
    const read = await store.read(PLACE, SECOND)
    expect(read.entry).toBeUndefined()
    for (const [index, version] of read.versions.entries()) {
      expect(version).toContain(SECOND)
      expect(version.slice(0, 16)).not.toBe(before[index]?.slice(0, 16))
    }
    if (made) expect(read.versions).toEqual(made.versions)
    made = read
  }
  expect(await stores[0]?.write(PLACE, toEntry(made as StoreRead), MINUTE_MS)).toBe(true)
  expect((await stores.at(-1)?.read(PLACE, FIRST))?.entry).toBeDefined()
}

describe('a file that was lost', () => {
  test('is made anew by who notices, and every process goes over to it', async () => {
    const { one, two, entry } = await connectFilled()
    for (const end of ['', '-wal', '-shm']) rmSync(path + end)
    await expectAnew([one, two, connect()], entry.versions)
  })

  test('has another epoch after a boot of the machine, because the last writes may be lost', async () => {
    const { one, two, entry } = await connectFilled()
    await one.lease(PLACE, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
    beside().exec("UPDATE mizan_store SET value = 'another' WHERE name = 'boot'")
    const third = connect()
    for (const store of [third, one, two]) {
      expect(await store.write(PLACE, entry, MINUTE_MS)).toBe(false)
      const read = await store.read(PLACE, SECOND)
      for (const version of read.versions) expect(version).toContain(SECOND)
      expect(read.versions[0]?.slice(0, 16)).not.toBe(entry.versions[0]?.slice(0, 16))
      expect(read.isLeased).toBe(true)
    }
    await third.release(PLACE, LEASE)
    expect((await connect().read(PLACE, FIRST)).versions).toEqual((await one.read(PLACE, FIRST)).versions)
  })
})

describe('a file that cannot be read', () => {
  test.each([
    ['its head', 0, 100],
    ['all of it', 0, 1_000_000],
    ['the page of its tables', 4096 * 2, 4096 * 8],
  ])('because %s was written over, while it is open', async (_, from, length) => {
    const { one, two, entry } = await connectFilled()
    beside().exec('PRAGMA wal_checkpoint(TRUNCATE)')
    damage(from, length)
    const seen = await readUntilAnew([one, two])
    for (const read of seen) expect(read?.entry?.versions).not.toEqual(['stale'])
    await expectAnew([one, two, connect()], entry.versions)
    expect(existsSync(`${path}.corrupt`)).toBe(true)
  })

  test('because it is no database, when a process starts', async () => {
    writeFileSync(path, 'x'.repeat(10_000))
    await expectAnew([connect(), connect()], [])
    expect(readFileSync(`${path}.corrupt`, 'utf8')).toBe('x'.repeat(10_000))
  })

  test('because it is of another layout', async () => {
    const first = connect()
    await first.read(PLACE, FIRST)
    await first.close()
    beside().exec('PRAGMA user_version = 99')
    await expectAnew([connect(), connect()], [])
  })

  test('because it was cut', async () => {
    const { one, two, entry } = await connectFilled()
    beside().exec('PRAGMA wal_checkpoint(TRUNCATE)')
    truncateSync(path, 5000)
    await readUntilAnew([one, two])
    await expectAnew([one, two, connect()], entry.versions)
  })
})

test('an entry that is garbage is a miss that says so, and a tag too', async () => {
  const { one, entry } = await connectFilled()
  const database = beside()
  database.exec("UPDATE mizan_entries SET text = 'garbage'")
  expect(await one.read(PLACE, SECOND)).toMatchObject({
    entry: undefined,
    isCorrupted: true,
    versions: entry.versions,
  })
  database.exec("UPDATE mizan_tags SET record = 'garbage' WHERE key = 'mizan:{user}:t:user'")
  const read = await one.read(PLACE, SECOND)
  expect(read.isCorrupted).toBe(true)
  expect(read.versions[0]).toContain(SECOND)
})

test("somebody else's database stays as it is", () => {
  const database = beside()
  database.exec('CREATE TABLE orders (id INTEGER); INSERT INTO orders VALUES (1)')
  expect(() => createSqliteStore({ path })).toThrow('is the database of something else')
  expect(database.prepare('SELECT id FROM orders').all()).toEqual([{ id: 1 }])
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' })
})

test('a path that can never be one is refused', () => {
  for (const bad of ['', ':memory:'])
    expect(() => createSqliteStore({ path: bad })).toThrow('path is the path of a file')
  expect(() => createSqliteStore({ path: join(folder, 'missing', 'cache.sqlite') })).toThrow(
    'There is no folder',
  )
  for (const maxBytes of [0, -1, 1.5, Number.NaN])
    expect(() => createSqliteStore({ path, maxBytes })).toThrow('maxBytes')
})

test('the file stays within its bound, and the oldest entries go first', async () => {
  const maxBytes = 1_000_000
  const store = connect({ maxBytes })
  const { versions, nowMs } = await store.read(PLACE, FIRST)
  const entry = toEntry(
    { versions, nowMs, entry: undefined, isLeased: false, ageMs: 0 },
    { body: 'x'.repeat(10_000) },
  )
  for (let index = 0; index < 500; index += 1) {
    expect(await store.write({ ...PLACE, key: `k${index}` }, entry, MINUTE_MS)).toBe(true)
  }
  const isThere = async (index: number) =>
    (await store.read({ ...PLACE, key: `k${index}` }, FIRST)).entry !== undefined
  const there = await Promise.all(Array.from({ length: 500 }, (_, index) => isThere(index)))
  const oldest = there.indexOf(true)
  expect(there.slice(oldest).every(Boolean)).toBe(true)
  expect(500 - oldest).toBeGreaterThan(40)
  beside().exec('PRAGMA wal_checkpoint(TRUNCATE)')
  expect(statSync(path).size).toBeLessThan(maxBytes * 1.3)
  expect(await store.write(PLACE, { ...entry, body: 'x'.repeat(maxBytes / 2) }, MINUTE_MS)).toBe(false)
})

test('what has expired goes, entries and tags', async () => {
  const time = { nowMs: 1_790_000_000_000 }
  const store = connect({ now: () => time.nowMs })
  for (let index = 0; index < 100; index += 1) {
    const place = { context: 'user', key: `k${index}`, tags: ['user', `user;id=${index}`] }
    await store.write(place, toEntry(await store.read(place, FIRST)), MINUTE_MS)
  }
  time.nowMs += 2 * 3_600_000
  await store.write(PLACE, toEntry(await store.read(PLACE, SECOND)), MINUTE_MS)
  const count = beside().prepare(
    'SELECT (SELECT count(*) FROM mizan_entries) AS entries, (SELECT count(*) FROM mizan_tags) AS tags',
  )
  expect(count.get()).toEqual({ entries: 1, tags: 2 })
})

test('a process that writes for long is waited for as long as was said, and readers do not wait', async () => {
  const { one, entry } = await connectFilled()
  const store = connect({ busyTimeoutMs: 30 })
  const writer = beside()
  writer.exec('BEGIN IMMEDIATE')
  expect(await store.read(PLACE, SECOND)).toMatchObject({ entry, isLeased: false })
  const begun = performance.now()
  expect(() => void store.purge(PLACE, { random: SECOND })).toThrow('locked')
  expect(performance.now() - begun).toBeGreaterThanOrEqual(25)
  writer.exec('COMMIT')
  await store.purge(PLACE, { random: SECOND })
  expect((await one.read(PLACE, FIRST)).versions[0]).toContain(SECOND)
})

describe('a disk that is full', () => {
  test('costs no request its answer and brings nothing back', () => {
    const program = join(import.meta.dirname, 'support/full-disk-program.ts')
    // KiB of any one file. The kernel refuses what goes beyond it.
    const words = [
      `ulimit -f 3000 && exec "$0" --conditions=mizan-source "$@"`,
      process.execPath,
      program,
      path,
    ]
    const ran = spawnSync('bash', ['-c', ...words], { encoding: 'utf8', timeout: 25_000 })
    expect(ran.stderr).toBe('')
    expect(JSON.parse(ran.stdout)).toEqual({
      refused: true,
      failures: 0,
      stale: 0,
      hasHits: true,
    })
  })
})

function damage(from: number, length: number): void {
  const bytes = readFileSync(path)
  bytes.fill(0x5a, from, Math.min(bytes.length, from + length))
  // In place: it is the same file for who has it open.
  writeFileSync(path, bytes, { flag: 'r+' })
}

/** A process may have to fail once before it goes over to a new file. */
async function readUntilAnew(stores: readonly CacheStore[]): Promise<(StoreRead | undefined)[]> {
  const seen: (StoreRead | undefined)[] = []
  for (const store of [...stores, ...stores]) {
    try {
      seen.push(await store.read({ ...PLACE, key: 'other', tags: ['user', 'user;new=1'] }, SECOND))
      await store.purge({ context: 'user', tags: ['user;new=2'] }, { random: SECOND })
      await store.lease(
        { context: 'user', tags: ['user;new=3'] },
        { lease: LEASE, lifeMs: 1, random: SECOND },
      )
    } catch {
      seen.push(undefined)
    }
  }
  return seen
}
