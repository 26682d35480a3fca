/** Steps of the sessions in Redis. A session is `REFRESH_HASH USER_ID`, `-` where it has no refresh token; its key ends with it. */
import { createHash } from 'node:crypto'
import type { CacheScript } from './generated/cache-scripts.ts'

/** KEYS: the session. Answers its text and how many milliseconds it has left, or nothing. */
export const FIND_SESSION: CacheScript = toScript(`
local text = redis.call('GET', KEYS[1])
return text and { text, redis.call('PTTL', KEYS[1]) }
`)

/** KEYS: the session that ends, the one that begins. ARGV: its text, milliseconds. */
export const REPLACE_SESSION: CacheScript = toScript(`
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** KEYS: the session. ARGV: the hash that is spent, the one that is good from now on, milliseconds. Answers the state and, when rotated, the user's id. */
export const ROTATE_SESSION: CacheScript = toScript(`
local text = redis.call('GET', KEYS[1])
local hash, user = string.match(text or '', '^(%S+) (.*)$')
if not hash or hash == '-' then return { 'missing' } end
if hash ~= ARGV[1] then
  redis.call('DEL', KEYS[1])
  return { 'reused' }
end
redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. user, 'PX', ARGV[3])
return { 'rotated', user }
`)

/** KEYS: the session. ARGV: its text, milliseconds. */
export const CREATE_SESSION: CacheScript = toScript(`
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** KEYS: the session. ARGV: milliseconds. Answers 1 where it is there. */
export const TOUCH_SESSION: CacheScript = toScript(`
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`)

/** KEYS: the session. */
export const DELETE_SESSION: CacheScript = toScript(`
return redis.call('DEL', KEYS[1])
`)

function toScript(text: string): CacheScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
