/** Calls: what stands in a call and in its answer (SPEC.md, HTTP, Calls, Errors). */
import { client } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { ask, call, errorOf, fieldsOf } from './support/ask.ts'
import { createPeople } from './support/people.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

describe('a call that succeeds', () => {
  test('answers result and targets, with the headers of every call', async () => {
    const { app } = createPeople()
    const { status, json, headers } = await call(app, 'update_profile', { user_id: 5, name: 'Grace' })
    expect(status).toBe(200)
    expect(json).toEqual({
      result: { user_id: 5, name: 'Grace' },
      invalidate: [{ context: 'user', params: { user_id: 5 } }],
      merge: [
        {
          context: 'user',
          function: 'user_profile',
          params: { user_id: 5 },
          value: { user_id: 5, name: 'Grace' },
        },
      ],
    })
    expect(headers.get('x-mizan-invalidate')).toBe('user;user_id=5')
    expect(headers.get('x-mizan-cause')).toMatch(/^[A-Za-z0-9_-]{13,20}$/)
    expect(headers.get('x-mizan-protocol')).toBe('1')
    expect(headers.get('x-mizan-schema')).toMatch(/^[0-9a-f]{16}$/)
    expect(headers.get('x-mizan-identity')).toBe('-')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-type')).toBe('application/json')
  })

  test('of a query has no targets and no cause', async () => {
    const { app } = createPeople()
    const { json, headers } = await call(app, 'user_profile', { user_id: 5 })
    expect(json).toEqual({ result: { user_id: 5, name: 'Ada' }, invalidate: [] })
    expect(headers.has('x-mizan-cause')).toBe(false)
    expect(headers.has('x-mizan-invalidate')).toBe(false)
  })

  test('may leave args out, and have members that nobody knows', async () => {
    const ping = client({ affects: 'nothing' }, () => undefined)
    const { app } = createPeople({ ping })
    const { json } = await ask(app, 'POST', '/api/mizan/call/', {
      json: { fn: 'ping', later: 1, __proto__: 2 },
    })
    expect(json).toEqual({ result: null, invalidate: [] })
  })

  test('takes a request id that can do no harm, and makes one otherwise', async () => {
    const { app } = createPeople()
    const idOf = async (given: string) =>
      (await call(app, 'user_profile', { user_id: 5 }, { headers: { 'x-request-id': given } })).headers.get(
        'x-request-id',
      )
    expect(await idOf('abc.DEF_1-2')).toBe('abc.DEF_1-2')
    for (const given of ['short', 'a'.repeat(65), 'has space', 'a"b<c>12', 'ümlaut-ümlaut', ''])
      expect(await idOf(given)).toMatch(/^[A-Za-z0-9_-]{13,20}$/)
  })
})

