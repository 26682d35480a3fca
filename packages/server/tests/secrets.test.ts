/** Secrets that stop the start, with messages that say how to make one and never show one (SPEC.md, ID-15). */
import { createApp, createMemorySessionStore } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { DeclarationErrors } from '../src/declare/declaration-errors.ts'
import { SECRETS } from './support/signing.ts'

const store = createMemorySessionStore()
const loadUser = () => null

function problemsOf(options: object): readonly { readonly reason: string; readonly hint: string }[] {
  try {
    createApp(options)
    return []
  } catch (error) {
    if (!(error instanceof DeclarationErrors)) throw error
    return error.errors.map(({ reason, hint }) => ({ reason, hint: hint ?? '' }))
  }
}

const whole = { loadUser, sessions: { store }, secrets: SECRETS }

describe('the start stops', () => {
  const named = (...secrets: unknown[]) => ({ ...whole, secrets: { ...SECRETS, mwt: secrets } })
  const long = 'another secret of the tests, long enough'
  const mistakes: readonly (readonly [string, object, string])[] = [
    [
      'cache is missing',
      { ...whole, secrets: { ...SECRETS, cache: undefined } },
      'loadUser needs secrets.cache',
    ],
    ['cache is missing for a hook', { resolveUser: loadUser }, 'resolveUser needs secrets.cache'],
    ['cache is short', { secrets: { cache: 'short' } }, 'secrets.cache is no text of 16 characters or more'],
    [
      'mwt is short',
      { ...whole, secrets: { ...SECRETS, mwt: 'x'.repeat(31) } },
      'secrets.mwt is shorter than 32 bytes',
    ],
    ['jwt is empty', { ...whole, secrets: { ...SECRETS, jwt: '' } }, 'secrets.jwt is shorter than 32 bytes'],
    [
      'edge is short',
      { ...whole, secrets: { ...SECRETS, edge: 'short' } },
      'secrets.edge is shorter than 32 bytes',
    ],
    [
      'one of a list is short',
      named({ kid: 'a', secret: long }, { kid: 'b', secret: 'x' }),
      'secrets.mwt is shorter than 32 bytes',
    ],
    [
      'session and mwt are one',
      { ...whole, secrets: { ...SECRETS, mwt: SECRETS.session } },
      'secrets.session and secrets.mwt are the same',
    ],
    [
      'cache and jwt are one',
      { ...whole, secrets: { ...SECRETS, cache: long, jwt: long } },
      'secrets.jwt and secrets.cache are the same',
    ],
    [
      'an old one is another’s',
      named({ kid: 'a', secret: long }, { kid: 'b', secret: SECRETS.jwt }),
      'secrets.jwt and secrets.mwt are the same',
    ],
    [
      'one stands twice',
      named({ kid: 'a', secret: long }, { kid: 'b', secret: long }),
      'secrets.mwt has one secret twice',
    ],
    [
      'a kid stands twice',
      named({ kid: 'a', secret: long }, { kid: 'a', secret: `${long}!` }),
      'secrets.mwt has one kid twice',
    ],
    ['a kid is none', named({ kid: 'a b', secret: long }), 'secrets.mwt: "a b" is no kid'],
    ['a kid is empty', named({ kid: '', secret: long }), 'secrets.mwt: "" is no kid'],
    [
      'a kid is long',
      named({ kid: 'a'.repeat(65), secret: long }),
      `secrets.mwt: "${'a'.repeat(65)}" is no kid`,
    ],
    ['a list is empty', named(), 'secrets.mwt is neither a text nor a list of { kid, secret }'],
    [
      'a secret is a number',
      { ...whole, secrets: { ...SECRETS, mwt: 5 } },
      'secrets.mwt is neither a text nor a list of { kid, secret }',
    ],
    ['an item is a text', named(long), 'secrets.mwt is neither a text nor a list of { kid, secret }'],
    ['there is no such secret', { secrets: { ...SECRETS, mtw: long } }, 'there is no option "secrets.mtw"'],
    [
      'tokens cannot load users',
      { secrets: { cache: SECRETS.cache, mwt: SECRETS.mwt } },
      'secrets.mwt needs loadUser',
    ],
    [
      'sessions have no secret',
      { loadUser, sessions: { store }, secrets: { cache: SECRETS.cache } },
      'sessions need secrets.session',
    ],
    [
      'sessions cannot load users',
      { sessions: { store }, secrets: { cache: SECRETS.cache, session: SECRETS.session } },
      'sessions need loadUser',
    ],
    [
      'refresh tokens have no store',
      { loadUser, secrets: { cache: SECRETS.cache, jwt: SECRETS.jwt } },
      'secrets.jwt needs sessions',
    ],
    ['a store is none', { ...whole, sessions: { store: {} } }, 'sessions.store is no session store'],
    [
      'a cookie has no name',
      { ...whole, sessions: { store, cookieName: 'a=b' } },
      'sessions.cookieName is no name of a cookie',
    ],
    [
      'a cookie has the name of another',
      { ...whole, sessions: { store, cookieName: 'mizan_csrf' } },
      'sessions.cookieName mizan_csrf is the cookie of CSRF tokens',
    ],
    [
      'an origin stands for many',
      { ...whole, trustedOrigins: ['https://*.example'] },
      '"https://*.example" is no origin',
    ],
    [
      'a session lives no time',
      { ...whole, sessions: { store, lifetimeMs: 0 } },
      'sessions.lifetimeMs is no duration',
    ],
    ['an audience is empty', { ...whole, tokens: { audience: '' } }, 'tokens.audience is no text'],
    [
      'a token lives for ever',
      { ...whole, tokens: { mwtLifetimeMs: Number.POSITIVE_INFINITY } },
      'tokens.mwtLifetimeMs is no duration',
    ],
    [
      'there is no such option',
      { ...whole, sessions: { store, lifetime: 5 } },
      'there is no option "sessions.lifetime"',
    ],
  ]
  test.each(mistakes)('%s', (_name, options, reason) => {
    const problems = problemsOf(options)
    expect(problems.map((problem) => problem.reason)).toContain(reason)
    const said = JSON.stringify(problems)
    for (const secret of [...Object.values(SECRETS), long]) expect(said).not.toContain(secret)
  })

  test('and says how to make a secret', () => {
    const [problem] = problemsOf({ ...whole, secrets: { ...SECRETS, mwt: 'short' } })
    expect(problem?.hint).toContain('openssl rand -base64 32')
  })
})

test('what is whole starts', () => {
  expect(problemsOf(whole)).toEqual([])
  expect(problemsOf({})).toEqual([])
  const many = [
    { kid: '2026-01', secret: 'ü'.repeat(16) },
    { kid: '2025-07', secret: 'an older secret of the tests, long enough' },
  ]
  expect(
    problemsOf({
      ...whole,
      secrets: { ...SECRETS, mwt: many, edge: 'an edge secret of the tests, long enough' },
    }),
  ).toEqual([])
})
