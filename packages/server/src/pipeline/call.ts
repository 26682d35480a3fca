/** What a handler gets beside its arguments: the caller, the request, and the ways to act on the answer. */
import type { CallError } from '@mizan/protocol'
import type { VaryTexts } from '../cache/vary-inputs.ts'
import type { IssuedTokens } from '../identity/sign-in.ts'
import type { CookieOptions } from './answer-headers.ts'
import type { CallRequest } from './call-request.ts'
import type { InvalidationTarget } from './invalidation-target.ts'
import type { User } from './user.ts'

/** Declared codes of a function, each with the type of its details. */
export type DeclaredDetails = Record<string, unknown>

export interface Call<Errors extends DeclaredDetails = DeclaredDetails> {
  /** Null when anonymous. Reading it in a query of a context without guards makes the answer private. */
  readonly user: User | null
  /** Reading it in a query of a context without guards makes the answer private. */
  readonly request: CallRequest
  /** The vary inputs that the function declares (option `vary`), by name. Reading them leaves the answer as public as it is. */
  readonly vary: VaryTexts
  /** Read the primary, not a replica: a mutation was just before. Only where the app's cache has `replicaLagMs` and `hasPrimary`. */
  readonly needsPrimary: boolean
  /** Aborts when the client went away or the run deadline passed. */
  readonly signal: AbortSignal
  /** Id of the request, as in `X-Request-Id` and in the log. */
  readonly id: string
  /** Id of this mutation (`X-Mizan-Cause`); undefined in a query. */
  readonly cause: string | undefined
  /** An error to throw, of a code that the function declares. */
  error<Code extends keyof Errors & string>(code: Code, details: Errors[Code], message?: string): CallError
  /** Begins a session of this user: a new id in the store at once, its cookies when the function succeeds. Whatever session the client had is over. Mutations only. */
  signIn(userId: string): Promise<void>
  /** Ends the session, in the store at once, and clears its cookies. Mutations only. */
  signOut(): Promise<void>
  /** Begins a session without a cookie, for programs and apps: an access JWT, and a refresh token for the next one. Mutations only. */
  issueTokens(userId: string): Promise<IssuedTokens>
  /** Spends a refresh token for new tokens. Refused as UNAUTHORIZED when it is not good; one that was spent before ends its session. Mutations only. */
  refreshTokens(refreshToken: string): Promise<IssuedTokens>
  /** Goes out when the function succeeds. Defaults: `Path=/; HttpOnly; SameSite=Lax`, `Secure` under https. */
  setCookie(name: string, value: string, options?: CookieOptions): void
  clearCookie(name: string, options?: Pick<CookieOptions, 'domain' | 'path'>): void
  /** Goes out when the function succeeds. Headers that the protocol or the connection owns are refused. */
  setHeader(name: string, value: string): void
  /** A target beyond the declared ones. Acts when the function succeeded (at commit), not at all otherwise. */
  invalidate(target: InvalidationTarget): void
}
