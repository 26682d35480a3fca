/** Context fetch: query strings, slices, failures, headers of a bundle (SPEC.md, Context fetch). */
import { decodeEntryHeader } from '@mizan/protocol'
import { client, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, errorOf, fetchContext, fieldsOf } from './support/ask.ts'
import { createPeople, UserContext } from './support/people.ts'

describe('a bundle', () => {
  test('has a member for each query, in byte order, and the headers of a public answer', async () => {
    const { app } = createPeople()
    const { status, text, headers } = await fetchContext(app, 'user', 'user_id=5')
    expect(status).toBe(200)
    expect(text).toBe('{"user_orders":["5:20"],"user_profile":{"user_id":5,"name":"Ada"}}')
    expect(headers.get('x-mizan-entry')).toBe('user;limit=20;user_id=5')
    expect(headers.get('cache-control')).toBe('public, no-cache')
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect(headers.get('x-mizan-schema')).toMatch(/^[0-9a-f]{16}$/)
    expect(headers.get('cache-groups')?.split(', ')).toHaveLength(4)
    expect(headers.has('x-mizan-identity')).toBe(false)
    expect(headers.has('x-mizan-cause')).toBe(false)
  })

  test('is filed under what the server made of the params', async () => {
    const { app } = createPeople()
    const { headers, json } = await fetchContext(app, 'team', 'team=%20Red+Team%20')
    expect(headers.get('x-mizan-entry')).toBe('team;team=red%20team')
    expect(json).toEqual({ team_members: ['red team'] })
  })

  test('of a user-scoped context is private and shows the identity, without cache groups', async () => {
    const { app } = createPeople()
    const { headers } = await fetchContext(app, 'inbox', '', { headers: { 'x-user': 'ada' } })
    expect(headers.get('cache-control')).toBe('private, no-cache')
    expect(headers.get('x-mizan-identity')).toMatch(/^[0-9a-f]{16}\.[0-9a-f]{16}$/)
    expect(headers.has('cache-groups')).toBe(false)
    expect(headers.has('etag')).toBe(true)
  })

  test('answers HEAD like GET, without the body', async () => {
    const { app } = createPeople()
    const get = await fetchContext(app, 'user', 'user_id=5')
    const head = await ask(app, 'HEAD', '/api/mizan/ctx/user/?user_id=5')
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')])
  })

  test('is found by its coded name too', async () => {
    const { app } = createPeople()
    expect((await ask(app, 'GET', '/api/mizan/ctx/us%65r/?user_id=5')).status).toBe(200)
  })

  test('leaves private queries and views out; a context of only those is NOT_FOUND', async () => {
    const Secret = new ReactContext('secret')
    const secret_plan = client({ context: Secret, private: true, output: z.string() }, () => 'x')
    const user_secret = client(
      { context: UserContext, private: true, input: { user_id: z.int() }, output: z.string() },
      () => 'x',
    )
    const user_page = client(
      { context: UserContext, route: '/u/:user_id/', input: { user_id: z.int() } },
      () => new Response('x'),
    )
    const { app } = createPeople({ secret_plan, user_secret, user_page })
    expect(Object.keys((await fetchContext(app, 'user', 'user_id=5')).json as object)).toEqual([
      'user_orders',
      'user_profile',
    ])
    expect((await fetchContext(app, 'secret')).status).toBe(404)
    expect((await fetchContext(app, 'user', 'user_id=5&_mizan_fn=user_secret')).status).toBe(422)
  })
})

