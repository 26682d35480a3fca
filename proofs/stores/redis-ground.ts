/** Redis: a server of the proofs' own, and a connection for each process. */
import { createRedisStore } from '@mizan/store-redis'
import { createClient } from 'redis'
import { startRedis } from '../../packages/store-redis/tests/support/redis-server.ts'
import { freshContext, type Ground, lapseText, toKeys } from './ground.ts'

const CONNECTIONS = 2

export async function openRedisGround(): Promise<Ground> {
  const server = await startRedis(['--appendonly', 'no'])
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => createClient({ url: server.url }).connect()),
  )
  const outside = await createClient({ url: server.url }).connect()
  let connected = 0
  return {
    name: 'Redis',
    isShared: true,
    hasClock: false,
    isWaitedFor: true,
    open() {
      const context = freshContext()
      return {
        context,
        connect() {
          connected += 1
          const client = clients[connected % CONNECTIONS]
          if (client === undefined) throw new Error('no connection')
          return createRedisStore({ client })
        },
        async lapse(place) {
          for (const key of toKeys(place)) {
            const record = await outside.get(key)
            if (record !== null) await outside.set(key, lapseText(record), { expiration: 'KEEPTTL' })
          }
        },
        async evict(place) {
          if (place.tags.length > 0) await outside.del(toKeys(place))
        },
      }
    },
    async close() {
      for (const client of [...clients, outside]) client.destroy()
      await server.close()
    },
  }
}