describe('bytes that are no call', () => {
  const bad: readonly (readonly [string, string | Uint8Array])[] = [
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"fn"'],
    ['no fn', '{"args":{}}'],
    ['a number as fn', '{"fn":5}'],
    ['null as fn', '{"fn":null}'],
    ['a list as fn', '{"fn":["user_profile"]}'],
    ['null as args', '{"fn":"user_profile","args":null}'],
    ['a list as args', '{"fn":"user_profile","args":[]}'],
    ['a text as args', '{"fn":"user_profile","args":"{}"}'],
    ['an object as mounted', '{"fn":"user_profile","args":{"user_id":5},"mounted":{}}'],
    ['null as mounted', '{"fn":"user_profile","args":{"user_id":5},"mounted":null}'],
    ['a lone surrogate', '{"fn":"user_profile","args":{"user_id":5},"x":"\\ud800"}'],
    ['NaN', '{"fn":"user_profile","args":{"user_id":NaN}}'],
    ['1e400', '{"fn":"user_profile","args":{"user_id":1e400}}'],
    ['a BOM', '\ufeff{"fn":"user_profile"}'],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['depth 65', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['depth 100000', '['.repeat(100_000)],
    [
      'trpc #5825: 33 mounted',
      JSON.stringify({ fn: 'user_profile', mounted: Array.from({ length: 33 }, () => null) }),
    ],
    [
      '10000 mounted',
      JSON.stringify({ fn: 'nope', mounted: Array.from({ length: 10_000 }, () => ({ context: 'user' })) }),
    ],
  ]
  test.each(bad)('%s is BAD_REQUEST', async (_name, body) => {
    const { app, ran } = createPeople()
    const answered = await ask(app, 'POST', '/api/mizan/call/', { headers: JSON_TYPE, body })
    expect([answered.status, errorOf(answered).code]).toEqual([400, 'BAD_REQUEST'])
    expect(answered.headers.get('cache-control')).toBe('no-store')
    expect(ran()).toEqual([])
  })

  test('no body at all is BAD_REQUEST', async () => {
    const { app } = createPeople()
    expect((await ask(app, 'POST', '/api/mizan/call/', { headers: JSON_TYPE })).status).toBe(400)
  })

  test('a function that is private, a view, unknown, or a name of the language is NOT_FOUND alike', async () => {
    const hidden = client({ affects: 'nothing', private: true }, () => undefined)
    const page = client({ affects: 'nothing', route: '/page/' }, () => new Response('page'))
    const { app } = createPeople({ hidden, page })
    const answers = ['hidden', 'page', 'nobody', '__proto__', 'constructor', 'toString', 'user', ''].map(
      (fn) => call(app, fn),
    )
    const [first, ...others] = (await Promise.all(answers)).map(({ status, json }) => ({ status, json }))
    expect(first).toEqual({
      status: 404,
      json: { error: { code: 'NOT_FOUND', message: expect.any(String) } },
    })
    for (const other of others) expect(other).toEqual(first)
  })
})

describe('media types', () => {
  const good = [
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    ' application/json ; a=b; charset=utf-8',
  ]
  test.each(good)('%j is read', async (type) => {
    const { app } = createPeople()
    const body = '{"fn":"user_profile","args":{"user_id":5}}'
    expect(
      (await ask(app, 'POST', '/api/mizan/call/', { headers: { 'content-type': type }, body })).status,
    ).toBe(200)
  })
  const bad = [
    '',
    'text/plain',
    'application/jsonx',
    'application/problem+json',
    'application/json; charset=latin1',
    'application/json;charset=utf-16',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'json',
    'application/json, text/plain',
  ]
  test.each(bad)('%j is UNSUPPORTED_MEDIA_TYPE', async (type) => {
    const { app } = createPeople()
    const body = '{"fn":"user_profile","args":{"user_id":5}}'
    const answered = await ask(app, 'POST', '/api/mizan/call/', { headers: { 'content-type': type }, body })
    expect([answered.status, errorOf(answered).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })
  test('a Content-Encoding is UNSUPPORTED_MEDIA_TYPE', async () => {
    const { app } = createPeople()
    const answered = await call(
      app,
      'user_profile',
      { user_id: 5 },
      { headers: { 'content-encoding': 'gzip' } },
    )
    expect(answered.status).toBe(415)
  })
})

describe('paths and methods', () => {
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'get', 'BREW'])(
    '%s on the call path is refused with Allow',
    async (method) => {
      const { app } = createPeople()
      const answered = await ask(app, method, '/api/mizan/call/')
      expect(answered.status).toBe(405)
      expect(answered.headers.get('allow')).toBe('POST')
    },
  )
  test.each([
    '/',
    '',
    '*',
    '/api/mizan',
    '/api/mizan/',
    '/api/mizan/call',
    '/api/mizan/call/x',
    '/api/mizan//call/',
    '/api/mizan/ctx/',
    '/api/mizan/ctx//',
    '/api/mizan/ctx/user',
    '/api/mizan/ctx/user/x/',
    '/api/mizan/ctx/%/',
    '/api/mizan/ctx/__proto__/',
    '/api/mizan/session/',
    'http://evil.example/api/mizan/call/',
  ])('%j is NOT_FOUND', async (target) => {
    const { app } = createPeople()
    const answered = await ask(app, 'POST', target, { json: {} })
    expect([answered.status, errorOf(answered).code]).toEqual([404, 'NOT_FOUND'])
    expect(answered.headers.get('cache-control')).toBe('no-store')
    expect(answered.headers.get('location')).toBeNull()
  })
  test('a path without its slash says so', async () => {
    const { app } = createPeople()
    expect(errorOf(await ask(app, 'GET', '/api/mizan/ctx/user')).message).toContain('must end in a slash')
  })
  test('an app may live elsewhere', async () => {
    const { app } = createPeople({}, { base: '/rpc' })
    expect(
      (await ask(app, 'POST', '/rpc/call/', { json: { fn: 'user_profile', args: { user_id: 1 } } })).status,
    ).toBe(200)
    expect((await ask(app, 'POST', '/api/mizan/call/', { json: {} })).status).toBe(404)
    const root = createPeople({}, { base: '' })
    expect((await ask(root.app, 'GET', '/ctx/user/?user_id=1')).status).toBe(200)
  })
})

describe('arguments', () => {
  test.each([
    ['a text for a number', { user_id: '5' }, '/user_id'],
    ['nothing', {}, '/user_id'],
    ['null', { user_id: null }, '/user_id'],
    ['a fraction', { user_id: 5.5 }, '/user_id'],
    ['a member that nobody declared', { user_id: 5, admin: true }, '/admin'],
    ['constructor', { user_id: 5, constructor: 1 }, '/constructor'],
  ])('%s fails validation where it stands', async (_name, args, pointer) => {
    const { app, ran } = createPeople()
    const answered = await call(app, 'user_profile', args)
    expect([answered.status, errorOf(answered).code]).toEqual([422, 'VALIDATION_FAILED'])
    expect(Object.keys(fieldsOf(answered))).toContain(pointer)
    expect(ran()).toEqual([])
  })
  test('__proto__ among them is a member like any other', async () => {
    const { app } = createPeople()
    const body = '{"fn":"user_profile","args":{"user_id":5,"__proto__":{"user_id":6}}}'
    const answered = await ask(app, 'POST', '/api/mizan/call/', { headers: JSON_TYPE, body })
    expect(answered.status).toBe(422)
    expect(fieldsOf(answered)['/__proto__']).toBeDefined()
    const alone = await ask(app, 'POST', '/api/mizan/call/', {
      headers: JSON_TYPE,
      body: '{"__proto__":{"fn":"user_profile"}}',
    })
    expect(alone.status).toBe(400)
  })
  test('no more than a hundred problems are told', async () => {
    const { app } = createPeople()
    const args = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]))
    const answered = await call(app, 'user_profile', args)
    expect(Object.keys(fieldsOf(answered))).toHaveLength(100)
  })
})

describe('a rate limit', () => {
  test('is RATE_LIMITED with Retry-After, before any guard works', async () => {
    const asked: unknown[] = []
    const { app, ran } = createPeople(
      {},
      {
        rateLimit: ({ function: name, context, user }) => {
          asked.push({ name, context, user: user?.id })
          return name === 'update_profile' || context === 'inbox' ? { retryAfterSeconds: 1.2 } : undefined
        },
      },
    )
    const answered = await call(app, 'update_profile', 'not even an object', {
      json: { fn: 'update_profile', args: {} },
      headers: { 'x-user': 'ada' },
    })
    expect([answered.status, errorOf(answered).code, answered.headers.get('retry-after')]).toEqual([
      429,
      'RATE_LIMITED',
      '2',
    ])
    expect((await ask(app, 'GET', '/api/mizan/ctx/inbox/')).status).toBe(429)
    expect((await call(app, 'user_profile', { user_id: 5 })).status).toBe(200)
    expect(asked).toEqual([
      { name: 'update_profile', user: 'ada' },
      { context: 'inbox' },
      { name: 'user_profile' },
    ])
    expect(ran()).toEqual(['user_profile 5'])
  })
})
