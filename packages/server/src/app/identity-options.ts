/** The options about identities, checked together: each use decides which secrets it needs. */
import { CSRF_COOKIE } from '../identity/csrf-tokens.ts'
import {
  createIdentity,
  type Identity,
  type SessionOptions,
  type TokenSettings,
} from '../identity/identity.ts'
import type { Clock } from '../pipeline/clock.ts'
import type { AppOptions } from './app-options.ts'
import { checkSecrets, isCacheSecret, toNamedSecrets } from './secrets.ts'

export const SESSION_OPTIONS: readonly string[] = Object.keys({
  store: true,
  cookieName: true,
  lifetimeMs: true,
} satisfies Record<keyof SessionOptions, true>)
export const TOKEN_OPTIONS: readonly string[] = Object.keys({
  audience: true,
  mwtLifetimeMs: true,
  accessLifetimeMs: true,
} satisfies Record<keyof TokenSettings, true>)

const COOKIE_NAME = /^[A-Za-z0-9_-]{1,64}$/
const MAKE = 'make one with: openssl rand -base64 32'

type Add = (reason: string, hint: string) => void

export function checkIdentityOptions(options: AppOptions, add: Add): void {
  const { loadUser, resolveUser, secrets, sessions } = options
  checkSecrets(secrets, add)
  for (const [name, hook] of [
    ['resolveUser', resolveUser],
    ['loadUser', loadUser],
  ] as const)
    if (hook !== undefined && !isCacheSecret(secrets?.cache))
      add(
        `${name} needs secrets.cache`,
        'give a random text of 16 characters or more, the same in every process',
      )
  for (const purpose of ['mwt', 'jwt'] as const)
    if (secrets?.[purpose] !== undefined && loadUser === undefined)
      add(`secrets.${purpose} needs loadUser`, 'give loadUser: (id) => the user of that id, or null')
  if (sessions !== undefined) {
    if (secrets?.session === undefined) add('sessions need secrets.session', MAKE)
    if (loadUser === undefined)
      add('sessions need loadUser', 'give loadUser: (id) => the user of that id, or null')
    checkSessions(sessions, add)
  }
  if (secrets?.jwt !== undefined && sessions === undefined)
    add('secrets.jwt needs sessions', 'refresh tokens live in a session store: give sessions: { store }')
  checkTokens(options.tokens, add)
}

/** From options that passed. */
export function toIdentity(
  { loadUser, secrets, sessions, tokens }: AppOptions,
  clock: Clock,
): Identity | undefined {
  return createIdentity({
    loadUser,
    secrets: {
      mwt: toNamedSecrets(secrets?.mwt),
      jwt: toNamedSecrets(secrets?.jwt),
      session: toNamedSecrets(secrets?.session),
    },
    sessions,
    tokens,
    nowMs: () => clock.unixMs?.() ?? Date.now(),
  })
}

function checkSessions({ store, cookieName, lifetimeMs }: SessionOptions, add: Add): void {
  const methods = ['create', 'read', 'touch', 'replace', 'rotate', 'delete'] as const
  const isStore =
    typeof store === 'object' && store !== null && methods.every((name) => typeof store[name] === 'function')
  if (!isStore)
    add(
      'sessions.store is no session store',
      'give createMemorySessionStore(), or one that outlives the process',
    )
  if (cookieName !== undefined && !COOKIE_NAME.test(cookieName))
    add('sessions.cookieName is no name of a cookie', 'use letters, digits, hyphens and underscores')
  if (cookieName === CSRF_COOKIE)
    add(`sessions.cookieName ${CSRF_COOKIE} is the cookie of CSRF tokens`, 'choose another name')
  if (lifetimeMs !== undefined && !isDuration(lifetimeMs))
    add('sessions.lifetimeMs is no duration', 'give a whole number of milliseconds, a second or more')
}

function checkTokens(tokens: TokenSettings | undefined, add: Add): void {
  const { audience, mwtLifetimeMs, accessLifetimeMs } = tokens ?? {}
  if (audience !== undefined && (typeof audience !== 'string' || audience === '' || !audience.isWellFormed()))
    add('tokens.audience is no text', 'give a name of this app, such as shop')
  for (const [name, value] of Object.entries({ mwtLifetimeMs, accessLifetimeMs }))
    if (value !== undefined && !isDuration(value))
      add(`tokens.${name} is no duration`, 'give a whole number of milliseconds, a second or more')
}

function isDuration(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1000
}
