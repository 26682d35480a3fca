/** Sessions in the memory of this process: for tests and for one process whose users may sign in again after a restart. */
import { isSameText } from '@mizan/protocol'
import type {
  FoundSession,
  RefreshChange,
  RotateOutcome,
  SessionStore,
  StoredSession,
} from './session-store.ts'

export interface MemorySessionOptions {
  /** Most sessions at a time; the one that was used least recently goes first. Default 100,000. */
  readonly maxSessions?: number
  /** Unix time in milliseconds, for tests. */
  readonly now?: () => number
}

interface Kept {
  readonly session: StoredSession
  readonly expiresAtMs: number
}

const MAX_SESSIONS = 100_000

export function createMemorySessionStore(options: MemorySessionOptions = {}): SessionStore {
  const { maxSessions = MAX_SESSIONS, now = Date.now } = options
  // In the order of their last use.
  const kept = new Map<string, Kept>()
  const keep = (key: string, session: StoredSession, lifetimeMs: number): void => {
    kept.delete(key)
    if (lifetimeMs <= 0) return
    kept.set(key, { session, expiresAtMs: now() + lifetimeMs })
    const [oldest] = kept.size > maxSessions ? kept.keys() : []
    if (oldest !== undefined) kept.delete(oldest)
  }
  const find = (key: string): Kept | undefined => {
    const found = kept.get(key)
    if (found === undefined || found.expiresAtMs > now()) return found
    kept.delete(key)
    return undefined
  }
  return {
    create: keep,
    read(key): FoundSession | undefined {
      const found = find(key)
      if (found === undefined) return undefined
      kept.delete(key)
      kept.set(key, found)
      return { ...found.session, leftMs: found.expiresAtMs - now() }
    },
    touch(key, lifetimeMs) {
      const found = find(key)
      if (found !== undefined) keep(key, found.session, lifetimeMs)
      return found !== undefined
    },
    replace({ from, to }, session, lifetimeMs) {
      kept.delete(from)
      keep(to, session, lifetimeMs)
    },
    rotate(key, { from, to, lifetimeMs }: RefreshChange): RotateOutcome {
      const session = find(key)?.session
      if (session?.refreshHash === undefined) return { state: 'missing' }
      if (!isSameText(session.refreshHash, from)) {
        kept.delete(key)
        return { state: 'reused' }
      }
      keep(key, { userId: session.userId, refreshHash: to }, lifetimeMs)
      return { state: 'rotated', userId: session.userId }
    },
    delete(key) {
      kept.delete(key)
    },
    close() {
      kept.clear()
    },
  }
}
