/** What clients may try: headers that only servers may say, answers that are not theirs to make, requests without measure, and a store that fails. */
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../src/index.ts'
import { createWorld, fixtureApp, statusOf } from './support/edge-world.ts'

const USER = '/api/mizan/ctx/user/?user_id=1'
const OTHER = '/api/mizan/ctx/project/?project_id=1'

describe('headers of clients', () => {
  it('that only servers may say reach no origin', async () => {
    const world = createWorld()
    const forged = [
      'X-Mizan-Identity',
      'X-Mizan-Entry',
      'X-Mizan-Invalidate',
      'X-Mizan-Cache',
      'Mizan-Signature',
      'Mizan-Edge',
      'Cache-Groups',
      'Cache-Group-Invalidation',
      'Forwarded',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'X-Real-IP',
      'X-HTTP-Method-Override',
      'X-Method-Override',
      'X-Original-URL',
      'X-Rewrite-URL',
      'CF-Connecting-IP',
      'CF-Worker',
      'True-Client-IP',
      'CDN-Loop',
      'Proxy-Authorization',
      'TE',
    ]
    const headers = Object.fromEntries(forged.map((name) => [name, 'forged']))
    await world.get(OTHER, headers)
    await world.call('refresh_page', { user_id: 1, limit: 20 }, headers)
    for (const request of world.requests)
      for (const name of forged) expect([name, request.headers.get(name)]).toEqual([name, null])
    expect(world.requests).toHaveLength(2)
  })

  it('of the platform are told on where the options name one', async () => {
    const world = createWorld({ addressHeader: 'cf-connecting-ip' })
    await world.get(OTHER, { 'cf-connecting-ip': '192.0.2.1', 'x-forwarded-for': '198.51.100.1' })
    expect(world.requests[0]?.headers.get('x-forwarded-for')).toBe('192.0.2.1')
  })

  it('that are their own pass', async () => {
    const world = createWorld()
    await world.get(OTHER, {
      cookie: 'a=b',
      'accept-language': 'de',
      'x-request-id': 'abcdefgh',
      'x-csrftoken': 't',
    })
    const sent = world.requests[0]?.headers
    expect(
      ['cookie', 'accept-language', 'x-request-id', 'x-csrftoken'].map((name) => sent?.get(name)),
    ).toEqual(['a=b', 'de', 'abcdefgh', 't'])
  })

  it('make nothing stale, nor does a query string that says so', async () => {
    const world = createWorld()
    await world.get(USER)
    await world.get('/page/?X-Mizan-Invalidate=*', {
      'x-mizan-invalidate': '*',
      'cache-group-invalidation': '*',
    })
    expect(statusOf(await world.get(USER, { 'cache-control': 'no-cache', pragma: 'no-cache' }))).toBe('hit')
  })

  it('that ask for another protocol hide no mutation', async () => {
    const world = createWorld()
    await world.get(USER)
    const renamed = await world.edge.fetch(
      new Request('https://edge.test/profile/1/rename/', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-fixture-user': '3', upgrade: 'mine/1' },
        body: JSON.stringify({ name: 'Renamed' }),
      }),
    )
    expect([renamed.status, renamed.headers.get('x-mizan-invalidate')]).toEqual([303, 'user;user_id=1'])
    expect(statusOf(await world.get(USER))).not.toBe('hit')
  })

  it('name no request id that a log could be forged with', async () => {
    const world = createWorld()
    await world.get(USER)
    const answer = await world.get(USER, { 'x-request-id': 'a b' })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect((await world.get(USER, { 'x-request-id': 'abcdefgh' })).headers.get('x-request-id')).toBe(
      'abcdefgh',
    )
  })
})

