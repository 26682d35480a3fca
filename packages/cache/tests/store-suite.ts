/** What every store of the origin cache does (SPEC.md, CACHE-10 to CACHE-18), over one or more connections to it. */
import { afterEach, describe, expect, test } from 'vitest'
import type { CacheStore, EntryPlace } from '../src/index.ts'
import { type StoreBench, toEntry } from './store-bench.ts'
import { compareWithMemory } from './store-model.ts'

const FIRST = '1'.repeat(32)
const SECOND = '2'.repeat(32)
const LEASE = 'a'.repeat(32)
const OTHER_LEASE = 'b'.repeat(32)
const MINUTE_MS = 60_000
const PLACE: EntryPlace = { context: 'user', key: 'e1', tags: ['user', 'user;user_id=5'] }
const NARROW = { context: 'user', tags: ['user;user_id=5'] }
const BROAD = { context: 'user', tags: ['user'] }

export function describeStore(name: string, open: () => Promise<StoreBench>): void {
  describe(name, () => {
    const benches: StoreBench[] = []
    const begin = async (): Promise<StoreBench & { one: CacheStore; two: CacheStore }> => {
      const bench = await open()
      benches.push(bench)
      const [one, two] = [await bench.connect(), await bench.connect()]
      return { ...bench, one, two }
    }
    /** A store that has the entry of PLACE. */
    const beginFilled = async () => {
      const bench = await begin()
      const entry = toEntry(await bench.one.read(PLACE, FIRST))
      expect(await bench.one.write(PLACE, entry, MINUTE_MS)).toBe(true)
      return { ...bench, entry }
    }
    afterEach(async () => {
      for (const bench of benches.splice(0)) await bench.close()
    })

    test('a read makes versions that are missing, and every connection reads the same', async () => {
      const { one, two } = await begin()
      const read = await one.read(PLACE, FIRST)
      expect(read).toMatchObject({ entry: undefined, isLeased: false })
      expect(read.versions).toHaveLength(2)
      for (const version of read.versions) expect(version).toMatch(/^[0-9a-f]{16}\.1{32}$/)
      expect((await two.read(PLACE, SECOND)).versions).toEqual(read.versions)
    })

    test('an entry is what was written, for every connection', async () => {
      const { one, two } = await begin()
      const read = await one.read(PLACE, FIRST)
      const bodies = [
        '{}',
        '',
        '{"a":"é€😀"}',
        `{"long":"${'x'.repeat(100_000)}"}`,
        '{"lines":1}\n{"lines":2}\n',
      ]
      for (const body of bodies) {
        for (const reader of [{}, { pkey: 'ab'.repeat(32) }]) {
          const entry = toEntry(read, { body, ...reader })
          expect(await one.write(PLACE, entry, MINUTE_MS)).toBe(true)
          expect((await two.read(PLACE, SECOND)).entry).toEqual(entry)
        }
      }
    })

    test('keys and contexts are apart', async () => {
      const { one, two, entry } = await beginFilled()
      expect((await two.read({ ...PLACE, key: 'e2' }, SECOND)).entry).toBeUndefined()
      const elsewhere = { context: 'users', key: 'e3', tags: ['users', 'users;user_id=5'] }
      for (const version of (await two.read(elsewhere, SECOND)).versions) expect(version).toContain(SECOND)
      await one.purge(elsewhere, { random: FIRST })
      expect(await two.read(PLACE, SECOND)).toMatchObject({ entry })
    })

    test('a purge gives its tags other versions, and no other tag', async () => {
      const { one, two, entry } = await beginFilled()
      await one.purge(NARROW, { random: SECOND })
      const read = await two.read(PLACE, 'f'.repeat(32))
      expect(read.versions[0]).toBe(entry.versions[0])
      expect(read.versions[1]).toContain(SECOND)
    })

    test('what began before a purge is not kept', async () => {
      const { one, two } = await begin()
      const read = await one.read(PLACE, FIRST)
      await two.purge(BROAD, { random: SECOND })
      expect(await one.write(PLACE, toEntry(read), MINUTE_MS)).toBe(false)
      expect((await one.read(PLACE, FIRST)).entry).toBeUndefined()
      expect(await one.write(PLACE, toEntry(await one.read(PLACE, FIRST)), MINUTE_MS)).toBe(true)
    })

    test('versions that nobody made are not those of a tag', async () => {
      const { one } = await begin()
      const { versions, nowMs } = await one.read(PLACE, FIRST)
      const other = versions.map((version) => version.replace(FIRST, SECOND))
      const entry = toEntry({ versions: other, nowMs, entry: undefined, isLeased: false, ageMs: 0 })
      expect(await one.write(PLACE, entry, MINUTE_MS)).toBe(false)
      const unread = { context: 'unread', key: 'e4', tags: ['unread', 'unread;user_id=5'] }
      expect(await one.write(unread, { ...entry, versions }, MINUTE_MS)).toBe(false)
    })

    test('while a lease lives, every reader hears of it and nothing is kept', async () => {
      const { one, two, entry } = await beginFilled()
      await one.lease(BROAD, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
      const read = await two.read(PLACE, SECOND)
      expect(read).toMatchObject({ isLeased: true, versions: entry.versions })
      expect(await two.write(PLACE, entry, MINUTE_MS)).toBe(false)
      await one.release(BROAD, LEASE)
      expect(await two.read(PLACE, SECOND)).toMatchObject({
        isLeased: false,
        entry,
        versions: entry.versions,
      })
      expect(await two.write(PLACE, entry, MINUTE_MS)).toBe(true)
    })

    test('a lease on a tag that nobody has read is one', async () => {
      const { one, two } = await begin()
      await one.lease(BROAD, { lease: LEASE, lifeMs: MINUTE_MS, random: FIRST })
      expect((await two.read(PLACE, SECOND)).isLeased).toBe(true)
      await one.purge(BROAD, { random: FIRST, lease: LEASE })
      expect((await two.read(PLACE, SECOND)).isLeased).toBe(false)
    })

    test('a purge ends its own lease and no other', async () => {
      const { one, two } = await beginFilled()
      for (const lease of [LEASE, OTHER_LEASE])
        await one.lease(BROAD, { lease, lifeMs: MINUTE_MS, random: SECOND })
      await one.purge(BROAD, { random: SECOND, lease: LEASE })
      expect((await two.read(PLACE, FIRST)).isLeased).toBe(true)
      await two.release(BROAD, LEASE)
      expect((await two.read(PLACE, FIRST)).isLeased).toBe(true)
      await two.purge(BROAD, { random: FIRST, lease: OTHER_LEASE })
      expect((await two.read(PLACE, FIRST)).isLeased).toBe(false)
    })

    test('a purge of narrower tags ends the lease on the wider ones, whose versions stay', async () => {
      const { one, two, entry } = await beginFilled()
      await one.lease(BROAD, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
      await one.purge(NARROW, { random: SECOND, lease: LEASE, leased: BROAD.tags })
      const read = await two.read(PLACE, FIRST)
      expect(read.isLeased).toBe(false)
      expect(read.versions[0]).toBe(entry.versions[0])
      expect(read.versions[1]).toContain(SECOND)
      await one.lease(BROAD, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
      await one.purge({ context: 'user', tags: [] }, { random: SECOND, lease: LEASE, leased: BROAD.tags })
      expect((await two.read(PLACE, FIRST)).isLeased).toBe(false)
    })

    test('a lease that lapses takes the version along', async () => {
      const { one, two, entry, pass } = await beginFilled()
      await one.lease(BROAD, { lease: LEASE, lifeMs: 20, random: SECOND })
      await pass(21)
      expect(await one.write(PLACE, entry, MINUTE_MS)).toBe(false)
      const read = await two.read(PLACE, SECOND)
      expect(read.isLeased).toBe(false)
      expect(read.versions[0]).toContain(SECOND)
      expect(read.versions[1]).toBe(entry.versions[1])
      expect(await one.write(PLACE, entry, MINUTE_MS)).toBe(false)
    })

    test('a lapse is not forgotten because somebody else takes a lease, or renews', async () => {
      const { one, two, entry, pass } = await beginFilled()
      await one.lease(BROAD, { lease: LEASE, lifeMs: 20, random: SECOND })
      await pass(21)
      await two.lease(BROAD, { lease: OTHER_LEASE, lifeMs: MINUTE_MS, random: SECOND })
      await two.release(BROAD, OTHER_LEASE)
      expect(await one.write(PLACE, entry, MINUTE_MS)).toBe(false)
      expect((await two.read(PLACE, SECOND)).versions[0]).toContain(SECOND)
    })

    test('a lease that is renewed lives on, and its version with it', async () => {
      const { one, two, entry, pass } = await beginFilled()
      await one.lease(BROAD, { lease: LEASE, lifeMs: 200, random: SECOND })
      await one.lease(BROAD, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
      await pass(201)
      expect(await two.read(PLACE, SECOND)).toMatchObject({ isLeased: true, versions: entry.versions })
      await one.release(BROAD, LEASE)
      expect(await two.read(PLACE, SECOND)).toMatchObject({ isLeased: false, entry })
    })

    test('the age is that of the youngest version', async () => {
      const { one, two, pass } = await begin()
      const first = await one.read(PLACE, FIRST)
      expect(first.ageMs).toBe(0)
      await pass(30)
      const second = await two.read(PLACE, FIRST)
      expect(second.ageMs).toBeGreaterThanOrEqual(30)
      expect(second.nowMs - first.nowMs).toBe(second.ageMs)
      await one.purge(NARROW, { random: SECOND })
      expect((await two.read(PLACE, FIRST)).ageMs).toBeLessThan(second.ageMs)
    })

    test('an entry whose time is over is dropped, its tags are not', async () => {
      const { one, two, pass, hasExpiry } = await begin()
      const read = await one.read(PLACE, FIRST)
      expect(await one.write(PLACE, toEntry(read), 20)).toBe(true)
      await pass(21)
      const after = await two.read(PLACE, SECOND)
      if (hasExpiry) expect(after.entry).toBeUndefined()
      expect(after.versions).toEqual(read.versions)
    })

    test('any text can be in a tag, and 32 tags in an entry', async () => {
      const { one, two } = await begin()
      const odd = ['user;q=a%20b%3B%C3%A9', 'user;constructor=1', `user;q=${'x'.repeat(4000)}`, "user;q='--"]
      const many = Array.from({ length: 28 }, (_, index) => `user;n=${index}`)
      const place = { context: 'user', key: 'e9', tags: [...odd, ...many].toSorted() }
      const entry = toEntry(await one.read(place, FIRST))
      expect(entry.versions).toHaveLength(32)
      expect(await one.write(place, entry, MINUTE_MS)).toBe(true)
      expect((await two.read(place, SECOND)).entry).toEqual(entry)
      for (const tag of odd) {
        await two.purge({ context: 'user', tags: [tag] }, { random: SECOND })
        expect((await one.read(place, FIRST)).versions[place.tags.indexOf(tag)]).toContain(SECOND)
      }
    })

    test('of many who read at once, all get the same versions', async () => {
      const { connect } = await begin()
      const stores = await Promise.all(Array.from({ length: 8 }, connect))
      for (let round = 0; round < 20; round += 1) {
        const place = { context: `c${round}`, key: `e${round}`, tags: [`c${round}`, `c${round};a=1`] }
        const reads = stores.map(async (store, index) => store.read(place, index.toString(16).repeat(32)))
        const texts = (await Promise.all(reads)).map(({ versions }) => versions.join())
        expect(new Set(texts).size).toBe(1)
      }
    })

    test('of a purge and many writes at once, no entry is left under versions of before', async () => {
      const { connect, one } = await begin()
      const stores = await Promise.all(Array.from({ length: 8 }, connect))
      for (let round = 0; round < 20; round += 1) {
        const place = { ...PLACE, key: `k${round}` }
        const read = await one.read(place, FIRST)
        const random = (round % 10).toString().repeat(32)
        const work = stores.map(async (store, index) =>
          index === round % 8 ? store.purge(BROAD, { random }) : store.write(place, toEntry(read), MINUTE_MS),
        )
        await Promise.all(work)
        const after = await one.read(place, FIRST)
        expect(after.versions[0]).toContain(random)
        expect(after.entry?.versions[0]).not.toBe(after.versions[0])
      }
    })

    test('does what the store in memory does, step by step', async () => {
      const bench = await begin()
      await compareWithMemory(bench, { steps: 1500, seed: 5 })
    })
  })
}
