/** Who sent a request: token, session, the app's own hook, nobody, in this order and without falling back from a token (SPEC.md, ID-1 to ID-3). */
import type { MwtClaims, TokenClaims } from '@mizan/protocol'
import type { TrackedRequest } from '../pipeline/call-request.ts'
import { assertUser, Caller, type CallerMeans } from '../pipeline/caller-identity.ts'
import type { PlainRequest } from '../pipeline/plain-request.ts'
import { refuse } from '../pipeline/refuse.ts'
import type { Service } from '../pipeline/service.ts'
import { isThenable, whenDone } from '../pipeline/settle.ts'
import type { User } from '../pipeline/user.ts'
import { askHook } from './ask-hook.ts'
import { type Identity, keyOfCookie, type Sessions } from './identity.ts'
import type { FoundSession } from './session-store.ts'

export interface Search {
  readonly service: Service
  readonly identity: Identity
  readonly request: TrackedRequest
  /** Id of the request, for the log. */
  readonly id: string
  /** `session`: of the paths under session/, which mint tokens and so look at no MWT. `none`: after a login or a logout. */
  readonly tokens: 'strict' | 'ignore-invalid' | 'session' | 'none'
}

export interface Found {
  readonly caller: Caller
  /** What is to be done about the session's cookie. */
  readonly cookie?:
    | { readonly kind: 'unknown' }
    | { readonly kind: 'ageing'; readonly id: string; readonly key: string }
}

/** A session is renewed once in a day, where it lives for fourteen. */
const RENEWALS = 14

export function findCaller(search: Search): Found | Promise<Found> {
  const { identity, request, tokens } = search
  const text =
    identity.mwt === undefined || tokens === 'session' || tokens === 'none'
      ? undefined
      : request.headers.get('x-mizan-token')
  if (identity.mwt === undefined || text === undefined) return findByBearer(search)
  return whenDone(identity.mwt.verify(text), (claims) =>
    claims === undefined || isOfAnotherSession(search, claims)
      ? withoutToken(search, () => findByBearer(search))
      : {
          caller: Caller.ofToken(toRights(claims), search.service.identityHash, byMwt(search, claims)),
        },
  )
}

/** The token of an `Authorization` header; undefined for other schemes, which are not ours. */
function readBearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  return (
    /^bearer(?: +(.*))?$/i.exec(authorization)?.[1] ?? (/^bearer *$/i.test(authorization) ? '' : undefined)
  )
}

/** A token that would authenticate, were it good. */
export function bringsToken(identity: Identity | undefined, request: PlainRequest): boolean {
  if (identity === undefined) return false
  if (identity.mwt !== undefined && request.header('x-mizan-token') !== undefined) return true
  return identity.jwt !== undefined && readBearer(request.header('authorization')) !== undefined
}

function findByBearer(search: Search): Found | Promise<Found> {
  const { identity, request, tokens } = search
  const { jwt } = identity
  const text =
    jwt === undefined || tokens === 'none' ? undefined : readBearer(request.headers.get('authorization'))
  if (jwt === undefined || text === undefined) return findBySession(search)
  return whenDone(jwt.verify(text), (claims) =>
    whenDone(claims === undefined ? null : loadUser(search, claims.sub), (user) =>
      claims === undefined || user === null
        ? withoutToken(search, () => findBySession(search))
        : { caller: new Caller(user, search.service.identityHash, byJwt(search, claims)) },
    ),
  )
}

function findBySession(search: Search): Found | Promise<Found> {
  const { identity, request } = search
  const { sessions } = identity
  const id = sessions && request.peekCookie(sessions.cookieName)
  if (sessions === undefined || id === undefined) return byHook(search)
  const key = keyOfCookie(id)
  if (key === undefined) return byHook(search, { kind: 'unknown' })
  return whenDone(readSession(search, sessions, key), (session) => {
    // A session of tokens is none of a cookie, whatever somebody who saw a refresh token puts into one.
    if (session === undefined || session.refreshHash !== undefined) return byHook(search, { kind: 'unknown' })
    return whenDone(loadUser(search, session.userId), (user) => {
      if (user === null) return byHook(search, { kind: 'unknown' })
      const caller = new Caller(user, search.service.identityHash, bySession(search, key))
      const isAgeing = session.leftMs < sessions.lifetimeMs - sessions.lifetimeMs / RENEWALS
      return isAgeing ? { caller, cookie: { kind: 'ageing', id, key } } : { caller }
    })
  })
}

