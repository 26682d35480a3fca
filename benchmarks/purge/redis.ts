/** A Redis of the benchmark's own, which keeps nothing on disk. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'

export type RedisConnection = Awaited<ReturnType<typeof connectRedis>>

/** Keys that are written at a time. */
export const BATCH = 2000

const LIFE_MS = 86_400_000
const PUT_ALL = `for at = 1, #KEYS do redis.call('SET', KEYS[at], ARGV[at], 'PX', ${LIFE_MS}) end`

export async function connectRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-purge-'))
  const port = 20_000 + (process.pid % 20_000)
  const words = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const server = spawn(process.env['REDIS_SERVER_PATH'] ?? '/usr/bin/redis-server', words, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept')) break
  const client = createClient({ url: `redis://127.0.0.1:${port}` })
  await client.connect()
  const close = async (): Promise<void> => {
    client.destroy()
    server.kill('SIGKILL')
    await once(server, 'exit')
    rmSync(folder, { recursive: true })
  }
  const putAll = async (pairs: readonly (readonly [string, string])[]): Promise<void> => {
    await client.eval(PUT_ALL, { keys: pairs.map(([key]) => key), arguments: pairs.map(([, text]) => text) })
  }
  const takeMicros = async (): Promise<number> => {
    const said = /cmdstat_evalsha:.*?usec_per_call=([0-9.]+)/.exec(await client.info('commandstats'))
    await client.configResetStat()
    return Number(said?.[1])
  }
  return { client, putAll, takeMicros, close }
}
