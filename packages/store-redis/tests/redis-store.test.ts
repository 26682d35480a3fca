import { afterAll, beforeAll } from 'vitest'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { describeSessions } from '../../store-sqlite/tests/session-suite.ts'
import { createRedisSessionStore, createRedisStore } from '../src/index.ts'
import { connectTo, type RedisServer, startRedis } from './support/redis-server.ts'
import { passOn } from './support/server-time.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

describeStore('Redis', async () => ({ ...(await openBench(createRedisStore)), hasExpiry: true }))
describeSessions('sessions in Redis', () => openBench(createRedisSessionStore))

type Client = Awaited<ReturnType<typeof connectTo>>

async function openBench<Store>(create: (options: { client: Client }) => Store) {
  const first = await connectTo(server.url)
  const clients = [first]
  await first.flushAll()
  return {
    connect: async () => {
      const client = await connectTo(server.url)
      clients.push(client)
      return create({ client })
    },
    pass: (ms: number) => passOn(first, ms),
    close: async () => {
      for (const client of clients) client.destroy()
    },
  }
}
