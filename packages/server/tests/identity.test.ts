/** Guards, X-Mizan-Identity, trusted origins, CORS (SPEC.md, Identity, Origins). */
import { EXPOSED_HEADERS, identityKeys, permissionKey } from '@mizan/protocol'
import { type AppOptions, type Auth, client, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, call, errorOf, fetchContext } from './support/ask.ts'
import { createPeople, USERS } from './support/people.ts'

describe('guards', () => {
  const guarded = (auth: Auth) => client({ affects: 'nothing', auth, input: { n: z.int() } }, () => undefined)
  const matrix: readonly (readonly [string, Auth, readonly number[]])[] = [
    //                                                  nobody ada  eve  sam  root
    ['true', true, [401, 200, 200, 200, 200]],
    ['staff', 'staff', [401, 403, 403, 200, 200]],
    ['superuser', 'superuser', [401, 403, 403, 403, 200]],
    ['perm', 'perm:wear_hats', [401, 403, 200, 403, 200]],
    ['a function', (user) => user?.id === 'ada', [401, 200, 403, 403, 403]],
    ['a slow function', async (user) => Promise.resolve(user === null), [200, 403, 403, 403, 403]],
    ['a function that forgets to answer', (() => undefined) as never, [401, 403, 403, 403, 403]],
    ['a function with a truthy answer', (() => 'yes') as never, [401, 403, 403, 403, 403]],
    [
      'a function that promises something truthy',
      (() => Promise.resolve(1)) as never,
      [401, 403, 403, 403, 403],
    ],
  ]
  test.each(matrix)('%s', async (_name, auth, statuses) => {
    const { app } = createPeople({ shut: guarded(auth) })
    const asked = ['', 'ada', 'eve', 'sam', 'root'].map((user) =>
      call(app, 'shut', { n: 1 }, { headers: { 'x-user': user } }),
    )
    expect((await Promise.all(asked)).map((answered) => answered.status)).toEqual(statuses)
  })
  test('work before arguments are looked at', async () => {
    const { app } = createPeople({ shut: guarded(true) })
    expect((await call(app, 'shut', { n: 'x', other: 1 })).status).toBe(401)
  })
  test('that throw: their own refusal, or INTERNAL', async () => {
    const { CallError } = await import('@mizan/server')
    const { app } = createPeople({
      limited: guarded(() => {
        throw new CallError('RATE_LIMITED', 'later', { retryAfterSeconds: 9 })
      }),
      broken: guarded(() => {
        throw new Error('the secret')
      }),
    })
    const limited = await call(app, 'limited', { n: 1 })
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '9'])
    const broken = await call(app, 'broken', { n: 1 })
    expect([broken.status, broken.text.includes('secret')]).toEqual([500, false])
  })
  test('see the call', async () => {
    const { app } = createPeople({ shut: guarded((_user, c) => c.request.headers.get('X-Door') === 'open') })
    expect((await call(app, 'shut', { n: 1 }, { headers: { 'x-door': 'open' } })).status).toBe(200)
  })
})

describe('X-Mizan-Identity', () => {
  const identityOf = async (user: string) =>
    (
      await call(createPeople().app, 'user_profile', { user_id: 1 }, { headers: { 'x-user': user } })
    ).headers.get('x-mizan-identity')
  test('is OWN.PKEY', async () => {
    const eve = USERS['eve']
    const pkey = permissionKey({ permissions: eve?.permissions ?? [], staff: false, superuser: false })
    const keys = identityKeys({ secret: 'a secret of the tests', userId: 'eve', pkey })
    expect(await identityOf('eve')).toBe(`${keys.own}.${keys.pkey}`)
  })
  test('is - when anonymous', async () => {
    expect(await identityOf('')).toBe('-')
  })
  test('stands on errors once the caller is known, and not before', async () => {
    const { app } = createPeople()
    const asked = { headers: { 'x-user': 'ada' } }
    expect(
      (await call(app, 'user_profile', { user_id: 'x' }, asked)).headers.get('x-mizan-identity'),
    ).toMatch(/\./)
    expect((await call(app, 'nobody', {}, asked)).headers.has('x-mizan-identity')).toBe(false)
  })
})

