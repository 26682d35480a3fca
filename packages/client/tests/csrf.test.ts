/** CSRF tokens: sent by itself, asked for once, never for another person or to another place (SPEC.md, ID-17, ID-18, ID-20). */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserEnvironment, deliverOnce, type Environment, isProtocolError } from '../src/index.ts'
import { createWorld, type FakeRequest, settle, type World } from './fake-world.ts'
import { BOB, mount, notesQuery, profileQuery, rename, showLoaded, startRename } from './fixture.ts'

const ME = { 'X-Mizan-Identity': 'me.1' }
const YOU = { 'X-Mizan-Identity': 'you.1' }
const DONE = { result: BOB as never, invalidate: [] }

const refuse = (request: FakeRequest | undefined, headers: Record<string, string> = ME): Promise<void> =>
  refuseWith(request, { reason: 'csrf' }, headers)

async function refuseWith(
  request: FakeRequest | undefined,
  details: Record<string, string>,
  headers: Record<string, string> = ME,
): Promise<void> {
  await request?.answer({ error: { code: 'FORBIDDEN', message: 'no', details } }, { status: 403, headers })
}

const tokenOf = ({ headers }: FakeRequest): string | undefined => headers['X-CSRFToken']
const calls = (world: World): FakeRequest[] => world.requests.filter(({ url }) => url === '/api/call/')
const questions = (world: World): FakeRequest[] => world.requests.filter(({ url }) => url === '/api/session/')

