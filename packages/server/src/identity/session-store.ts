/** What sessions ask of a store (SPEC.md, ID-19): every method is one atomic step and one round trip. */

export interface SessionStore {
  /** `key` was never used before. */
  create(key: string, session: StoredSession, lifetimeMs: number): Awaitable<void>
  /** Undefined when it was never there, was deleted, or has expired by the store's clock. */
  read(key: string): Awaitable<FoundSession | undefined>
  /** Lets the session live `lifetimeMs` from now. False, and nothing is made, when it is not there. */
  touch(key: string, lifetimeMs: number): Awaitable<boolean>
  /** `create` of the new key and `delete` of the old one, which need not be there. */
  replace(keys: ReplacedKeys, session: StoredSession, lifetimeMs: number): Awaitable<void>
  /**
   * Spends a refresh token. Where `refreshHash` of the session is `from` it becomes `to`, and the session lives `lifetimeMs` from now; where it
   * is another, a token that was spent before came again: the session is deleted. A session without a `refreshHash` is left alone and `missing`.
   */
  rotate(key: string, change: RefreshChange): Awaitable<RotateOutcome>
  /** It need not be there. */
  delete(key: string): Awaitable<void>
  close(): Awaitable<void>
}

export type Awaitable<Value> = Value | Promise<Value>

/** Keys are 32 lower-case hex digits: the first of the SHA-256 of the session's id, which no store ever sees. */
export interface StoredSession {
  readonly userId: string
  /** 64 hex digits: the SHA-256 of the one refresh token that is still good. Absent where a cookie carries the session. */
  readonly refreshHash?: string
}

export interface FoundSession extends StoredSession {
  /** Milliseconds, more than 0. */
  readonly leftMs: number
}

export interface ReplacedKeys {
  readonly from: string
  readonly to: string
}

export interface RefreshChange {
  readonly from: string
  readonly to: string
  readonly lifetimeMs: number
}

export type RotateOutcome =
  | { readonly state: 'rotated'; readonly userId: string }
  | { readonly state: 'reused' }
  | { readonly state: 'missing' }
