/** Sessions in Redis, shared by every process of an app (SPEC.md, ID-19): each step is one script, and all sessions are in one slot. */
import type {
  FoundSession,
  RefreshChange,
  ReplacedKeys,
  RotateOutcome,
  SessionStore,
  StoredSession,
} from '@mizan/server'
import type { CacheScript } from './generated/cache-scripts.ts'
import { type RedisClient, runScript } from './run-script.ts'
import {
  CREATE_SESSION,
  DELETE_SESSION,
  FIND_SESSION,
  REPLACE_SESSION,
  ROTATE_SESSION,
  TOUCH_SESSION,
} from './session-scripts.ts'

export interface RedisSessionOptions {
  /** A connected client or cluster of the `redis` package, of a server that evicts nothing. The app owns it. */
  readonly client: RedisClient
}

export function createRedisSessionStore({ client }: RedisSessionOptions): SessionStore {
  const run = (script: CacheScript, keys: readonly string[], ...words: string[]): Promise<unknown> =>
    runScript(client, script, { keys: keys.map(toKey), arguments: words })
  return {
    async create(key: string, session: StoredSession, lifetimeMs: number) {
      await run(CREATE_SESSION, [key], toText(session), wholeMs(lifetimeMs))
    },
    async read(key: string): Promise<FoundSession | undefined> {
      const found = await run(FIND_SESSION, [key])
      return Array.isArray(found) ? toFound(found[0], found[1]) : undefined
    },
    async touch(key: string, lifetimeMs: number) {
      return (await run(TOUCH_SESSION, [key], wholeMs(lifetimeMs))) === 1
    },
    async replace({ from, to }: ReplacedKeys, session: StoredSession, lifetimeMs: number) {
      await run(REPLACE_SESSION, [from, to], toText(session), wholeMs(lifetimeMs))
    },
    async rotate(key: string, { from, to, lifetimeMs }: RefreshChange): Promise<RotateOutcome> {
      return toOutcome(await run(ROTATE_SESSION, [key], from, to, wholeMs(lifetimeMs)))
    },
    async delete(key: string) {
      await run(DELETE_SESSION, [key])
    },
    /** Nothing: the client is the app's. */
    close() {},
  }
}

function toKey(key: string): string {
  return `mizan:{sessions}:s:${key}`
}

function wholeMs(value: number): string {
  return String(Math.max(1, Math.ceil(value)))
}

function toText({ userId, refreshHash = '-' }: StoredSession): string {
  return `${refreshHash} ${userId}`
}

/** Undefined too where the text is nothing that was written here: nobody is signed in by it. */
function toFound(text: unknown, left: unknown): FoundSession | undefined {
  const [, refreshHash, userId] = /^(\S+) (.*)$/s.exec(String(text)) ?? []
  const leftMs = Number(left)
  if (refreshHash === undefined || userId === undefined || !(leftMs > 0)) return undefined
  return { userId, ...(refreshHash !== '-' && { refreshHash }), leftMs }
}

function toOutcome(answer: unknown): RotateOutcome {
  const [state, userId]: unknown[] = Array.isArray(answer) ? answer : []
  if (state === 'rotated') return { state, userId: String(userId) }
  if (state === 'reused' || state === 'missing') return { state }
  throw new Error('Redis answered no rotation of a session')
}