describe('the query string', () => {
  test.each([
    'user_id=05',
    'user_id=+5',
    'user_id=%205',
    'user_id=5.0',
    'user_id=1e3',
    'user_id=',
    'user_id',
    'user_id=5&user_id=5',
    'user_id=5&user_id=6',
    'user_id=0x5',
    'user_id=9007199254740993',
    '',
    'limit=5',
    'user_id=5&limit=0',
    'user_id=5&limit=101',
  ])('%j is VALIDATION_FAILED', async (query) => {
    const { app, ran } = createPeople()
    const answered = await fetchContext(app, 'user', query)
    expect([answered.status, errorOf(answered).code]).toEqual([422, 'VALIDATION_FAILED'])
    expect(answered.headers.get('cache-control')).toBe('no-store')
    expect(ran()).toEqual([])
  })

  test.each(['user_id=%', 'user_id=5&x=%zz', '%ff=1&user_id=5', 'user_id=5&x=%c3', 'x=%ed%a0%80&user_id=5'])(
    '%j is BAD_REQUEST',
    async (query) => {
      const { app } = createPeople()
      const answered = await fetchContext(app, 'user', query)
      expect([answered.status, errorOf(answered).code]).toEqual([400, 'BAD_REQUEST'])
    },
  )

  test('params that nobody declared are ignored', async () => {
    const { app } = createPeople()
    const { status, headers } = await fetchContext(
      app,
      'user',
      'user_id=5&__proto__=1&constructor=2&utm_source=x&&',
    )
    expect([status, headers.get('x-mizan-entry')]).toEqual([200, 'user;limit=20;user_id=5'])
  })

  test('invalid params name their query', async () => {
    const { app } = createPeople()
    const answered = await fetchContext(app, 'user', 'user_id=5&limit=500')
    expect(errorOf(answered).details).toMatchObject({
      function: 'user_orders',
      fields: { '/limit': expect.any(Array) },
    })
    // What no grammar takes is told like what a bound refuses, of the first query that declares it.
    for (const [query, name, fields] of [
      ['user_id=5&limit=05', 'user_orders', ['/limit']],
      ['user_id=x', 'user_orders', ['/user_id']],
      ['user_id=x&limit=x', 'user_orders', ['/limit', '/user_id']],
      ['user_id=x&limit=5&_mizan_fn=user_profile', 'user_profile', ['/user_id']],
    ] as const) {
      const { details } = errorOf(await fetchContext(app, 'user', query))
      expect([details?.['function'], Object.keys(details?.['fields'] as object).toSorted()], query).toEqual([
        name,
        fields,
      ])
    }
  })

  test('a bad item of a list is told by its place, in the URL as in a body', async () => {
    const Picks = new ReactContext('picks')
    const picked = client(
      { context: Picks, input: { ids: z.array(z.int()) }, output: z.int() },
      ({ ids }) => ids.length,
    )
    const { app } = createPeople({ picked })
    const byUrl = await fetchContext(app, 'picks', 'ids=1&ids=x&ids=3&ids=05')
    const byBody = await ask(app, 'POST', '/api/mizan/ctx/picks/', { json: { ids: [1, 'x', 3, '05'] } })
    for (const answered of [byUrl, byBody])
      expect([Object.keys(fieldsOf(answered)), errorOf(answered).details?.['function']]).toEqual([
        ['/ids/1', '/ids/3'],
        'picked',
      ])
  })

  test('lists, nulls and JSON travel as the types say', async () => {
    const Search = new ReactContext('search')
    const search_hits = client(
      {
        context: Search,
        input: {
          tags: z.array(z.string()),
          near: z.object({ x: z.number() }).nullable(),
          when: z.date().optional(),
        },
        output: z.json(),
      },
      ({ tags, near, when }) => ({ tags, near, when: when?.getTime() ?? null }),
    )
    const { app } = createPeople({ search_hits })
    const first = await fetchContext(
      app,
      'search',
      'tags=b&tags=a&near=%7B%22x%22%3A1.50%7D&when=1970-01-01T01%3A00%3A00%2B01%3A00',
    )
    expect(first.json).toEqual({ search_hits: { tags: ['b', 'a'], near: { x: 1.5 }, when: 0 } })
    expect(decodeEntryHeader(first.headers.get('x-mizan-entry') ?? '')?.params).toEqual({
      tags: '["b","a"]',
      near: '{"x":1.5}',
      when: '1970-01-01T00:00:00Z',
    })
    const second = await fetchContext(app, 'search')
    expect(second.json).toEqual({ search_hits: { tags: [], near: null, when: null } })
    expect(second.headers.get('x-mizan-entry')).toBe('search;tags=%5B%5D')
  })

  test('a URL that is too long is refused, and POST takes the same params', async () => {
    const { app } = createPeople()
    const long = await fetchContext(app, 'team', `team=${'a'.repeat(4096)}`)
    expect(errorOf(long).message).toContain('POST')
    expect(long.status).toBe(400)
    const post = await ask(app, 'POST', '/api/mizan/ctx/team/', { json: { team: 'a'.repeat(5000) } })
    expect(post.status).toBe(200)
  })
})