describe('resolveUser', () => {
  test.each<readonly [string, unknown]>([
    ['undefined', undefined],
    ['false', false],
    ['a text', 'ada'],
    ['no id', { isStaff: false, isSuperuser: false, permissions: [] }],
    ['a number as id', { id: 1, isStaff: false, isSuperuser: false, permissions: [] }],
    ['an empty id', { id: '', isStaff: false, isSuperuser: false, permissions: [] }],
    ['no rights', { id: 'a' }],
    ['a text as staff', { id: 'a', isStaff: 'no', isSuperuser: false, permissions: [] }],
    ['a text as permissions', { id: 'a', isStaff: false, isSuperuser: false, permissions: 'all' }],
  ])('must answer a whole user or null: %s is INTERNAL', async (_name, user) => {
    const { app, reports } = createPeople({}, { resolveUser: () => user as never })
    expect((await call(app, 'user_profile', { user_id: 1 })).status).toBe(500)
    expect(reports).toMatchObject([{ step: 'identify' }])
  })
  test('may refuse by itself', async () => {
    const { CallError } = await import('@mizan/server')
    const { app } = createPeople(
      {},
      {
        resolveUser: () => {
          throw new CallError('UNAUTHORIZED', 'token is broken')
        },
      },
    )
    const answered = await fetchContext(app, 'user', 'user_id=1')
    expect([answered.status, errorOf(answered).message]).toEqual([401, 'token is broken'])
  })
  test('sees cookies, first of equal names, and names of the language are data', async () => {
    const seen: unknown[] = []
    const { app } = createPeople(
      {},
      {
        resolveUser: ({ cookies, headers, url, path, method, origin }) => {
          seen.push([
            cookies.get('a'),
            cookies.get('__proto__'),
            cookies.get('constructor'),
            headers.get('COOKIE'),
            url,
            path,
            method,
            origin,
          ])
          return null
        },
      },
    )
    await fetchContext(app, 'user', 'user_id=1', { headers: { cookie: 'a=%41; a=2; broken; __proto__=x' } })
    expect(seen).toEqual([
      [
        'A',
        'x',
        undefined,
        'a=%41; a=2; broken; __proto__=x',
        '/api/mizan/ctx/user/?user_id=1',
        '/api/mizan/ctx/user/',
        'GET',
        'https://app.example',
      ],
    ])
  })
})

