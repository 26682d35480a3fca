/** A real Redis Cluster of three masters and a replica of the first, on 127.0.0.1. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createCluster } from 'redis'
import { connectTo, freePort, type RedisServer, startRedis } from './redis-server.ts'

export interface RedisClusterServers {
  readonly masters: readonly RedisServer[]
  /** Of the first master, which has the slots up to 5460. */
  readonly replica: RedisServer
  close(): Promise<void>
}

const SLOTS = [
  ['0', '5460'],
  ['5461', '10922'],
  ['10923', '16383'],
] as const

export async function startCluster(): Promise<RedisClusterServers> {
  const servers = await Promise.all([0, 1, 2, 3].map(startNode))
  const [replica, ...masters] = servers.toReversed() as [RedisServer, ...RedisServer[]]
  const clients = await Promise.all(masters.map(({ url }) => connectTo(url)))
  const last = await connectTo(replica.url)
  for (const [index, client] of clients.entries())
    await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', ...(SLOTS[index] ?? [])])
  for (const { server, bus } of await Promise.all([...masters, replica].map(withBus)))
    await last.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(bus)])
  for (const client of [...clients, last]) await waitFor(client, /cluster_state:ok[^]*cluster_known_nodes:4/)
  const first = await clients[0]?.clusterMyId()
  await last.clusterReplicate(first ?? '')
  while (!(await last.info('replication')).includes('master_link_status:up')) await nextTurn()
  for (const client of [...clients, last]) client.destroy()
  return {
    masters,
    replica,
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  }
}

export async function connectToCluster(servers: readonly RedisServer[]) {
  const cluster = createCluster({
    rootNodes: servers.map(({ url }) => ({ url })),
    defaults: { disableOfflineQueue: true, socket: { reconnectStrategy: 20, connectTimeout: 1000 } },
  })
  cluster.on('error', () => undefined)
  await cluster.connect()
  return cluster
}

async function startNode(): Promise<RedisServer> {
  const words = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())]
  return startRedis([...words, '--cluster-node-timeout', '500', '--cluster-replica-validity-factor', '0'])
}

async function withBus(server: RedisServer): Promise<{ server: RedisServer; bus: number }> {
  const client = await connectTo(server.url)
  const { 'cluster-port': bus } = await client.configGet('cluster-port')
  client.destroy()
  return { server, bus: Number(bus) }
}

async function waitFor(client: Awaited<ReturnType<typeof connectTo>>, said: RegExp): Promise<void> {
  while (!said.test(await client.clusterInfo())) await nextTurn()
}