describe('a refusal for the token alone', () => {
  it('is answered by one question and the same request again', async () => {
    const world = createWorld()
    const done = startRename(world)
    const [first] = calls(world)
    expect(first && 'X-CSRFToken' in first.headers).toBe(false)
    await refuse(first)
    expect(world.only()).toMatchObject({ url: '/api/session/', method: 'GET', cache: 'no-store' })
    await world.only().answer({ csrf_token: 't1' }, { headers: ME })
    const again = world.only()
    expect([again.url, again.body, tokenOf(again)]).toEqual([first?.url, first?.body, 't1'])
    await again.answer(DONE, { headers: ME })
    expect(await done).toEqual(BOB)
  })

  it('is not what any other refusal is', async () => {
    const world = createWorld()
    const others = [{}, { reason: 'other' }]
    for (const details of others) {
      const done = startRename(world)
      await refuseWith(world.only(), details)
      await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(world.requests).toHaveLength(others.length)
  })

  it('is handed on when the second try is refused too, and the next one asks anew', async () => {
    const world = createWorld()
    const done = startRename(world)
    await refuse(world.only())
    await world.only().answer({ csrf_token: 't1' }, { headers: ME })
    await refuse(world.only())
    await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN', details: { reason: 'csrf' } })
    expect(world.open()).toHaveLength(0)
    void startRename(world)
    expect(tokenOf(world.only())).toBe('t1')
    await refuse(world.only())
    expect(world.only().url).toBe('/api/session/')
  })

  it.each([
    ['says null', { csrf_token: null }, 200],
    ['is none of ours', '<html>', 200],
    ['fails', { error: { code: 'INTERNAL', message: 'x' } }, 500],
  ])('is handed on when the answer to the question %s', async (_, body, status) => {
    const world = createWorld()
    const done = startRename(world)
    await refuse(world.only())
    await world.only().answer(body, { status, headers: ME })
    await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(world.open()).toHaveLength(0)
  })

  it('is handed on when nobody answers the question, and the next one asks anew', async () => {
    const world = createWorld()
    const done = startRename(world)
    await refuse(world.only())
    await world.only().fail()
    await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
    void startRename(world)
    await refuse(world.only())
    expect(world.only().url).toBe('/api/session/')
  })

  it('costs one question for all who are refused at once, also for who is refused later', async () => {
    const world = createWorld()
    for (const name of ['Bob', 'Cid', 'Dan']) void startRename(world, name)
    const [first, second, third] = calls(world)
    await refuse(first)
    await refuse(second)
    expect(questions(world)).toHaveLength(1)
    await questions(world)[0]?.answer({ csrf_token: 't1' }, { headers: ME })
    await refuse(third)
    expect(questions(world)).toHaveLength(1)
    expect(calls(world).slice(3).map(tokenOf)).toEqual(['t1', 't1', 't1'])
    expect(
      calls(world)
        .slice(3)
        .map(({ body }) => body),
    ).toEqual(
      calls(world)
        .slice(0, 3)
        .map(({ body }) => body),
    )
  })

  it('keeps the token until the identity changes', async () => {
    const world = createWorld()
    await showLoaded(world)
    void startRename(world)
    await refuse(world.only())
    await world.only().answer({ csrf_token: 't1' }, { headers: ME })
    await world.only().answer(DONE, { headers: ME })
    void startRename(world)
    expect(tokenOf(world.only())).toBe('t1')
    await world.only().answer(DONE, { headers: YOU })
    void startRename(world)
    expect(calls(world).map(tokenOf).at(-1)).toBe(undefined)
  })
})

describe('who the user is', () => {
  it('a call is not sent again for who signed in meanwhile, and the page is theirs at once', async () => {
    const world = createWorld()
    const shown = await showLoaded(world)
    const done = startRename(world)
    await refuse(calls(world)[0], YOU)
    await questions(world)[0]?.answer({ csrf_token: 'theirs' }, { headers: YOU })
    await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(calls(world)).toHaveLength(1)
    expect(shown.reader.snapshot('user_profile').status).toBe('pending')
    void startRename(world)
    // Of the question: it is theirs.
    expect(calls(world)).toHaveLength(2)
  })

  it('a page that knows nobody yet sends again', async () => {
    const world = createWorld()
    void startRename(world)
    await refuse(world.only(), YOU)
    await world.only().answer({ csrf_token: 'theirs' }, { headers: YOU })
    expect(tokenOf(world.only())).toBe('theirs')
  })

  it('a login that comes while a call is being refused takes its token along', async () => {
    const world = createWorld()
    await showLoaded(world)
    const done = startRename(world)
    void startRename(world, 'login')
    const [call, login] = calls(world)
    await refuse(call)
    world.csrfCookie = 'of you'
    await login?.answer(DONE, { headers: YOU })
    await questions(world)[0]?.answer({ csrf_token: 'late' }, { headers: ME })
    // The call is of the one before, whose session is over: it is sent with their token, and a server refuses it.
    await refuse(calls(world)[2], YOU)
    await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(calls(world).map(tokenOf)).toEqual([undefined, undefined, 'late'])
  })
})

describe('a cookie that tells the token', () => {
  it('saves the question, from the first call on', async () => {
    const world = createWorld()
    world.csrfCookie = 'c1'
    await showLoaded(world)
    void startRename(world)
    expect(tokenOf(world.only())).toBe('c1')
    await world.only().answer(DONE, { headers: ME })
    expect(
      world.requests.filter(({ method }) => method === 'GET').every((get) => !('X-CSRFToken' in get.headers)),
    ).toBe(true)
  })

  it('is looked at when the identity becomes known: what another tab signs in later is not used', async () => {
    const world = createWorld()
    world.csrfCookie = 'mine'
    await showLoaded(world)
    world.csrfCookie = 'of another tab’s user'
    const done = startRename(world)
    expect(tokenOf(world.only())).toBe('mine')
    await refuse(world.only(), YOU)
    await world.only().answer({ csrf_token: 'theirs' }, { headers: YOU })
    await expect(done).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(calls(world)).toHaveLength(1)
  })

  it('is not looked at when a call was refused: whose it is, the server says', async () => {
    const world = createWorld()
    world.csrfCookie = 'mine'
    await showLoaded(world)
    world.csrfCookie = 'anybody’s'
    void startRename(world)
    await refuse(world.only())
    await world.only().answer({ csrf_token: 'asked for' }, { headers: ME })
    expect(calls(world).map(tokenOf)).toEqual(['mine', 'asked for'])
  })

  it('is new after a login of the same user, whose session is another one', async () => {
    const world = createWorld()
    world.csrfCookie = 'before'
    await showLoaded(world)
    void startRename(world)
    world.csrfCookie = 'after'
    await world.only().answer(DONE, { headers: ME })
    void startRename(world)
    expect(calls(world).map(tokenOf)).toEqual(['before', 'after'])
  })

  it('is new after a login', async () => {
    const world = createWorld()
    await showLoaded(world)
    void startRename(world)
    world.csrfCookie = 'after'
    await world.only().answer(DONE, { headers: YOU })
    void startRename(world)
    expect(calls(world).map(tokenOf)).toEqual([undefined, 'after'])
  })
})

it('a bundle that is asked for by POST is guarded too', async () => {
  const world = createWorld()
  const notes = mount(world.client.readQuery(notesQuery, { tags: ['x'.repeat(5000)] }))
  await settle()
  await refuse(world.only())
  await world.only().answer({ csrf_token: 't1' }, { headers: ME })
  expect(world.only()).toMatchObject({ method: 'POST', headers: { 'X-CSRFToken': 't1' } })
  await world.only().answer({ notes: ['a'] }, { headers: { 'X-Mizan-Entry': 'notifications' } })
  expect(notes.reader.snapshot().data).toEqual(['a'])
})

it('who aborts while the token is asked for sends nothing more', async () => {
  const world = createWorld()
  const controller = new AbortController()
  const { signal } = controller
  const done = world.client.mutate(rename, { user_id: 5, name: 'Bob' }, { signal })
  await refuse(world.only())
  controller.abort()
  await expect(done).rejects.toMatchObject({ code: 'ABORTED' })
  await questions(world)[0]?.answer({ csrf_token: 't1' }, { headers: ME })
  expect(calls(world)).toHaveLength(1)
})

it('an answer that never comes ends the question with the call', async () => {
  const world = createWorld()
  const done = startRename(world)
  await refuse(world.only())
  await world.advance(40_000)
  await expect(done).rejects.toMatchObject({ code: 'TIMEOUT' })
})

it('an Idempotency-Key stays the same, and a lost answer is asked for with the token', async () => {
  const world = createWorld()
  Object.assign(world.environment, { createId: () => 'k1' })
  await showLoaded(world)
  expect(rename.deliver).toBe(deliverOnce)
  void startRename(world)
  await refuse(world.only())
  await world.only().answer({ csrf_token: 't1' }, { headers: ME })
  await world.only().fail()
  await world.advance(500)
  const [, again, third] = calls(world)
  for (const request of [again, third])
    expect(request?.headers).toMatchObject({ 'Idempotency-Key': 'k1', 'X-CSRFToken': 't1' })
})

it('a redirect is not followed: it is no answer of this protocol', async () => {
  let redirect: RequestInit['redirect']
  const environment: Environment = {
    ...browserEnvironment(),
    fetch(_, init) {
      redirect = init.redirect
      return Promise.resolve(
        new Response('', { status: 302, headers: { Location: 'https://evil.example/' } }),
      )
    },
  }
  const world = createWorld({ environment })
  const failure: unknown = await world.client
    .mutate(rename, { user_id: 5, name: 'Bob' })
    .catch((error: unknown) => error)
  expect(redirect).toBe('manual')
  expect(isProtocolError(failure)).toBe(true)
})

describe('browserEnvironment', () => {
  afterEach(() => vi.unstubAllGlobals())

  const read = (url: string, cookie: string, baseURI = 'https://app.example/page'): string | undefined => {
    vi.stubGlobal('document', { cookie, baseURI })
    vi.stubGlobal('location', new URL('https://app.example/page'))
    return browserEnvironment().readCsrfToken?.(url)
  }

  it.each([
    { what: 'ours', url: '/api/mizan', cookie: 'a=1; mizan_csrf=abc.def; b=2', token: 'abc.def' },
    { what: "Django's", url: '/api/mizan', cookie: 'csrftoken=xyz', token: 'xyz' },
    {
      what: 'of the own origin by its whole address',
      url: 'https://app.example/api',
      cookie: 'mizan_csrf=abc',
      token: 'abc',
    },
    { what: 'none', url: '/api/mizan', cookie: 'a=1', token: undefined },
    { what: 'of other names', url: '/api/mizan', cookie: 'a_mizan_csrf=abc; xcsrftoken=1', token: undefined },
  ])('reads $what', ({ url, cookie, token }) => expect(read(url, cookie)).toBe(token))

  it.each([
    'https://api.example/api',
    'https://app.example:8443/api',
    'http://app.example/api',
    '//evil.example/api',
  ])('reads nothing for %s', (url) => expect(read(url, 'mizan_csrf=abc')).toBe(undefined))

  it('goes by what the base element makes of an address', () =>
    expect(read('/api', 'mizan_csrf=abc', 'https://cdn.example/')).toBe(undefined))

  it('reads nothing in a page without an address', () =>
    expect(read('/api', 'mizan_csrf=abc', 'about:blank')).toBe(undefined))

  it('reads nothing in a sandbox, where cookies are forbidden', () => {
    const document = {
      baseURI: 'https://app.example/',
      get cookie(): string {
        throw new DOMException('sandboxed', 'SecurityError')
      },
    }
    vi.stubGlobal('document', document)
    vi.stubGlobal('location', new URL('https://app.example/'))
    expect(browserEnvironment().readCsrfToken?.('/api')).toBe(undefined)
  })

  it('reads nothing where there is no page', () =>
    expect(browserEnvironment().readCsrfToken?.('/api')).toBe(undefined))
})

it('a query read by itself has no token on its GET', async () => {
  const world = createWorld()
  world.csrfCookie = 'c1'
  mount(world.client.readQuery(profileQuery, { user_id: 5 }))
  await settle()
  expect('X-CSRFToken' in world.only().headers).toBe(false)
})
