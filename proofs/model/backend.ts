/** What the model asks of a server: reads and mutations; and what a server asks of the model: its database. */
import type { Awaitable, CacheStore } from '@mizan/cache'
import type { FakeClock } from '../../packages/cache/tests/support/fake-clock.ts'
import type { Facts, User } from './facts.ts'
import type { AnswerText, ModelAnswer } from './oracle.ts'
import type { Ask, Shape } from './shapes.ts'

export interface MutationAsk {
  readonly shape: Shape
  readonly user: string
  /** Param sets that it changes. */
  readonly sets: readonly Readonly<Record<string, string>>[]
  /** Of the user's own entries only. */
  readonly isOwn: boolean
  /** Its targets are computed from its result; else its arguments are the one set. */
  readonly isComputed: boolean
  /** It also changes the user's name, which stands in all that is read for her. */
  readonly isRename: boolean
  readonly end: 'commits' | 'rolls back' | 'fails halfway'
}

/** One server process. */
export interface Backend {
  read(ask: Ask): Promise<ModelAnswer>
  /** Settles when the mutation is answered, however it went. */
  mutate(ask: MutationAsk): Promise<void>
}

/** Each method is one turn. */
export interface Database {
  loadUser(id: string): Promise<User | undefined>
  query(needsPrimary: boolean): Promise<{ readonly facts: Facts; readonly drift: number }>
  commit(ask: MutationAsk): Promise<void>
  /** Nothing is changed; a turn, all the same. */
  work(): Promise<void>
}

export interface ProcessFacts {
  readonly database: Database
  readonly store: CacheStore
  readonly clock: FakeClock
  readonly createRandom: () => string
  /** Begins the names of contexts. */
  readonly prefix: string
  readonly secret: string
  readonly schema: number
  readonly rev: number
  readonly options: BackendOptions
}

export interface BackendOptions {
  readonly ttlMs: number
  readonly timeoutMs: number
  readonly staleWhileRevalidateMs: number
  readonly replicaLagMs: number
  readonly hasPrimary: boolean
  /** The server owns the transaction of a mutation. */
  readonly hasTransaction: boolean
}

export type StartBackend = (facts: ProcessFacts) => Awaitable<Backend>

export function toAnswerText(
  read: { readonly data: unknown; readonly reader: unknown; readonly drift: number },
  of: { readonly rev: number; readonly tenant: string | null },
): string {
  const { reader, data, drift } = read
  const text: AnswerText = { reader, data, drift, rev: of.rev, tenant: of.tenant }
  return JSON.stringify(text)
}
