/** An edge before the fixture: what it keeps, what it forwards, and what makes it forget. */
import { describe, expect, it } from 'vitest'
import { createWorld, statusOf } from './support/edge-world.ts'

const USER = '/api/mizan/ctx/user/?user_id=1'

describe('public bundles', () => {
  it('are asked for once and given from the store', async () => {
    const world = createWorld()
    const first = await world.get(USER)
    const again = await world.get(USER)
    expect([statusOf(first), statusOf(again)]).toEqual(['fwd=miss', 'hit'])
    expect(await again.text()).toBe(await first.text())
    expect(world.asked()).toEqual(['GET /api/mizan/ctx/user/?limit=20&user_id=1'])
    for (const name of [
      'etag',
      'content-type',
      'cache-control',
      'x-mizan-entry',
      'x-mizan-schema',
      'x-mizan-protocol',
    ])
      expect([name, again.headers.get(name)]).toEqual([name, first.headers.get(name)])
    expect(again.headers.get('x-mizan-identity')).toBeNull()
    expect(again.headers.get('x-mizan-cache')).toBe('hit')
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
  })

  it('are one entry however they are written', async () => {
    const world = createWorld()
    await world.get(USER)
    for (const query of [
      '?limit=20&user_id=1',
      '?user_id=%31&limit=20',
      '?user_id=1&evil=1',
      '?&user_id=1&',
      '?%75ser_id=1',
    ])
      expect(statusOf(await world.get(`/api/mizan/ctx/user/${query}`))).toBe('hit')
    expect(statusOf(await world.get('/api/mizan/ctx/user/?user_id=1&limit=2'))).toBe('fwd=miss')
    expect(statusOf(await world.get('/api/mizan/ctx/user/?user_id=2'))).toBe('fwd=miss')
  })

  it('answer conditional requests and HEAD', async () => {
    const world = createWorld()
    const etag = (await world.get(USER)).headers.get('etag') ?? ''
    const unmodified = await world.get(USER, { 'if-none-match': `"other", W/${etag}` })
    expect([unmodified.status, await unmodified.text()]).toEqual([304, ''])
    expect(unmodified.headers.get('x-mizan-entry')).toBe('user;limit=20;user_id=1')
    expect((await world.get(USER, { 'if-none-match': '"other"' })).status).toBe(200)
    const head = await world.edge.fetch(new Request(`https://edge.test${USER}`, { method: 'HEAD' }))
    expect([head.status, await head.text(), statusOf(head)]).toEqual([200, '', 'hit'])
  })

  it('are read from the origin once for all who ask meanwhile', async () => {
    const world = createWorld()
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.get(USER)))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect(world.asked()).toHaveLength(1)
  })

  it('carry nothing of the client to the origin', async () => {
    const world = createWorld()
    await world.get(USER, {
      cookie: 'fixture_user=1',
      'x-fixture-user': '1',
      'accept-language': 'de',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
      'x-http-method-override': 'DELETE',
      'x-original-url': '/admin',
      'accept-encoding': 'br',
      host: 'evil.test',
    })
    const [request] = world.requests
    expect([...(request?.headers.keys() ?? [])].toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'mizan-signature',
    ])
    expect(statusOf(await world.get(USER))).toBe('hit')
  })

  it('are no more kept than their ttl', async () => {
    const world = createWorld()
    const before = world.nowMs
    await world.get(USER)
    world.nowMs = before + 1000
    expect(statusOf(await world.get(USER))).toBe('hit')
  })
})

