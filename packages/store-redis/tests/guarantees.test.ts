/** What holds when Redis loses, forgets or refuses something, step by step (SPEC.md, CACHE-10, CACHE-11, CACHE-16, CACHE-24). */
import type { EntryPlace } from '@mizan/cache'
import { createClient } from 'redis'
import { afterEach, describe, expect, test } from 'vitest'
import { toEntry } from '../../cache/tests/store-bench.ts'
import { createRedisStore } from '../src/index.ts'
import { connectTo, startRedis } from './support/redis-server.ts'
import { passOn } from './support/server-time.ts'

const FIRST = '1'.repeat(32)
const SECOND = '2'.repeat(32)
const LEASE = 'a'.repeat(32)
const MINUTE_MS = 60_000
const PLACE: EntryPlace = { context: 'user', key: 'e1', tags: ['user', 'user;user_id=5'] }
const TAG_KEYS = PLACE.tags.map((tag) => `mizan:{user}:t:${tag}`)
const ENTRY_KEY = 'mizan:{user}:e:e1'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

async function connect(url: string) {
  const client = await connectTo(url)
  open.push({ close: async () => client.destroy() })
  return { client, store: createRedisStore({ client }) }
}

async function begin(options: readonly string[] = []) {
  const server = await startRedis(options)
  open.push(server)
  return { server, ...(await connect(server.url)) }
}

/** With the entry of PLACE in it. */
async function beginFilled(options: readonly string[] = []) {
  const bench = await begin(options)
  const entry = toEntry(await bench.store.read(PLACE, FIRST))
  expect(await bench.store.write(PLACE, entry, MINUTE_MS)).toBe(true)
  return { ...bench, entry }
}

