/** Redis fails under load: nobody who asks is failed, and nobody is answered with what was replaced before he asked, neither while it lasts nor after it. What stale is: cache/tests/support/load.ts. */
import { afterEach, describe, expect, test } from 'vitest'
import { judgeLoad } from '../../cache/tests/support/judge-load.ts'
import { type Load, startLoad } from '../../cache/tests/support/load.ts'
import { createRedisStore } from '../src/index.ts'
import { connectTo, type RedisServer, startRedis } from './support/redis-server.ts'

type Client = Awaited<ReturnType<typeof connectTo>>

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

async function begin(
  options: readonly string[] = [],
): Promise<{ server: RedisServer; clients: Client[]; load: Load; admin: Client }> {
  const server = await startRedis(options)
  open.push(server)
  const clients = await Promise.all([0, 1, 2].map(() => connectTo(server.url)))
  const admin = await connectTo(server.url)
  open.push({ close: async () => [...clients, admin].forEach((client) => client.destroy()) })
  const load = startLoad(clients.map((client) => createRedisStore({ client })))
  open.push({ close: () => load.stop() })
  await load.hitMore(300)
  return { server, clients, load, admin }
}

describe('a store that every process loses at once', () => {
  test('a server that is killed and started again, with nothing kept', async () => {
    const { server, load } = await begin()
    for (let round = 0; round < 3; round += 1) {
      await server.kill()
      await load.answerMore(500)
      await server.start()
      await judgeLoad(load)
    }
  })

  test('a server that is killed and comes back with an old file, which held other answers', async () => {
    const { server, load, admin } = await begin(['--dbfilename', 'dump.rdb'])
    await admin.sendCommand(['SAVE'])
    const epoch = await epochOf(admin)
    await load.answerMore(1000)
    await server.kill()
    await server.start()
    await judgeLoad(load)
    const again = await connectTo(server.url)
    expect(await epochOf(again)).not.toBe(epoch)
    again.destroy()
  })

  test('a server with an append-only file that comes back', async () => {
    const { server, load } = await begin(['--appendonly', 'yes', '--appendfsync', 'no'])
    await server.kill()
    await server.start()
    await judgeLoad(load)
  })

  test('FLUSHALL, again and again', async () => {
    const { load, admin } = await begin()
    for (let round = 0; round < 20; round += 1) {
      await admin.flushAll()
      await load.answerMore(100)
    }
    await judgeLoad(load)
  })

  test('SCRIPT FLUSH, again and again', async () => {
    const { load, admin } = await begin()
    for (let round = 0; round < 20; round += 1) {
      await admin.sendCommand(['SCRIPT', 'FLUSH'])
      await load.answerMore(100)
    }
    await judgeLoad(load)
  })

  test('a server that hangs', async () => {
    const { server, load } = await begin()
    process.kill(server.pid, 'SIGSTOP')
    await load.answerMore(2000)
    process.kill(server.pid, 'SIGCONT')
    await judgeLoad(load)
  })

  test('a server that forgets what was used least, because its memory is too small', async () => {
    const { load, admin } = await begin()
    const { used } = await memoryOf(admin)
    await admin.configSet('maxmemory-policy', 'allkeys-lru')
    await admin.configSet('maxmemory', String(used - 1000))
    await load.answerMore(5000)
    await admin.configSet('maxmemory', String(used + 20_000))
    await load.answerMore(5000)
    expect(await evictedOf(admin)).toBeGreaterThan(0)
    await admin.configSet('maxmemory', '0')
    await judgeLoad(load)
  })

  test('a server that is full and forgets nothing: what is replaced is still told', async () => {
    const { load, admin } = await begin()
    await admin.configSet('maxmemory', '1')
    await load.answerMore(3000)
    await admin.configSet('maxmemory', '0')
    await judgeLoad(load)
  })
})

test('connections that are cut, again and again', async () => {
  const { load, admin } = await begin()
  for (let round = 0; round < 20; round += 1) {
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])
    await load.answerMore(100)
  }
  await judgeLoad(load)
})

async function epochOf(client: Client): Promise<string | undefined> {
  return /master_replid:(\S+)/.exec(await client.info('replication'))?.[1]
}

async function memoryOf(client: Client): Promise<{ used: number }> {
  return { used: Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]) }
}

async function evictedOf(client: Client): Promise<number> {
  return Number(/evicted_keys:(\d+)/.exec(await client.info('stats'))?.[1])
}
