/** @mizan/store-redis: cached bundles and sessions in Redis. */
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts'
export type { RedisClient, ScriptWords } from './run-script.ts'
