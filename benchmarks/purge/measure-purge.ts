/** `measure-purge.ts STORE SIZE SAMPLES`: microseconds of one purge in a store of so many entries, of one tag that one entry has and of the tag that all have. */
import { randomBytes } from 'node:crypto'
import { fillStore, placeOf } from './filled-store.ts'
import { BATCH, connectRedis, type RedisConnection } from './redis.ts'

export interface PurgeMeasure {
  /** Of the tag that one entry has, each time another. */
  readonly one: readonly number[]
  /** Of the tag that every entry has. */
  readonly all: readonly number[]
  /** What the server itself worked for one purge, where there is one: waiting for each other is none of it. */
  readonly server?: { readonly one: number; readonly all: number }
}

/** In memory one purge is too short for the clock. */
const AT_ONCE = 20
const WARM_UPS = 200
/** That are purged in turn. */
const TAGS = 10

const [kind = '', size = '', samples = ''] = process.argv.slice(2)
const measure =
  kind === 'scan' ? await measureScan(Number(size)) : await measurePurges(Number(size), Number(samples))
process.stdout.write(JSON.stringify(measure))

async function measurePurges(entries: number, count: number): Promise<PurgeMeasure> {
  const filled = await fillStore(kind, entries)
  const { store } = filled
  const randoms = Array.from({ length: 64 }, () => randomBytes(16).toString('hex'))
  const purge = (tag: string, turn: number) =>
    store.purge({ context: 'user', tags: [tag] }, { random: randoms[turn % randoms.length] ?? '' })
  const time = async (tags: readonly string[]): Promise<number[]> => {
    const times: number[] = []
    for (let turn = -WARM_UPS; turn < count; turn += 1) {
      const begun = performance.now()
      for (let each = 0; each < AT_ONCE; each += 1) {
        const done = purge(tags[((turn + WARM_UPS) * AT_ONCE + each) % tags.length] ?? '', each)
        if (done instanceof Promise) await done
      }
      if (turn >= 0) times.push(((performance.now() - begun) * 1000) / AT_ONCE)
    }
    return times
  }
  await expectHit(true, entries - 1)
  // As many in every size, so that the processor's own caches are worth the same.
  const purged = Array.from({ length: TAGS }, (_, turn) => Math.floor((turn * entries) / TAGS))
  await filled.takeServerMicros?.()
  const one = await time(purged.map((index) => `user;user_id=${index}`))
  const serverOne = await filled.takeServerMicros?.()
  for (const index of purged) await expectHit(false, index)
  await filled.takeServerMicros?.()
  const all = await time(['user'])
  const serverAll = await filled.takeServerMicros?.()
  await expectHit(false, entries - 1)
  await filled.close()
  const isServed = serverOne !== undefined && serverAll !== undefined
  return { one, all, ...(isServed && { server: { one: serverOne, all: serverAll } }) }

  async function expectHit(isHit: boolean, index: number): Promise<void> {
    const { entry, versions } = await store.read(placeOf(index), randoms[0] ?? '')
    const isSame = entry !== undefined && entry.versions.every((version, at) => version === versions[at])
    if (isSame !== isHit) throw new Error(`entry ${index} is ${isSame ? 'a hit' : 'a miss'}`)
  }
}

/** What has no tags finds keys by their prefix: of one user, and of all. */
async function measureScan(entries: number): Promise<PurgeMeasure> {
  const redis = await connectRedis()
  const body = JSON.stringify({ name: 'Ada' })
  for (let start = 0; start < entries; start += BATCH) {
    const length = Math.min(BATCH, entries - start)
    await redis.putAll(Array.from({ length }, (_, at) => [`page:user:${start + at}:home`, body]))
  }
  const rounds = entries >= 100_000 ? 3 : 20
  const one: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    const deleted = await deleteByPrefix(redis, `page:user:${round % entries}:*`)
    one.push((performance.now() - begun) * 1000)
    if (deleted !== (round < entries ? 1 : 0)) throw new Error(`${deleted} keys were deleted`)
  }
  const begun = performance.now()
  await deleteByPrefix(redis, 'page:user:*')
  const all = [(performance.now() - begun) * 1000]
  if ((await redis.client.dbSize()) !== 0) throw new Error('keys are left')
  await redis.close()
  return { one, all }
}

async function deleteByPrefix({ client }: RedisConnection, pattern: string): Promise<number> {
  let deleted = 0
  for await (const keys of client.scanIterator({ MATCH: pattern, COUNT: 1000 }))
    if (keys.length > 0) deleted += await client.unlink(keys)
  return deleted
}
