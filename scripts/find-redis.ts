/** Where redis-server is on this machine; Debian's package is installed when there is none and we may. */
import { existsSync } from 'node:fs'
import { installDebian } from './debian-packages.ts'

const PLACES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/usr/bin/valkey-server']

/** Absolute path of the server. Throws with what to do when none can be had. */
export function findRedis(): string {
  const named = process.env.REDIS_SERVER_PATH
  if (named !== undefined) {
    if (existsSync(named)) return named
    throw new Error(`REDIS_SERVER_PATH names ${named}, which does not exist.`)
  }
  const find = () => PLACES.find((path) => existsSync(path))
  const found = find() ?? (installDebian(['redis-server'], 'tests over Redis') ? find() : undefined)
  if (found !== undefined) return found
  throw new Error(
    'The tests over Redis need redis-server. Install it, or set REDIS_SERVER_PATH to its binary.',
  )
}