describe('answers of the origin', () => {
  it('lose what is said to the edge, and the headers of one connection', async () => {
    const world = createWorld()
    world.answer = () =>
      new Response('x', {
        headers: {
          'mizan-edge': 'keep',
          connection: 'x-own',
          'x-own': '1',
          'keep-alive': '5',
          'x-other': '1',
        },
      })
    const answer = await world.get('/page/')
    expect(['mizan-edge', 'x-own', 'keep-alive'].map((name) => answer.headers.get(name))).toEqual([
      null,
      null,
      null,
    ])
    expect(answer.headers.get('x-other')).toBe('1')
  })

  it('that fit one key only keep nobody from the others', async () => {
    const world = createWorld()
    const app = fixtureApp()
    await world.get(USER)
    world.answer = async (request) => {
      const answer = await app.fetch(request)
      const headers = new Headers(answer.headers)
      headers.set('x-mizan-entry', 'user;limit=20;user_id=3')
      return new Response(answer.body, { status: answer.status, headers })
    }
    // Its params are others at the origin.
    expect(statusOf(await world.get('/api/mizan/ctx/user/?user_id=2'))).toBe('fwd=bypass')
    expect(statusOf(await world.get(USER))).toBe('hit')
    // Its body is too long.
    world.answer = async (request) => {
      const answer = await app.fetch(request)
      return new Response(' '.repeat(20_000_000), { status: answer.status, headers: answer.headers })
    }
    await world.get('/api/mizan/ctx/user/?user_id=2')
    expect(statusOf(await world.get(USER))).toBe('hit')
  })

  it('keep every cookie', async () => {
    const world = createWorld()
    const headers = new Headers()
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    world.answer = () => new Response('x', { headers })
    expect((await world.get('/page/')).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it('that redirect are the client’s to follow', async () => {
    const world = createWorld()
    world.answer = () => new Response(null, { status: 302, headers: { location: 'https://evil.test/' } })
    const answer = await world.get('/page/')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://evil.test/'])
  })
})

describe('paths', () => {
  it.each([
    '/api/mizan/ctx/%75ser/?user_id=1',
    '/api/mizan/ctx/user?user_id=1',
    '/api/mizan/ctx/USER/?user_id=1',
    '//api/mizan/ctx/user/?user_id=1',
  ])('that are not exactly the endpoint are the origin’s: %s', async (path) => {
    const world = createWorld()
    await world.get(path)
    expect(statusOf(await world.get(path))).not.toBe('hit')
  })

  it.each(['/profile/%31/', '/profile/1/?x=1', '/profile/1/?user_id=2'])(
    'of a view are one entry: %s',
    async (path) => {
      const world = createWorld()
      await world.get('/profile/1/')
      expect(statusOf(await world.get(path))).toBe('hit')
      expect(await (await world.get(path)).text()).toBe('<h1>1</h1>')
    },
  )

  it.each(['/profile/%ZZ/', '/profile/x/', '/profile/1%2F2/', '/profile/%31%26user_id=2/', '/profile/+1/'])(
    'of a view that fit no value are the origin’s: %s',
    async (path) => {
      const world = createWorld()
      await world.get('/profile/1/')
      expect(statusOf(await world.get(path))).not.toBe('hit')
    },
  )
})

describe('without measure', () => {
  it('a query longer than any URL may be is the origin’s to refuse', async () => {
    const world = createWorld()
    expect((await world.get(`${USER}&limit=${'1'.repeat(5000)}`)).status).toBe(400)
  })

  it('undeclared params reach no key and no origin', async () => {
    const world = createWorld()
    for (let index = 0; index < 50; index++) await world.get(`${USER}&bust=${index}`)
    expect(world.asked()).toHaveLength(1)
  })

  it('more requests at once than the options say are UNAVAILABLE', async () => {
    const world = createWorld({ maxRequests: 2 })
    world.answer = () => new Promise(() => undefined)
    void world.get('/a')
    void world.get('/b')
    expect((await world.get('/c')).status).toBe(503)
  })

  it('an origin that never answers is UNAVAILABLE in time', async () => {
    const world = createWorld({ originTimeoutMs: 30 })
    world.answer = () => new Promise(() => undefined)
    const answer = await world.get(USER)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
  })

  it('a store that fails costs no answer, and brings nothing dead back', async () => {
    const memory = createMemoryStore()
    let isDown = false
    const guard = <Value>(value: () => Value): Value => {
      if (isDown) throw new Error('down')
      return value()
    }
    const store = {
      outlivesProcess: true,
      read: (...words: Parameters<typeof memory.read>) => guard(() => memory.read(...words)),
      write: (...words: Parameters<typeof memory.write>) => guard(() => memory.write(...words)),
      purge: (...words: Parameters<typeof memory.purge>) => guard(() => memory.purge(...words)),
      lease: (...words: Parameters<typeof memory.lease>) => guard(() => memory.lease(...words)),
      release: (...words: Parameters<typeof memory.release>) => guard(() => memory.release(...words)),
      close: () => undefined,
    }
    const world = createWorld({ store })
    await world.get(USER)
    isDown = true
    await world.call('update_profile', { user_id: 1, name: 'While it was down' })
    expect((await world.get(USER)).status).toBe(200)
    isDown = false
    const readName = async (): Promise<string> => {
      const bundle = (await (await world.get(USER)).json()) as { user_profile: { name: string } }
      return bundle.user_profile.name
    }
    expect(await readName()).toBe('While it was down')
    await expect.poll(async () => statusOf(await world.get(USER)), { timeout: 5000 }).toBe('hit')
    expect(await readName()).toBe('While it was down')
  })
})