describe('origins of a POST', () => {
  const statusOf = async (headers: Record<string, string>, options = {}) =>
    (await call(createPeople({}, options).app, 'user_profile', { user_id: 1 }, { headers })).status

  test.each<readonly [string, Record<string, string>]>([
    ['another host', { origin: 'https://evil.example' }],
    ['another scheme', { origin: 'http://app.example' }],
    ['another port', { origin: 'https://app.example:8443' }],
    ['null', { origin: 'null' }],
    ['an empty one', { origin: '' }],
    ['a longer one', { origin: 'https://app.example.evil.example' }],
    ['two', { origin: 'https://app.example, https://evil.example' }],
    ['a foreign one from the same site', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
    ['an unknown site', { 'sec-fetch-site': 'x' }],
  ])('%s is FORBIDDEN', async (_name, headers) => {
    const { app, ran } = createPeople()
    const answered = await call(app, 'user_profile', { user_id: 1 }, { headers })
    expect([answered.status, errorOf(answered).code]).toEqual([403, 'FORBIDDEN'])
    const post = await ask(app, 'POST', '/api/mizan/ctx/user/', { json: { user_id: 1 }, headers })
    expect(post.status).toBe(403)
    expect(ran()).toEqual([])
  })
  test('of the app itself, of a listed one, of a program: they pass', async () => {
    expect(await statusOf({ origin: 'https://app.example' })).toBe(200)
    expect(await statusOf({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await statusOf({ 'sec-fetch-site': 'none' })).toBe(200)
    expect(await statusOf({})).toBe(200)
    expect(await statusOf({ 'x-user': 'ada' })).toBe(200)
    expect(
      await statusOf({ origin: 'https://proxy.example' }, { trustedOrigins: ['https://proxy.example'] }),
    ).toBe(200)
    expect(
      await statusOf(
        { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' },
        { cors: { origins: ['https://other.example'] } },
      ),
    ).toBe(200)
  })
  test('that says neither is FORBIDDEN when a cookie is what authenticates it', async () => {
    expect(await statusOf({ cookie: 'user=ada' })).toBe(403)
    expect(await statusOf({ cookie: 'user=nobody' })).toBe(200)
    expect(await statusOf({ cookie: 'user=ada', 'x-user': 'ada' })).toBe(200)
    expect(await statusOf({ cookie: 'user=ada', origin: 'https://app.example' })).toBe(200)
    expect(await statusOf({ cookie: 'user=ada', 'sec-fetch-site': 'same-origin' })).toBe(200)
  })
  test('that says neither passes when cookies were looked for and none were there', async () => {
    const resolveUser: AppOptions['resolveUser'] = ({ cookies, headers }) =>
      USERS[cookies.get('user') ?? headers.get('cookie') ?? headers.get('x-user') ?? ''] ?? null
    expect(await statusOf({ 'x-user': 'ada' }, { resolveUser })).toBe(200)
    expect(await statusOf({ cookie: 'ada' }, { resolveUser })).toBe(403)
  })
  test('a GET only reads', async () => {
    const { app } = createPeople()
    const asked = { headers: { origin: 'https://evil.example', cookie: 'user=ada' } }
    const answered = await fetchContext(app, 'inbox', '', asked)
    expect([
      answered.status,
      answered.headers.has('access-control-allow-origin'),
      answered.headers.has('vary'),
    ]).toEqual([200, false, false])
  })
})

describe('CORS', () => {
  const cors = { cors: { origins: ['https://other.example'] } }
  const preflight = (origin: string) => ({
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  })

  test('names the listed origin that asked, on errors too, and varies by it', async () => {
    const { app } = createPeople({}, cors)
    for (const [target, status] of [
      ['user_id=5', 200],
      ['user_id=x', 422],
    ] as const) {
      const { headers, ...answered } = await fetchContext(app, 'user', target, {
        headers: { origin: 'https://other.example' },
      })
      expect(answered.status).toBe(status)
      expect(headers.get('access-control-allow-origin')).toBe('https://other.example')
      expect(headers.get('vary')).toBe('Origin')
      expect(headers.get('access-control-expose-headers')?.split(', ')).toEqual(EXPOSED_HEADERS)
      expect(headers.has('access-control-allow-credentials')).toBe(false)
    }
  })
  test('says nothing to others, but that it varies', async () => {
    const { app } = createPeople({}, cors)
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      const answered = await fetchContext(app, 'user', 'user_id=5', {
        headers,
      })
      expect([answered.headers.get('vary'), answered.headers.has('access-control-allow-origin')]).toEqual([
        'Origin',
        false,
      ])
    }
  })
  test('answers preflights', async () => {
    const { app } = createPeople({}, { cors: { ...cors.cors, credentials: true, headers: ['X-Team'] } })
    const answered = await ask(app, 'OPTIONS', '/api/mizan/call/', preflight('https://other.example'))
    expect([answered.status, answered.text]).toEqual([204, ''])
    expect(answered.headers.get('access-control-allow-origin')).toBe('https://other.example')
    expect(answered.headers.get('access-control-allow-credentials')).toBe('true')
    expect(answered.headers.get('access-control-allow-methods')).toBe('POST')
    expect(answered.headers.get('access-control-allow-headers')).toBe(
      'Content-Type, If-None-Match, Authorization, X-Request-Id, Cache-Control, X-Mizan-Token, X-CSRFToken, Idempotency-Key, X-Team',
    )
    expect(answered.headers.get('access-control-max-age')).toBe('600')
    expect(
      (await ask(app, 'OPTIONS', '/api/mizan/ctx/user/', preflight('https://other.example'))).headers.get(
        'access-control-allow-methods',
      ),
    ).toBe('GET, HEAD, POST')
  })
  test('refuses foreign preflights, those of unknown paths, and all of them when it is off', async () => {
    const { app } = createPeople({}, cors)
    const foreign = await ask(app, 'OPTIONS', '/api/mizan/call/', preflight('https://evil.example'))
    expect([
      foreign.status,
      [...foreign.headers.keys()].filter((name) => name.startsWith('access-control')),
    ]).toEqual([403, []])
    expect((await ask(app, 'OPTIONS', '/nowhere/', preflight('https://other.example'))).status).toBe(404)
    expect(
      (await ask(app, 'OPTIONS', '/api/mizan/call/', { headers: { origin: 'https://other.example' } }))
        .status,
    ).toBe(405)
    expect(
      (await ask(createPeople().app, 'OPTIONS', '/api/mizan/call/', preflight('https://other.example')))
        .status,
    ).toBe(405)
  })
})

test('a user-scoped context without a caller is refused as a bundle', async () => {
  const Private = new ReactContext('private')
  const secret_notes = client({ context: Private, auth: true, output: z.string() }, () => 'note')
  const { app } = createPeople({ secret_notes })
  const answered = await fetchContext(app, 'private')
  expect([answered.status, errorOf(answered).details]).toEqual([401, { function: 'secret_notes' }])
  expect(answered.headers.get('cache-control')).toBe('no-store')
})
