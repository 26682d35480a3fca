/** @mizan/store-redis: cached bundles and sessions in Redis. */
export { createRedisSessionStore, type RedisSessionOptions } from './redis-session-store.ts'
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts'
export type { RedisClient, ScriptWords } from './run-script.ts'
