import { afterAll, beforeAll } from 'vitest'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { createRedisStore } from '../src/index.ts'
import { connectTo, type RedisServer, startRedis } from './support/redis-server.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

describeStore('Redis', async () => {
  const clients = [await connectTo(server.url)]
  const [first] = clients
  await first?.flushAll()
  return {
    connect: async () => {
      const client = await connectTo(server.url)
      clients.push(client)
      return createRedisStore({ client })
    },
    // By the server's clock, so that nobody sleeps longer than he has to.
    pass: async (ms) => {
      const now = async (): Promise<number> => {
        const [seconds, micros] = (await first?.time()) ?? []
        return Number(seconds) * 1000 + Number(micros) / 1000
      }
      const end = (await now()) + ms
      while ((await now()) < end);
    },
    close: async () => {
      for (const client of clients) client.destroy()
    },
    hasExpiry: true,
  }
})