describe('the POST form', () => {
  test('is the same request, without an ETag', async () => {
    const { app } = createPeople()
    const get = await fetchContext(app, 'user', 'user_id=5')
    const post = await ask(app, 'POST', '/api/mizan/ctx/user/', {
      json: { user_id: 5, limit: null, other: { deep: 1 }, __proto__: 1 },
    })
    expect([post.status, post.text]).toEqual([200, get.text])
    expect(post.headers.get('x-mizan-entry')).toBe(get.headers.get('x-mizan-entry'))
    expect(post.headers.has('etag')).toBe(false)
  })
  test('takes _mizan_fn in the query string, and no params there', async () => {
    const { app } = createPeople()
    const post = await ask(app, 'POST', '/api/mizan/ctx/user/?_mizan_fn=user_profile&user_id=6', {
      json: { user_id: 5 },
    })
    expect(post.json).toEqual({ user_profile: { user_id: 5, name: 'Ada' } })
  })
  test.each(['[]', 'null', '5', '', '{'])('%j is BAD_REQUEST', async (body) => {
    const { app } = createPeople()
    const answered = await ask(app, 'POST', '/api/mizan/ctx/user/', {
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(answered.status).toBe(400)
  })
  test('coerces nothing', async () => {
    const { app } = createPeople()
    expect((await ask(app, 'POST', '/api/mizan/ctx/user/', { json: { user_id: '5' } })).status).toBe(422)
  })
  test('wants JSON', async () => {
    const { app } = createPeople()
    expect(
      (
        await ask(app, 'POST', '/api/mizan/ctx/user/', {
          body: '{"user_id":5}',
          headers: { 'content-type': 'text/plain' },
        })
      ).status,
    ).toBe(415)
  })
})

describe('slices', () => {
  test('run the chosen queries with their params only', async () => {
    const { app, ran } = createPeople()
    const { json, headers } = await fetchContext(
      app,
      'user',
      'user_id=5&limit=nonsense&_mizan_fn=user_profile',
    )
    expect(json).toEqual({ user_profile: { user_id: 5, name: 'Ada' } })
    expect(headers.get('x-mizan-entry')).toBe('user;user_id=5')
    expect(headers.has('cache-groups')).toBe(false)
    expect(ran()).toEqual(['user_profile 5'])
  })
  test.each([
    '_mizan_fn=nobody',
    '_mizan_fn=',
    '_mizan_fn=user_profile&_mizan_fn=user_profile',
    '_mizan_fn=inbox_count',
    '_mizan_fn=__proto__',
    '_mizan%5Ffn=nobody',
  ])('%j is VALIDATION_FAILED', async (query) => {
    const { app } = createPeople()
    const answered = await fetchContext(app, 'user', `user_id=5&${query}`)
    expect([answered.status, errorOf(answered).code]).toEqual([422, 'VALIDATION_FAILED'])
    expect(errorOf(answered).details).toHaveProperty(['fields', '/_mizan_fn'])
  })
  test('of a user-scoped context are private, also without a guard of their own', async () => {
    const { app } = createPeople()
    const { status, headers, json } = await fetchContext(app, 'inbox', '_mizan_fn=inbox_count')
    expect([status, json]).toEqual([200, { inbox_count: 7 }])
    expect(headers.get('x-mizan-identity')).toBe('-')
    expect(headers.get('cache-control')).toBe('private, no-cache')
  })
})

describe('failures', () => {
  test('of one query leave its neighbours alone', async () => {
    const { app, reports } = createPeople()
    const { status, json, headers, text } = await fetchContext(app, 'user', 'user_id=13')
    expect(status).toBe(200)
    expect(json).toEqual({
      _mizan_errors: {
        user_orders: {
          code: 'INTERNAL',
          message: expect.any(String),
          details: { id: headers.get('x-request-id') },
        },
      },
      user_profile: { user_id: 13, name: 'Ada' },
    })
    expect(text).not.toContain('secret')
    expect([headers.has('etag'), headers.get('cache-control'), headers.has('cache-groups')]).toEqual([
      false,
      'no-store',
      false,
    ])
    expect(reports).toMatchObject([{ function: 'user_orders', step: 'invoke' }])
  })
  test('of every query are the error of the first by name', async () => {
    const { app } = createPeople()
    const answered = await fetchContext(app, 'user', 'user_id=13&_mizan_fn=user_orders')
    expect([answered.status, errorOf(answered).code]).toEqual([500, 'INTERNAL'])
    expect(answered.headers.get('x-mizan-schema')).not.toBeNull()
  })
  test('of a guard fail the bundle, by name of the query, before params are looked at', async () => {
    const Mixed = new ReactContext('mixed')
    const a_open = client({ context: Mixed, input: { n: z.int() }, output: z.int() }, ({ n }) => n)
    const b_shut = client(
      { context: Mixed, auth: 'staff', input: { n: z.int() }, output: z.int() },
      ({ n }) => n,
    )
    const { app } = createPeople({ a_open, b_shut })
    const anonymous = await fetchContext(app, 'mixed', 'n=wrong')
    expect([anonymous.status, errorOf(anonymous).details]).toEqual([401, { function: 'b_shut' }])
    const ada = await fetchContext(app, 'mixed', 'n=wrong', { headers: { 'x-user': 'ada' } })
    expect([ada.status, errorOf(ada).details]).toEqual([403, { function: 'b_shut' }])
    expect((await fetchContext(app, 'mixed', 'n=wrong&_mizan_fn=a_open')).status).toBe(422)
    expect((await fetchContext(app, 'mixed', 'n=1&_mizan_fn=a_open')).status).toBe(200)
  })
})
