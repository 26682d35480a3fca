/** View paths: functions with a route answer the framework's own response (SPEC.md, EDGE-2, INV-20). */
import { type Call, client, createApp, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, errorOf } from './support/ask.ts'
import { createPeople, UserContext } from './support/people.ts'

const page = client(
  {
    context: UserContext,
    route: '/users/:user_id/',
    input: { user_id: z.int(), tab: z.string().default('home') },
  },
  ({ user_id, tab }) =>
    new Response(`<p>${user_id} ${tab}`, {
      headers: {
        'content-type': 'text/html',
        'X-Mizan-Identity': 'forged',
        'set-cookie': 'a=1',
        connection: 'close',
      },
    }),
)
const rename = client(
  { affects: UserContext, route: '/users/:user_id/rename/', input: { user_id: z.int(), name: z.string() } },
  ({ name }, call) => {
    if (name === 'boom') throw new Error('the secret')
    call.setCookie('renamed', 'yes')
    return new Response(null, {
      status: 303,
      headers: { location: `/users/?name=${encodeURIComponent(name)}` },
    })
  },
)

const Pages = new ReactContext('pages')

describe('a view path', () => {
  test('answers the handler’s response with the headers of the protocol', async () => {
    const { app } = createPeople({ page })
    const { status, text, headers } = await ask(app, 'GET', '/users/5/?tab=a+b&utm=x')
    expect([status, text, headers.get('content-type')]).toEqual([200, '<p>5 a b', 'text/html'])
    expect(headers.get('cache-control')).toBe('public, no-cache')
    expect([
      headers.get('x-mizan-protocol'),
      headers.get('x-content-type-options'),
      headers.has('x-mizan-identity'),
      headers.has('connection'),
    ]).toEqual(['1', 'nosniff', false, false])
    expect(headers.getSetCookie()).toEqual(['a=1'])
  })
  test('answers HEAD without a body', async () => {
    const { app } = createPeople({ page })
    const { status, text } = await ask(app, 'HEAD', '/users/5/')
    expect([status, text]).toEqual([200, ''])
  })
  test.each([
    '/users/x/',
    '/users/05/',
    '/users/5/?user_id=6',
    '/users/5/?tab=a&tab=b',
    '/users/+5/',
    '/users/5%26user_id=6/',
  ])('%j is VALIDATION_FAILED', async (target) => {
    const { app } = createPeople({ page })
    expect((await ask(app, 'GET', target)).status).toBe(422)
  })
  test.each(['/users/%/', '/users/%ff/'])('%j is BAD_REQUEST', async (target) => {
    const { app } = createPeople({ page })
    expect((await ask(app, 'GET', target)).status).toBe(400)
  })
  test.each(['/users/5', '/users//', '/users/5/6/', '/Users/5/', '/users/:user_id/x/'])(
    '%j is NOT_FOUND',
    async (target) => {
      const { app } = createPeople({ page })
      expect((await ask(app, 'GET', target)).status).toBe(404)
    },
  )
  test('refuses other methods with Allow', async () => {
    const { app } = createPeople({ page })
    const answered = await ask(app, 'DELETE', '/users/5/', {})
    expect([answered.status, answered.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
  test('keeps what is in a segment there', async () => {
    const echo = client(
      { context: Pages, route: '/echo/:text/', input: { text: z.string() } },
      ({ text }) => new Response(text),
    )
    const { app } = createPeople({ echo })
    expect((await ask(app, 'GET', '/echo/a+b%26text=c%2Fd/')).text).toBe('a+b&text=c/d')
    expect((await ask(app, 'GET', '/echo/a&text=c/')).text).toBe('a&text=c')
  })
  test('prefers what is written out', async () => {
    const me = client({ context: Pages, route: '/users/me/' }, () => new Response('me'))
    const { app } = createPeople({ page, me })
    expect((await ask(app, 'GET', '/users/me/')).text).toBe('me')
    expect((await ask(app, 'GET', '/users/7/')).text).toBe('<p>7 home')
  })
  test('serves one path by several functions of different methods', async () => {
    const save = client(
      { affects: UserContext, route: '/users/:user_id/', input: { user_id: z.int() } },
      () => new Response('saved'),
    )
    const { app } = createPeople({ page, save })
    expect((await ask(app, 'GET', '/users/7/')).text).toBe('<p>7 home')
    expect((await ask(app, 'POST', '/users/7/', {})).text).toBe('saved')
    expect((await ask(app, 'PUT', '/users/7/', {})).headers.get('allow')).toBe('GET, POST, HEAD')
  })
  test('must not lie where the protocol lives', () => {
    const bad = client({ affects: 'nothing', route: '/api/mizan/call/' }, () => new Response(''))
    expect(() => createApp({ modules: [{ bad }] })).toThrow('lies under /api/mizan')
    expect(() => createApp({ modules: [{ bad }], base: '/rpc' })).not.toThrow()
  })
  test('must answer a Response', async () => {
    const wrong = client({ context: Pages, route: '/wrong/' }, () => undefined)
    const { app, reports } = createPeople({ wrong })
    expect((await ask(app, 'GET', '/wrong/')).status).toBe(500)
    expect(String(reports[0]?.error)).toContain('must return a Response')
  })
})

describe('a view that changes something', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
  test('invalidates, by header alone', async () => {
    const { app, purges } = createPeople({ rename })
    const { status, headers, text } = await ask(app, 'POST', '/users/5/rename/', {
      body: 'name=Gr%C3%A4ce+H',
      headers: FORM,
    })
    expect([status, text, headers.get('location')]).toEqual([303, '', '/users/?name=Gr%C3%A4ce%20H'])
    expect(headers.get('x-mizan-invalidate')).toBe('user;user_id=5')
    expect(headers.get('x-mizan-cause')).toBe(purges[0]?.cause)
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.getSetCookie()).toHaveLength(1)
  })
  test('takes JSON too', async () => {
    const { app } = createPeople({ rename })
    expect((await ask(app, 'POST', '/users/5/rename/', { json: { name: 'x' } })).status).toBe(303)
  })
  test.each<readonly [string, object, number]>([
    ['the path said again in JSON', { json: { name: 'x', user_id: 6 } }, 422],
    ['the path said again in a form', { body: 'name=x&user_id=6', headers: FORM }, 422],
    ['an unknown member', { json: { name: 'x', other: 1 } }, 422],
    [
      '__proto__',
      { body: '{"name":"x","__proto__":1}', headers: { 'content-type': 'application/json' } },
      422,
    ],
    ['no body', {}, 422],
    ['a list', { json: [] }, 400],
    ['raw bytes in a form', { body: 'name=ä', headers: FORM }, 400],
    ['text', { body: 'name=x', headers: { 'content-type': 'text/plain' } }, 415],
    ['a file', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 415],
    [
      'a foreign origin',
      {
        json: { name: 'x' },
        headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      },
      403,
    ],
  ])('%s is refused', async (_name, asked, status) => {
    const { app, purges } = createPeople({ rename })
    expect((await ask(app, 'POST', '/users/5/rename/', asked)).status).toBe(status)
    expect(purges).toEqual([])
  })
  test('that fails answers an envelope with its static targets', async () => {
    const { app } = createPeople({ rename })
    const answered = await ask(app, 'POST', '/users/5/rename/', { json: { name: 'boom' } })
    expect([answered.status, errorOf(answered).code, answered.headers.get('x-mizan-invalidate')]).toEqual([
      500,
      'INTERNAL',
      'user;user_id=5',
    ])
  })
})

describe('what may be kept of a view', () => {
  const Open = new ReactContext('open')
  const view = (act: (call: Call) => Response, auth = false) =>
    client({ context: Open, auth, route: '/v/', methods: ['GET'] }, (_args, call) => act(call))
  const cacheOf = async (declared: object) => {
    const { app } = createPeople({ view: declared })
    const { headers } = await ask(app, 'GET', '/v/', { headers: { 'x-user': 'ada' } })
    return [headers.get('cache-control'), headers.has('x-mizan-identity')]
  }
  const shared = { headers: { 'cache-control': 'public, max-age=60' } }
  test('is the handler’s to say when it is public, and never public when it is not', async () => {
    expect(await cacheOf(view(() => new Response('')))).toEqual(['public, no-cache', false])
    expect(await cacheOf(view(() => new Response('', shared)))).toEqual(['public, max-age=60', false])
    expect(await cacheOf(view((call) => new Response(call.user?.id, shared)))).toEqual([
      'private, no-store',
      true,
    ])
    expect(await cacheOf(view(() => new Response('', shared), true))).toEqual(['private, no-store', true])
    expect(
      await cacheOf(
        view(() => new Response('', { headers: { 'cache-control': 'private, max-age=5' } }), true),
      ),
    ).toEqual(['private, max-age=5', true])
    expect(await cacheOf(view(() => new Response('', { status: 404, ...shared })))).toEqual([
      'no-store',
      false,
    ])
  })
})
