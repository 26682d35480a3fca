/** A real Redis of the tests' own, on a free port of 127.0.0.1, which keeps nothing on disk unless it is asked to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Of the process that runs now. */
  readonly pid: number
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port, over what it left on disk. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

const REDIS = process.env['REDIS_SERVER_PATH'] ?? '/usr/bin/redis-server'

/** `options` are words of redis-server's command line. */
export async function startRedis(options: readonly string[] = [], port?: number): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-redis-'))
  const own = port ?? (await freePort())
  let running = await run(own, folder, options)
  const kill = async () => {
    if (running.exitCode !== null || running.signalCode !== null) return
    running.kill('SIGKILL')
    await once(running, 'exit')
  }
  return {
    port: own,
    url: `redis://127.0.0.1:${own}`,
    get pid() {
      return running.pid ?? 0
    },
    kill,
    start: async () => {
      running = await run(own, folder, options)
    },
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.once('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => {
      if (address === null || typeof address === 'string') reject(new Error('a TCP port was asked for'))
      else resolve(address.port)
    })
  })
  return promise
}

async function run(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  // Replicas of the tests get their copy at once.
  words.push('--repl-diskless-sync-delay', '0', ...options)
  const child = spawn(REDIS, [...words, '--daemonize', 'no'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  const ended = once(child, 'exit').then(() => {
    throw new Error(`redis-server stopped:\n${said.join('')}`)
  })
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said.push(String(chunk))
      if (said.join('').includes('Ready to accept connections')) resolve()
    })
  })
  ended.catch(() => undefined)
  await Promise.race([ready, ended])
  return child
}

/** A client that is connected, and whose errors of connection are nobody's crash. */
export async function connectTo(url: string) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: 20, connectTimeout: 1000 },
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
