/** What an app knows about identities beside its own hook: tokens, sessions, CSRF tokens. Made once, from options that passed. */
import {
  LIMITS,
  type MwtClaims,
  type NamedSecret,
  readAccessClaims,
  readMwtClaims,
  type TokenClaims,
} from '@mizan/protocol'
import { hashText } from '../pipeline/hash-text.ts'
import type { User } from '../pipeline/user.ts'
import { type CsrfTokens, createCsrfTokens } from './csrf-tokens.ts'
import type { SessionStore } from './session-store.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** Null: there is no such user any more. */
export type LoadUser = (id: string) => User | null | Promise<User | null>

export interface Identity {
  readonly loadUser: LoadUser
  readonly mwt: Tokens<MwtClaims> | undefined
  readonly jwt: Tokens<TokenClaims> | undefined
  readonly csrf: CsrfTokens | undefined
  readonly sessions: Sessions | undefined
}

export interface Sessions {
  readonly store: SessionStore
  readonly cookieName: string
  readonly lifetimeMs: number
}

export interface SessionOptions {
  /** Where sessions live: `createMemorySessionStore()`, or one of @mizan/store-sqlite or @mizan/store-redis. */
  readonly store: SessionStore
  /** Default `mizan_session`. */
  readonly cookieName?: string
  /** Since its last use, in milliseconds; default 14 days. Refresh tokens live as long. */
  readonly lifetimeMs?: number
}

export interface TokenSettings {
  /** `aud` of tokens; default `mizan`. Apps that share a secret must differ in it. */
  readonly audience?: string
  /** Default 300,000. */
  readonly mwtLifetimeMs?: number
  /** Default 900,000. */
  readonly accessLifetimeMs?: number
}

export interface IdentityParts {
  readonly loadUser: LoadUser | undefined
  readonly secrets: Readonly<Record<'mwt' | 'jwt' | 'session', readonly NamedSecret[]>>
  readonly sessions: SessionOptions | undefined
  readonly tokens: TokenSettings | undefined
  readonly nowMs: () => number
}

const DAY_MS = 86_400_000
const SESSION_LIFETIME_MS = 14 * DAY_MS
const ACCESS_LIFETIME_MS = 900_000

/** Undefined where the app's own hook is all there is. */
export function createIdentity(parts: IdentityParts): Identity | undefined {
  const { loadUser = () => null, nowMs, secrets, sessions } = parts
  const { audience = 'mizan', mwtLifetimeMs, accessLifetimeMs } = parts.tokens ?? {}
  const [mwt, jwt, session] = [secrets.mwt, secrets.jwt, secrets.session]
  if (mwt.length + jwt.length + session.length === 0) return undefined
  const common = { audience, nowMs }
  const mwtLifetime = mwtLifetimeMs ?? LIMITS.tokenLifetimeMs
  const accessLifetime = accessLifetimeMs ?? ACCESS_LIFETIME_MS
  return {
    loadUser,
    mwt:
      mwt.length === 0
        ? undefined
        : createTokens({ ...common, typ: 'MWT', secrets: mwt, lifetimeMs: mwtLifetime, read: readMwtClaims }),
    jwt:
      jwt.length === 0
        ? undefined
        : createTokens({
            ...common,
            typ: 'at+jwt',
            secrets: jwt,
            lifetimeMs: accessLifetime,
            read: readAccessClaims,
          }),
    csrf: session.length === 0 ? undefined : createCsrfTokens(session),
    sessions: sessions && {
      store: sessions.store,
      cookieName: sessions.cookieName ?? 'mizan_session',
      lifetimeMs: sessions.lifetimeMs ?? SESSION_LIFETIME_MS,
    },
  }
}

const SESSION_ID = /^[A-Za-z0-9_-]{43}$/

/** Key of the session that a cookie names; undefined for what is no id of ours. */
export function keyOfCookie(value: string): string | undefined {
  return value.length === 43 && SESSION_ID.test(value) ? toSessionKey(value) : undefined
}

/** As `sessionKey` of the protocol, by the runtime's own hash. */
export function toSessionKey(id: string): string {
  return hashText(id).slice(0, 32)
}
