/** Mizan on node:http with its origin cache in memory, in Redis, and without one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { type CacheStore, createMemoryStore } from '@mizan/cache'
import { client, createApp, ReactContext } from '@mizan/server'
import { serve } from '@mizan/server-node'
import { createRedisStore } from '@mizan/store-redis'
import { createClient } from 'redis'
import { type Contestant, getJson, onlyPage } from './contestant.ts'
import { HOME_OUTPUTS, type HomeQuery, home } from './home-data.ts'
import { listenOn } from './listen-on.ts'
import { PageInput } from './page-data.ts'

const Home = new ReactContext('home')

const query = (name: HomeQuery) =>
  client(
    { context: Home, cache: 3600, input: PageInput, output: HOME_OUTPUTS[name] as never },
    ({ project_id }) => home[name](project_id) as never,
  )

const functions = {
  activity: query('activity'),
  boards: query('boards'),
  notices: query('notices'),
  project: query('project'),
  release: query('release'),
  stats: query('stats'),
}

const listen = async (store: CacheStore | undefined): Promise<number> => {
  const app = createApp({
    modules: [functions],
    secrets: { cache: 'the secret of the benchmarks' },
    ...(store !== undefined && { cache: { store } }),
  })
  const { url } = await serve(app)
  return Number(new URL(url).port)
}

const PAGE = getJson('/api/mizan/ctx/home/?project_id=5')

export const inMemory: Contestant = onlyPage(() => listen(createMemoryStore()), PAGE)
export const uncached: Contestant = onlyPage(() => listen(undefined), PAGE)
export const inRedis: Contestant = onlyPage(async () => {
  const port = await findPort()
  const redis = startRedis(port)
  process.once('exit', () => redis.kill())
  const connected = createClient({ socket: { host: '127.0.0.1', port }, disableOfflineQueue: true })
  connected.on('error', () => undefined)
  await connected.connect()
  return listen(createRedisStore({ client: connected }))
}, PAGE)

function startRedis(port: number): ChildProcess {
  const program = process.env['REDIS_SERVER_PATH'] ?? '/usr/bin/redis-server'
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  return spawn(program, options, { stdio: 'ignore' })
}

async function findPort(): Promise<number> {
  const server = createServer()
  const port = await listenOn(server)
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return port
}