describe('a server that lost writes', () => {
  test.each([
    ['a snapshot', ['--dbfilename', 'dump.rdb'], ['SAVE']],
    ['a log', ['--appendonly', 'yes', '--appendfsync', 'always'], ['PING']],
  ])('what it kept in %s is nothing any more', async (_, options, before) => {
    const { server, client, entry, store } = await beginFilled(options)
    await client.sendCommand(before)
    await store.lease(PLACE, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
    if (before[0] === 'SAVE') await client.sendCommand(['SAVE'])
    await server.kill()
    await server.start()
    const again = await connect(server.url)
    expect(await again.client.get(ENTRY_KEY)).not.toBeNull()
    expect(await again.store.write(PLACE, entry, MINUTE_MS)).toBe(false)
    const read = await again.store.read(PLACE, SECOND)
    // Leases outlive the server, as the mutation that holds one may.
    expect(read.isLeased).toBe(true)
    for (const [index, version] of read.versions.entries()) {
      expect(version).toContain(SECOND)
      expect(version.slice(0, 16)).not.toBe(entry.versions[index]?.slice(0, 16))
    }
  })

  test('a replica answers nothing; once it is a master, nothing of before is left', async () => {
    const { server, entry, client } = await beginFilled()
    const replica = await begin(['--replicaof', `127.0.0.1 ${server.port}`])
    await client.sendCommand(['WAIT', '1', '10000'])
    await expect(replica.store.read(PLACE, SECOND)).rejects.toThrow('only a master answers')
    await replica.client.sendCommand(['REPLICAOF', 'NO', 'ONE'])
    const read = await replica.store.read(PLACE, SECOND)
    expect(read.entry).toEqual(entry)
    for (const version of read.versions) expect(version).toContain(SECOND)
  })

  test('where replicas are demanded, a master without one answers nothing', async () => {
    const { client, store } = await beginFilled()
    await client.configSet('min-replicas-to-write', '1')
    await expect(store.read(PLACE, SECOND)).rejects.toThrow('lost its replicas')
    await client.configSet('min-replicas-to-write', '0')
    expect((await store.read(PLACE, SECOND)).entry).toBeDefined()
  })
})

describe('a server that forgot a key', () => {
  test.each(TAG_KEYS)('the tag %s is made anew, and the entry with its old version is dead', async (key) => {
    const { client, store, entry } = await beginFilled()
    await client.del(key)
    expect(await store.write(PLACE, entry, MINUTE_MS)).toBe(false)
    const read = await store.read(PLACE, SECOND)
    expect(read.versions[TAG_KEYS.indexOf(key)]).toContain(SECOND)
    expect(read.versions).not.toEqual(entry.versions)
  })

  test('a tag that is forgotten before its purge arrives needs none', async () => {
    const { client, store, entry } = await beginFilled()
    await client.del(TAG_KEYS)
    await store.purge(PLACE, { random: SECOND })
    expect(await client.exists(TAG_KEYS)).toBe(0)
    expect(await store.write(PLACE, entry, MINUTE_MS)).toBe(false)
  })

  test('a lease that is forgotten is taken again when it is renewed', async () => {
    const { client, store } = await beginFilled()
    const taken = { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND }
    await store.lease(PLACE, taken)
    await client.flushAll()
    expect((await store.read(PLACE, FIRST)).isLeased).toBe(false)
    await store.lease(PLACE, taken)
    expect((await store.read(PLACE, FIRST)).isLeased).toBe(true)
  })

  test('an entry that is forgotten is a miss under the same versions', async () => {
    const { client, store, entry } = await beginFilled()
    await client.del(ENTRY_KEY)
    const read = await store.read(PLACE, SECOND)
    expect(read.entry).toBeUndefined()
    expect(read.isCorrupted).toBeUndefined()
    expect(read.versions).toEqual(entry.versions)
  })
})

test('a full server that forgets nothing takes purges and leases, and no entry', async () => {
  const { client, store, entry } = await beginFilled()
  await client.configSet('maxmemory', '1')
  await expect(store.write(PLACE, entry, MINUTE_MS)).rejects.toThrow('OOM')
  await store.lease(PLACE, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
  expect((await store.read(PLACE, FIRST)).isLeased).toBe(true)
  await store.release(PLACE, LEASE)
  expect(await store.read(PLACE, FIRST)).toMatchObject({ entry, isLeased: false })
  await store.purge(PLACE, { random: SECOND })
  for (const version of (await store.read(PLACE, FIRST)).versions) expect(version).toContain(SECOND)
  const elsewhere = { context: 'team', key: 'e2', tags: ['team'] }
  await expect(store.read(elsewhere, FIRST)).rejects.toThrow('OOM')
})

describe('what is under a key', () => {
  test.each(['', 'garbage', '{}', '{"at":1}\n{}'])('an entry %j is a miss that says so', async (text) => {
    const { client, store, entry } = await beginFilled()
    await client.set(ENTRY_KEY, text)
    const read = await store.read(PLACE, SECOND)
    expect(read).toMatchObject({ entry: undefined, isCorrupted: true, versions: entry.versions })
  })

  test('a tag that is garbage is made anew, and said', async () => {
    const { client, store } = await beginFilled()
    await client.set(TAG_KEYS[0] ?? '', 'garbage')
    const read = await store.read(PLACE, SECOND)
    expect(read.isCorrupted).toBe(true)
    expect(read.versions[0]).toContain(SECOND)
    expect((await store.read(PLACE, FIRST)).isCorrupted).toBeUndefined()
  })
})

test('every key has a time to go, and tags outlive the entries that name them', async () => {
  const { client, store } = await begin()
  const day = 86_400_000
  const left = async () => Promise.all([...TAG_KEYS, ENTRY_KEY].map((key) => client.pTTL(key)))
  const entry = toEntry(await store.read(PLACE, FIRST))
  const [tag = 0, other = 0] = await left()
  expect(Math.min(tag, other)).toBeGreaterThan(3_500_000)
  await store.write(PLACE, entry, day)
  const steps = [
    () => store.lease(PLACE, { lease: LEASE, lifeMs: MINUTE_MS, random: FIRST }),
    () => store.release(PLACE, LEASE),
    () => store.purge(PLACE, { random: SECOND }),
    () => store.read(PLACE, FIRST),
  ]
  for (const step of steps) {
    const [first = 0, second = 0, entryLeft = 0] = await left()
    expect(entryLeft).toBeGreaterThan(day - MINUTE_MS)
    expect(Math.min(first, second)).toBeGreaterThan(entryLeft)
    await step()
  }
  await store.lease(
    { context: 'user', tags: ['user;new=1'] },
    { lease: LEASE, lifeMs: 10 * day, random: FIRST },
  )
  expect(await client.pTTL('mizan:{user}:t:user;new=1')).toBeGreaterThan(10 * day)
})

test('an operation is one command, and nothing ever scans', async () => {
  const { client, store } = await beginFilled()
  await client.sendCommand(['CONFIG', 'RESETSTAT'])
  for (let round = 0; round < 10; round += 1) {
    const entry = toEntry(await store.read(PLACE, FIRST))
    await store.write(PLACE, entry, MINUTE_MS)
    await store.lease(PLACE, { lease: LEASE, lifeMs: MINUTE_MS, random: SECOND })
    await store.release(PLACE, LEASE)
    await store.purge(PLACE, { random: SECOND })
  }
  const stats = await client.info('commandstats')
  expect(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]).toBe('50')
  expect(stats).not.toMatch(/cmdstat_(scan|keys|sscan|hscan)/)
})

test('a client that speaks RESP 3 gets the same', async () => {
  const { server, store, entry } = await beginFilled()
  const client = createClient({ url: server.url, RESP: 3 })
  await client.connect()
  open.push({ close: async () => client.destroy() })
  expect(await createRedisStore({ client }).read(PLACE, SECOND)).toMatchObject({ entry, isLeased: false })
  await client.flushAll()
  expect((await createRedisStore({ client }).read(PLACE, SECOND)).entry).toBeUndefined()
  expect((await store.read(PLACE, FIRST)).versions[0]).toContain(SECOND)
})

test('a lease that lapsed while nobody looked is no lease, and its version is gone', async () => {
  const { client, store, entry } = await beginFilled()
  await store.lease(PLACE, { lease: LEASE, lifeMs: 5, random: SECOND })
  await passOn(client, 6)
  const read = await store.read(PLACE, SECOND)
  expect(read).toMatchObject({ isLeased: false, ageMs: 0 })
  expect(read.versions).not.toContain(entry.versions[0])
})