describe('what is not kept', () => {
  it.each([
    ['slices', '/api/mizan/ctx/user/?user_id=1&_mizan_fn=user_profile'],
    ['contexts that do not ask for it', '/api/mizan/ctx/project/?project_id=1'],
    ['answers that read the request', '/api/mizan/ctx/greeting/'],
    ['bundles with a query that failed', '/api/mizan/ctx/flaky/?how=declared'],
    ['contexts that vary by more than headers', '/api/mizan/ctx/prices/?product=tea'],
    ['contexts of a caller whom nobody can tell here', '/api/mizan/ctx/me/'],
    ['refusals', '/api/mizan/ctx/user/?user_id=x'],
  ])('%s', async (_, path) => {
    const world = createWorld()
    const answers = [await world.get(path), await world.get(path)]
    expect(answers.map(statusOf)).not.toContain('hit')
    expect(world.asked().length).toBeGreaterThanOrEqual(2)
  })

  it('is given to this client as its own request was answered', async () => {
    const world = createWorld()
    const german = await world.get('/api/mizan/ctx/greeting/', { 'accept-language': 'de' })
    expect(await german.json()).toMatchObject({ greeting_text: 'Hallo' })
    expect(german.headers.get('cache-control')).toBe('private, no-store')
    // Left alone for a while: the origin is asked once now.
    world.asked()
    expect(await (await world.get('/api/mizan/ctx/greeting/')).json()).toMatchObject({
      greeting_text: 'Hello',
    })
    expect(world.asked()).toHaveLength(1)
  })

  it.each<[string, ResponseInit]>([
    ['a cookie', { headers: { 'set-cookie': 'a=b' } }],
    ['no-store', { headers: { 'cache-control': 'public, no-store' } }],
    ['private', { headers: { 'cache-control': 'private, no-cache' } }],
    ['an identity', { headers: { 'x-mizan-identity': '-' } }],
    ['another entry', { headers: { 'x-mizan-entry': 'user;limit=20;user_id=2' } }],
    ['fewer params', { headers: { 'x-mizan-entry': 'user;user_id=1' } }],
    ['another schema', { headers: { 'x-mizan-schema': '0000000000000000' } }],
    ['Vary by what is not in the key', { headers: { vary: 'Accept-Language' } }],
    ['Vary: *', { headers: { vary: '*' } }],
    ['replicas that lag', { headers: { 'x-mizan-settle': '100' } }],
    ['another status', { status: 206 }],
    ['too much of a header', { headers: { link: 'x'.repeat(20_000) } }],
    ['bytes that are no text', { headers: { 'content-type': 'application/octet-stream' } }],
  ])('an answer with %s', async (_, init) => {
    const world = createWorld()
    world.answer = () => goodAnswer(init)
    await world.get(USER)
    world.nowMs += 6000
    expect(statusOf(await world.get(USER))).not.toBe('hit')
  })

  it('but the good one is', async () => {
    const world = createWorld()
    world.answer = () => goodAnswer({})
    await world.get(USER)
    expect(statusOf(await world.get(USER))).toBe('hit')
  })

  it('an answer that is too large', async () => {
    const world = createWorld({ maxEntryBytes: 100 })
    expect((await (await world.get(USER)).text()).length).toBeGreaterThan(100)
    world.nowMs += 6000
    expect(statusOf(await world.get(USER))).not.toBe('hit')
  })

  it('requests with credentials that only the origin can judge', async () => {
    const world = createWorld()
    await world.get(USER)
    for (const headers of [
      { authorization: 'Bearer x' },
      { 'x-mizan-token': 'x' },
      { range: 'bytes=0-1' },
      { origin: 'https://other.test' },
      { accept: 'application/x-ndjson' },
    ])
      expect(statusOf(await world.get(USER, headers))).toBe('fwd=bypass')
    // Cookies stand in no key, and have no say in a public bundle.
    expect(statusOf(await world.get(USER, { cookie: 'fixture_user=1', authorization: '' }))).toBe(
      'fwd=bypass',
    )
    expect(statusOf(await world.get(USER, { cookie: 'fixture_user=1' }))).toBe('hit')
  })
})

describe('queries that are none', () => {
  it('are refused here', async () => {
    const world = createWorld()
    for (const query of ['?user_id=%ZZ', '?user_id=%C0%80', '?x=%FF']) {
      const answer = await world.get(`/api/mizan/ctx/user/${query}`)
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        400,
        'BAD_REQUEST',
      ])
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    expect(world.asked()).toEqual([])
  })

  it('are told apart by the origin, which gets the declared ones re-encoded', async () => {
    const world = createWorld()
    const answer = await world.get('/api/mizan/ctx/user/?user_id=05&evil=%41&user_id=6')
    expect(answer.status).toBe(422)
    expect(world.asked()).toEqual(['GET /api/mizan/ctx/user/?user_id=05&user_id=6'])
  })
})