function byHook({ service, request }: Search, cookie?: Found['cookie']): Found | Promise<Found> {
  return whenDone(askHook(service, request), (caller) =>
    cookie === undefined ? { caller } : { caller, cookie },
  )
}

/** A token that is there and not good is never taken for no token, but for paths and functions that must work without one. */
function withoutToken(search: Search, goOn: () => Found | Promise<Found>): Found | Promise<Found> {
  if (search.tokens === 'strict') throw invalidToken()
  return goOn()
}

function invalidToken(): Error {
  return refuse('UNAUTHORIZED', 'the token is not valid', { details: { reason: 'token' } })
}

/** Beside a cookie, the token must be of that cookie's session. */
function isOfAnotherSession({ identity, request }: Search, { sid }: MwtClaims): boolean {
  const id = identity.sessions && request.peekCookie(identity.sessions.cookieName)
  return id !== undefined && keyOfCookie(id) !== sid
}

function toRights({ sub, staff, super: isSuperuser, pkey }: MwtClaims) {
  return { id: sub, isStaff: staff, isSuperuser, pkey }
}

function byMwt(search: Search, claims: MwtClaims): CallerMeans {
  const { identityHash } = search.service
  const means: CallerMeans = {
    by: 'mwt',
    isByCookie: false,
    sessionKey: claims.sid,
    loadUser: (id) => loadUser(search, id),
    reload: () => {
      const again = Caller.ofToken(toRights(claims), identityHash, means)
      return whenDone(again.load(), () => again)
    },
    isAlive: () => isAlive(search, claims),
  }
  return means
}

function byJwt(search: Search, claims: TokenClaims): CallerMeans {
  const means: CallerMeans = {
    by: 'jwt',
    isByCookie: false,
    sessionKey: claims.sid,
    reload: () =>
      whenDone(loadUser(search, claims.sub), (user) => {
        if (user === null) throw invalidToken()
        return new Caller(user, search.service.identityHash, means)
      }),
    isAlive: () => isAlive(search, claims),
  }
  return means
}

function bySession(search: Search, sessionKey: string): CallerMeans {
  const reload = (): Caller | Promise<Caller> => whenDone(findBySession(search), ({ caller }) => caller)
  return { by: 'session', isByCookie: true, sessionKey, reload }
}

/** Whether the session that a token came from is still there, and still of its user. */
function isAlive(search: Search, { sid, sub }: TokenClaims): boolean | Promise<boolean> {
  const { sessions } = search.identity
  if (sessions === undefined) return false
  return whenDone(readSession(search, sessions, sid), (session) => session?.userId === sub)
}

function loadUser({ identity }: Search, id: string): User | null | Promise<User | null> {
  const answer = identity.loadUser(id)
  const check = (loaded: User | null): User | null => {
    const user = assertUser(loaded)
    if (user !== null && user.id !== id) throw new TypeError('loadUser answered a user of another id')
    return user
  }
  return isThenable(answer) ? Promise.resolve(answer).then(check) : check(answer)
}

/** A store that cannot be asked leaves open who it is: that is no anonymous caller. */
function readSession(
  search: Search,
  { store }: Sessions,
  key: string,
): FoundSession | undefined | Promise<FoundSession | undefined> {
  try {
    const found = store.read(key)
    return isThenable(found)
      ? Promise.resolve(found).catch((error: unknown) => unreadable(search, error))
      : found
  } catch (error) {
    return unreadable(search, error)
  }
}

function unreadable({ service, id }: Search, error: unknown): never {
  service.report({ id, function: undefined, step: 'identify', error })
  throw refuse('UNAVAILABLE', 'sessions cannot be read now')
}
