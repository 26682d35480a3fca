/** What a handler can do about identities: begin and end sessions, with and without a cookie (SPEC.md, ID-19). The store acts at once, cookies go out when the function succeeds. */
import type { AnswerHeaders } from '../pipeline/answer-headers.ts'
import type { CallRequest } from '../pipeline/call-request.ts'
import type { Caller } from '../pipeline/caller-identity.ts'
import { hashText } from '../pipeline/hash-text.ts'
import { refuse } from '../pipeline/refuse.ts'
import type { Service } from '../pipeline/service.ts'
import { type Identity, keyOfCookie, type Sessions, toSessionKey } from './identity.ts'
import { randomText } from './random-text.ts'
import { clearSessionCookies, setSessionCookies } from './session-cookies.ts'

export interface IssuedTokens {
  /** A JWT for `Authorization: Bearer`. */
  readonly access_token: string
  /** Opaque, and good once: `call.refreshTokens`. */
  readonly refresh_token: string
  /** Seconds that the access token lives. */
  readonly expires_in: number
}

/** Who the client is from now on: whoever its cookies say, or the user of tokens that it just got. */
export type NextIdentity = { readonly by: 'cookies' } | { readonly by: 'tokens'; readonly userId: string }

export interface Signing {
  readonly service: Service
  readonly request: CallRequest
  readonly caller: Caller
}

/** Always a new id, so that nobody can be signed in into a session that somebody else knows. */
export async function signIn(signing: Signing, headers: AnswerHeaders, userId: string): Promise<void> {
  const { identity, sessions } = requireSessions(signing.service, 'signIn')
  const id = randomText(32)
  const to = toSessionKey(id)
  const from = cookieKey(signing, sessions)
  const session = { userId: assertUserId(userId) }
  if (from === undefined) await sessions.store.create(to, session, sessions.lifetimeMs)
  else await sessions.store.replace({ from, to }, session, sessions.lifetimeMs)
  setSessionCookies(headers, identity, id)
}

/** Ends the session of the cookie, and that of the token. */
export async function signOut(signing: Signing, headers: AnswerHeaders): Promise<void> {
  const { identity, sessions } = requireSessions(signing.service, 'signOut')
  const keys = new Set([cookieKey(signing, sessions), signing.caller.means?.sessionKey])
  for (const key of keys) if (key !== undefined) await sessions.store.delete(key)
  clearSessionCookies(headers, identity)
}

export async function issueTokens({ service }: Signing, userId: string): Promise<IssuedTokens> {
  const { jwt, sessions } = requireTokens(service, 'issueTokens')
  const id = randomText(32)
  const key = toSessionKey(id)
  const sub = assertUserId(userId)
  const refreshToken = `${id}.${randomText(32)}`
  await sessions.store.create(key, { userId: sub, refreshHash: hashText(refreshToken) }, sessions.lifetimeMs)
  return toAnswer(await jwt.issue({ sub, sid: key }), refreshToken, jwt.lifetimeSeconds)
}

/** The tokens, and whose they are. Refuses a token that is unknown or was spent; the second spending ended its session. */
export async function refreshTokens(
  { service }: Signing,
  refreshToken: unknown,
): Promise<{ readonly tokens: IssuedTokens; readonly userId: string }> {
  const { identity, jwt, sessions } = requireTokens(service, 'refreshTokens')
  const id = readRefreshToken(refreshToken)
  const key = toSessionKey(id)
  const next = `${id}.${randomText(32)}`
  const { lifetimeMs, store } = sessions
  const from = hashText(refreshToken as string)
  const outcome = await store.rotate(key, { from, to: hashText(next), lifetimeMs })
  if (outcome.state !== 'rotated') throw invalidRefresh()
  const { userId } = outcome
  if ((await identity.loadUser(userId)) === null) {
    await store.delete(key)
    throw invalidRefresh()
  }
  return { tokens: toAnswer(await jwt.issue({ sub: userId, sid: key }), next, jwt.lifetimeSeconds), userId }
}

function toAnswer(accessToken: string, refreshToken: string, expiresIn: number): IssuedTokens {
  return { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn }
}

const REFRESH_TOKEN = /^([A-Za-z0-9_-]{43})\.[A-Za-z0-9_-]{43}$/

function readRefreshToken(text: unknown): string {
  const id = typeof text === 'string' && text.length === 87 ? REFRESH_TOKEN.exec(text)?.[1] : undefined
  if (id === undefined) throw invalidRefresh()
  return id
}

function invalidRefresh(): Error {
  return refuse('UNAUTHORIZED', 'the refresh token is not valid: sign in again')
}

function cookieKey({ request }: Signing, { cookieName }: Sessions): string | undefined {
  const id = request.cookies.get(cookieName)
  return id === undefined ? undefined : keyOfCookie(id)
}

function assertUserId(userId: unknown): string {
  if (typeof userId === 'string' && userId !== '' && userId.isWellFormed()) return userId
  throw new TypeError('the id of a user is a text that is not empty')
}

function requireSessions({ identity }: Service, name: string): { identity: Identity; sessions: Sessions } {
  const sessions = identity?.sessions
  if (identity !== undefined && sessions !== undefined) return { identity, sessions }
  throw new TypeError(`call.${name} needs the options sessions and secrets.session of createApp`)
}

function requireTokens(service: Service, name: string) {
  const { identity, sessions } = requireSessions(service, name)
  if (identity.jwt === undefined)
    throw new TypeError(`call.${name} needs the option secrets.jwt of createApp`)
  return { identity, sessions, jwt: identity.jwt }
}
