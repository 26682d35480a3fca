/** A real Redis Cluster: every context in a slot of its own, and a failover under load. */
import { afterAll, beforeAll, test } from 'vitest'
import { describeStore } from '../../cache/tests/store-suite.ts'
import { judgeLoad } from '../../cache/tests/support/judge-load.ts'
import { startLoad } from '../../cache/tests/support/load.ts'
import { describeSessions } from '../../store-sqlite/tests/session-suite.ts'
import { createRedisSessionStore, createRedisStore } from '../src/index.ts'
import { connectToCluster, type RedisClusterServers, startCluster } from './support/redis-cluster.ts'
import { connectTo } from './support/redis-server.ts'
import { passOn } from './support/server-time.ts'

let servers: RedisClusterServers
beforeAll(async () => {
  servers = await startCluster()
})
afterAll(() => servers.close())

type Cluster = Awaited<ReturnType<typeof connectToCluster>>

async function openBench<Store>(create: (options: { client: Cluster }) => Store) {
  const clients: Cluster[] = []
  const nodes = await Promise.all(servers.masters.map(({ url }) => connectTo(url)))
  for (const node of nodes) await node.flushAll()
  return {
    connect: async () => {
      const client = await connectToCluster(servers.masters)
      clients.push(client)
      return create({ client })
    },
    pass: async (ms: number) => {
      for (const node of nodes) await passOn(node, ms)
    },
    close: async () => {
      for (const client of [...clients, ...nodes]) client.destroy()
    },
  }
}

describeStore('Redis Cluster', async () => ({ ...(await openBench(createRedisStore)), hasExpiry: true }))
describeSessions('sessions in a Redis Cluster', () => openBench(createRedisSessionStore))

test('the master of a context is killed under load, and its replica takes over', async () => {
  const clients = await Promise.all([0, 1, 2].map(() => connectToCluster(servers.masters)))
  // The slot of `orders` is 105, of the first master, which has a replica.
  const load = startLoad(
    clients.map((client) => createRedisStore({ client })),
    { context: 'orders' },
  )
  await load.hitMore(300)
  await servers.masters[0]?.kill()
  await judgeLoad(load)
  await load.stop()
  for (const client of clients) client.destroy()
})
