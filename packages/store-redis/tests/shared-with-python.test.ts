/** TypeScript and Python on one Redis: what one fills the other reads, and what one purges or leases the other sees, step by step (SPEC.md, CACHE-24). */
import type { CacheStore } from '@mizan/cache'
import { afterAll, beforeAll } from 'vitest'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { startPythonStore } from '../../cache/tests/support/python-store.ts'
import { createRedisStore } from '../src/index.ts'
import { connectTo, type RedisServer, startRedis } from './support/redis-server.ts'
import { passOn } from './support/server-time.ts'

let server: RedisServer
let python: CacheStore
beforeAll(async () => {
  server = await startRedis()
  python = startPythonStore({ kind: 'redis', place: server.url })
})
afterAll(async () => {
  await python.close()
  await server.close()
})

/** Which language asks first: the suite's first connection fills, leases and purges most. */
describe(['typescript', 'python'])
describe(['python', 'typescript'])

function describe(languages: readonly string[]): void {
  describeStore(`Redis of ${languages.join(' and ')}`, async () => {
    const client = await connectTo(server.url)
    await client.flushAll()
    let connected = 0
    return {
      connect: async () => {
        connected += 1
        return languages[(connected - 1) % 2] === 'python' ? python : createRedisStore({ client })
      },
      pass: (ms) => passOn(client, ms),
      close: async () => client.destroy(),
      hasExpiry: true,
    }
  })
}