describe('mutations that pass', () => {
  it('make stale what their answer names, and nothing else', async () => {
    const world = createWorld()
    const other = '/api/mizan/ctx/user/?user_id=2'
    for (const path of [USER, other, `${USER}&limit=2`]) await world.get(path)
    const answer = await world.call('update_profile', { user_id: 1, name: 'Ada L' })
    expect(answer.headers.get('x-mizan-invalidate')).toBe('user;user_id=1')
    expect(statusOf(await world.get(other))).toBe('hit')
    for (const path of [USER, `${USER}&limit=2`]) expect(statusOf(await world.get(path))).toBe('fwd=miss')
    expect(await (await world.get(USER)).json()).toMatchObject({ user_profile: { name: 'Ada L' } })
  })

  it('also where the answer is an error', async () => {
    const world = createWorld()
    await world.get(USER)
    expect((await world.call('break_profile', { user_id: 1, how: 'exception' })).status).toBe(500)
    expect(statusOf(await world.get(USER))).toBe('fwd=miss')
  })

  it('not where it was refused', async () => {
    const world = createWorld()
    await world.get(USER)
    await world.call('break_profile', { user_id: 1, how: 'declared' })
    expect(statusOf(await world.get(USER))).toBe('hit')
  })

  it('void a fill that began before', async () => {
    const world = createWorld()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    world.answer = async () => {
      await held
      return goodAnswer({}, '{"old":true}')
    }
    const slow = world.get(USER)
    world.answer = undefined
    await world.call('update_profile', { user_id: 1, name: 'New' })
    // Who asks after the purge does not join the fill that began before it.
    expect(await (await world.get(USER)).json()).toMatchObject({ user_profile: { name: 'New' } })
    release()
    expect(await (await slow).json()).toEqual({ old: true })
    expect(await (await world.get(USER)).json()).toMatchObject({ user_profile: { name: 'New' } })
  })

  it.each([
    ['user;user_id=1', 'fwd=miss', 'hit'],
    ['user', 'fwd=miss', 'fwd=miss'],
    ['*', 'fwd=miss', 'fwd=miss'],
    ['user;', 'fwd=miss', 'fwd=miss'],
    ['', 'fwd=miss', 'fwd=miss'],
    ['user;gone=1', 'fwd=miss', 'fwd=miss'],
    ['user.user_orders;limit=20', 'fwd=miss', 'fwd=miss'],
    ['user;limit=21', 'hit', 'hit'],
    ['gone', 'hit', 'hit'],
    ['me;_mizan_own=0123456789abcdef', 'hit', 'hit'],
  ])('X-Mizan-Invalidate: %s', async (header, first, second) => {
    const world = createWorld()
    const other = '/api/mizan/ctx/user/?user_id=2'
    for (const path of [USER, other]) await world.get(path)
    world.answer = () => new Response(null, { status: 204, headers: { 'x-mizan-invalidate': header } })
    await world.edge.fetch(new Request('https://edge.test/admin/', { method: 'DELETE' }))
    world.answer = undefined
    expect([statusOf(await world.get(USER)), statusOf(await world.get(other))]).toEqual([first, second])
  })

  it('by cache groups, where these are the only word', async () => {
    const world = createWorld()
    const first = await world.get(USER)
    const other = '/api/mizan/ctx/user/?user_id=2'
    await world.get(other)
    const groups = first.headers.get('cache-groups')?.split(', ') ?? []
    // That of `user;limit=20;user_id=1`, which the other is not in.
    const otherGroups = (await world.get(other)).headers.get('cache-groups') ?? ''
    const own = groups.find((group) => !otherGroups.includes(group)) ?? ''
    world.answer = () => new Response(null, { headers: { 'cache-group-invalidation': own } })
    await world.edge.fetch(new Request('https://edge.test/admin/', { method: 'POST' }))
    world.answer = undefined
    expect([statusOf(await world.get(USER)), statusOf(await world.get(other))]).toEqual(['fwd=miss', 'hit'])
  })

  it('headers of answers to safe methods are obeyed by nobody', async () => {
    const world = createWorld()
    await world.get(USER)
    world.answer = () =>
      new Response('', { headers: { 'x-mizan-invalidate': '*', 'cache-group-invalidation': '"x"' } })
    await world.get('/page/')
    world.answer = undefined
    expect(statusOf(await world.get(USER))).toBe('hit')
  })
})

describe('lost answers', () => {
  const statuses = async (world: ReturnType<typeof createWorld>) => [
    statusOf(await world.get(USER)),
    statusOf(await world.get('/api/mizan/ctx/wide/?a=1&b=2&c=3&d=4')),
  ]

  it.each<[string, () => Response | Promise<Response>]>([
    ['a broken connection', () => Promise.reject(new TypeError('fetch failed'))],
    ['a gateway', () => new Response('Bad gateway', { status: 502 })],
  ])(
    '%s: the contexts of the mutation are stale now, and once more when its run must have ended',
    async (_, lost) => {
      const world = createWorld({ runDeadlineMs: 60 })
      await statuses(world)
      world.answer = lost
      await world.call('update_profile', { user_id: 2, name: 'X' })
      world.answer = undefined
      // It may still run: nothing of what it affects is kept meanwhile.
      expect(await statuses(world)).toEqual(['fwd=bypass', 'hit'])
      expect(await statuses(world)).toEqual(['fwd=bypass', 'hit'])
      await expect.poll(async () => statuses(world), { timeout: 2000 }).toEqual(['hit', 'hit'])
      expect(world.edge.counters().lost).toBe(1)
    },
  )

  it('of a request that is none of the manifest: everything', async () => {
    const world = createWorld({ runDeadlineMs: 60 })
    await statuses(world)
    world.answer = () => Promise.reject(new TypeError('fetch failed'))
    await world.edge.fetch(new Request('https://edge.test/admin/users/', { method: 'POST', body: 'x' }))
    world.answer = undefined
    expect(await statuses(world)).toEqual(['fwd=bypass', 'fwd=bypass'])
  })

  it('of a query: nothing', async () => {
    const world = createWorld()
    await statuses(world)
    world.answer = () => Promise.reject(new TypeError('fetch failed'))
    expect((await world.call('user_profile', { user_id: 1 })).status).toBe(503)
    world.answer = undefined
    expect(await statuses(world)).toEqual(['hit', 'hit'])
  })
})

/** As the fixture answers for user 1. */
function goodAnswer(init: ResponseInit, body = '{}'): Response {
  const answer = new Response(init.status === 204 ? null : body, {
    ...init,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'public, no-cache',
      etag: '"a"',
      'x-mizan-entry': 'user;limit=20;user_id=1',
      'x-mizan-schema': 'fd56a325f48ef58c',
      'x-mizan-protocol': '1',
      ...(init.headers as Record<string, string> | undefined),
    },
  })
  return answer
}
