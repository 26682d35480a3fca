/** MWTs by themselves: fetched, renewed before they expire, gone with their user, never a storm of questions (SPEC.md, ID-9, ID-13, ID-14, ID-16). */
import { describe, expect, it } from 'vitest'
import { tabs, tokens } from '../src/index.ts'
import { createChannels } from './fake-channels.ts'
import { createWorld, type FakeRequest, settle, type World } from './fake-world.ts'
import { BOB, bundle, mount, notesQuery, show, showLoaded, startRename, userEntry } from './fixture.ts'

const ME = { 'X-Mizan-Identity': 'me.1' }
const YOU = { 'X-Mizan-Identity': 'you.1' }
const GUEST = { 'X-Mizan-Identity': '-' }
const DONE = { result: BOB as never, invalidate: [] }
const LIFE_MS = 300_000
/** With the fake world's random() of 1: 0.9 of the life. */
const RENEWAL_MS = 270_000

const questions = (world: World): FakeRequest[] =>
  world.requests.filter(({ url }) => url === '/api/session/token/')
const question = (world: World): FakeRequest => {
  const open = questions(world).filter(({ isAborted, isAnswered }) => !isAborted && !isAnswered)
  if (open[0] === undefined || open.length > 1) throw new Error(`${open.length} questions are open`)
  return open[0]
}
const calls = (world: World): FakeRequest[] => world.requests.filter(({ url }) => url === '/api/call/')
const tokenOf = (request: FakeRequest | undefined): string | undefined => request?.headers['X-Mizan-Token']

function give(request: FakeRequest, token: string, headers: Record<string, string> = ME): Promise<void> {
  return request.answer({ token, expires_in: LIFE_MS / 1000 }, { headers })
}

function refuse(request: FakeRequest | undefined, reason: string): Promise<void> {
  const error = { code: 'UNAUTHORIZED', message: 'no', details: { reason } }
  return request?.answer({ error }, { status: 401 }) ?? Promise.resolve()
}

async function signedIn(world = createWorld({ plugins: [tokens()] })): Promise<World> {
  await showLoaded(world)
  await give(question(world), 't1')
  return world
}

/** A call that goes out, with the headers that it had. */
async function callOnce(
  world: World,
  headers: Record<string, string> = ME,
): Promise<FakeRequest | undefined> {
  void startRename(world)
  const sent = calls(world).at(-1)
  await sent?.answer(DONE, { headers })
  return sent
}

describe('a token', () => {
  it('is asked for once somebody is signed in, and then goes with reads and calls', async () => {
    const world = await signedIn()
    expect(questions(world).map(({ method, body, cache }) => [method, body, cache])).toEqual([
      ['POST', {}, 'no-store'],
    ])
    expect(tokenOf(await callOnce(world))).toBe('t1')
    show(world, { user_id: 6 })
    await settle()
    expect(tokenOf(world.only())).toBe('t1')
  })

  it('nobody waits for: until it is there the cookie counts', async () => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    const sent = await callOnce(world)
    expect(sent?.isAnswered && tokenOf(sent)).toBe(undefined)
    expect(questions(world)).toHaveLength(1)
  })

  it('is not asked for by guests, nor where all is public', async () => {
    const world = createWorld({ plugins: [tokens()] })
    mount(world.client.readQuery(notesQuery, {}))
    await settle()
    await world.only().answer({ notes: [] }, { headers: { 'X-Mizan-Entry': 'notifications' } })
    await callOnce(world, GUEST)
    await world.advance(LIFE_MS * 3)
    expect(questions(world)).toHaveLength(0)
  })

  it('goes to nobody who gives tokens', async () => {
    const world = await signedIn()
    await callOnce(world)
    await world.advance(RENEWAL_MS)
    expect(tokenOf(question(world))).toBe(undefined)
  })

  it.each([
    ['no text', { token: 5, expires_in: 300 }],
    ['empty', { token: '', expires_in: 300 }],
    ['too long', { token: 'x'.repeat(4097), expires_in: 300 }],
    ['without its time', { token: 't1' }],
    ['over before it begins', { token: 't1', expires_in: 0 }],
  ])('is none when it is %s', async (_, body) => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    await question(world).answer(body, { headers: ME })
    expect(tokenOf(await callOnce(world))).toBe(undefined)
  })
})

describe('renewal', () => {
  it('comes before expiry, and the old one goes along until the new one is there', async () => {
    const world = await signedIn()
    await callOnce(world)
    await world.advance(RENEWAL_MS - 1)
    expect(questions(world)).toHaveLength(1)
    await world.advance(1)
    expect(tokenOf(await callOnce(world))).toBe('t1')
    await give(question(world), 't2')
    expect(tokenOf(await callOnce(world))).toBe('t2')
  })

  it('has jitter', async () => {
    const world = createWorld({ plugins: [tokens()] })
    Object.assign(world.environment, { random: () => 0 })
    await signedIn(world)
    await callOnce(world)
    await world.advance(LIFE_MS * 0.7)
    expect(questions(world)).toHaveLength(2)
  })

  it('is left until somebody asks for something: a page that lies idle makes no requests', async () => {
    const world = await signedIn()
    await world.advance(LIFE_MS * 20)
    expect(questions(world)).toHaveLength(1)
    expect(tokenOf(await callOnce(world))).toBe(undefined)
    await give(question(world), 't2')
    expect(tokenOf(await callOnce(world))).toBe('t2')
  })

  it('after a sleep: a token that expired meanwhile is not sent, and there is one question', async () => {
    const world = await signedIn()
    await callOnce(world)
    world.sleep(LIFE_MS * 10)
    expect(tokenOf(await callOnce(world))).toBe(undefined)
    await world.advance(0)
    expect(questions(world)).toHaveLength(2)
    await give(question(world), 't2')
    expect(tokenOf(await callOnce(world))).toBe('t2')
  })

  it('counts the life of a token from when it was asked for', async () => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    world.sleep(30_000)
    await give(question(world), 't1')
    await callOnce(world)
    await world.advance(LIFE_MS - 30_000)
    expect(tokenOf(await callOnce(world))).toBe(undefined)
  })

  it('without a network is no loop: one question when the network is back and something is asked for', async () => {
    const world = await signedIn()
    await callOnce(world)
    await world.setOnline(false)
    await world.advance(LIFE_MS * 10)
    expect(questions(world)).toHaveLength(1)
    await world.setOnline(true)
    await callOnce(world)
    expect(questions(world)).toHaveLength(2)
  })

  it.each([
    ['does not answer', (asked: FakeRequest) => asked.fail()],
    ['is busy', (asked: FakeRequest) => asked.answer('', { status: 503 })],
    [
      'is no server of ours',
      (asked: FakeRequest) => asked.answer('<html>', { headers: { 'X-Mizan-Protocol': undefined } }),
    ],
  ])('while the server %s comes with other requests, and not with each of them', async (_, end) => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    await end(question(world))
    for (let index = 0; index < 20; index += 1) await callOnce(world)
    expect(questions(world)).toHaveLength(1)
    await world.advance(500)
    await callOnce(world)
    await callOnce(world)
    expect(questions(world)).toHaveLength(2)
    await give(question(world), 't1')
    expect(tokenOf(await callOnce(world))).toBe('t1')
  })

  it('waits as long as Retry-After says', async () => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    const error = { code: 'RATE_LIMITED', message: 'x' }
    await question(world).answer({ error }, { status: 429, headers: { ...ME, 'Retry-After': '60' } })
    await world.advance(59_000)
    await callOnce(world)
    expect(questions(world)).toHaveLength(1)
    await world.advance(1000)
    await callOnce(world)
    expect(questions(world)).toHaveLength(2)
  })

  it('ends where the server gives none, until the user changes', async () => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    await question(world).answer(
      { error: { code: 'NOT_IMPLEMENTED', message: 'x' } },
      { status: 501, headers: ME },
    )
    await world.advance(LIFE_MS)
    await callOnce(world)
    expect(questions(world)).toHaveLength(1)
    await callOnce(world, GUEST)
    await callOnce(world)
    expect(questions(world)).toHaveLength(2)
  })
})

describe('another user', () => {
  it('has a token of their own: the old one is gone with the answer that says so', async () => {
    const world = await signedIn()
    await callOnce(world, YOU)
    expect(tokenOf(await callOnce(world, YOU))).toBe(undefined)
    await give(question(world), 'of you', YOU)
    expect(tokenOf(await callOnce(world, YOU))).toBe('of you')
  })

  it('signs out: nothing goes along any more, and nothing is renewed', async () => {
    const world = await signedIn()
    await callOnce(world, GUEST)
    await world.advance(LIFE_MS * 2)
    expect(tokenOf(await callOnce(world, GUEST))).toBe(undefined)
    expect(questions(world)).toHaveLength(1)
  })

  it('comes while a renewal is under way: what it brings is not used', async () => {
    const world = createWorld({ plugins: [tokens()] })
    await showLoaded(world)
    const early = question(world)
    await callOnce(world, YOU)
    await give(early, 'of me')
    expect(questions(world)).toHaveLength(2)
    expect(tokenOf(await callOnce(world, YOU))).toBe(undefined)
    await give(question(world), 'of you', YOU)
    expect(tokenOf(await callOnce(world, YOU))).toBe('of you')
  })

  it('may be told by the token itself: what was private leaves the screen', async () => {
    const world = createWorld({ plugins: [tokens()] })
    const shown = await showLoaded(world)
    await give(question(world), 'of you', YOU)
    expect(shown.reader.snapshot('user_profile').status).toBe('pending')
    expect(questions(world)).toHaveLength(1)
    expect(tokenOf(await callOnce(world, YOU))).toBe('of you')
  })

  it('in another tab: the token of this one is not sent any more', async () => {
    const { openChannel } = createChannels()
    const plugins = () => [tokens(), tabs({ openChannel })]
    const world = await signedIn(createWorld({ plugins: plugins() }))
    const other = createWorld({ plugins: plugins() })
    await showLoaded(other)
    await callOnce(other, YOU)
    await settle()
    expect(tokenOf(await callOnce(world, YOU))).toBe(undefined)
  })
})

describe('a refusal for the token alone', () => {
  it.each(['stale', 'token'])(
    'of the reason "%s" brings a new one, and the call again, once',
    async (reason) => {
      const world = await signedIn()
      const done = startRename(world)
      await refuse(calls(world)[0], reason)
      await give(question(world), 't2', { 'X-Mizan-Identity': 'me.2' })
      const [first, again] = calls(world)
      expect([again?.body, tokenOf(again)]).toEqual([first?.body, 't2'])
      await refuse(again, reason)
      await expect(done).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
      expect(calls(world)).toHaveLength(2)
    },
  )

  it('is not what a function itself says', async () => {
    const world = await signedIn()
    const done = startRename(world)
    await calls(world)[0]?.answer(
      { error: { code: 'UNAUTHORIZED', message: 'no' } },
      { status: 401, headers: ME },
    )
    await expect(done).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect([calls(world).length, questions(world).length]).toEqual([1, 1])
  })

  it('costs one question for all who are refused at once', async () => {
    const world = await signedIn()
    for (const name of ['Bob', 'Cid', 'Dan']) void startRename(world, name)
    const [first, second, third] = calls(world)
    await refuse(first, 'token')
    await refuse(second, 'token')
    await give(question(world), 't2')
    await refuse(third, 'token')
    expect(questions(world)).toHaveLength(2)
    expect(calls(world).slice(3).map(tokenOf)).toEqual(['t2', 't2', 't2'])
  })

  it('never sends a call again for who signed in meanwhile, and shows nothing of the one before', async () => {
    const world = await signedIn()
    const shown = show(world)
    const done = startRename(world)
    await refuse(calls(world)[0], 'token')
    await give(question(world), 'of you', YOU)
    await expect(done).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(calls(world)).toHaveLength(1)
    expect(shown.reader.snapshot('user_profile').status).toBe('pending')
  })

  it('lets a read be read for who the user is now', async () => {
    const world = await signedIn()
    const shown = show(world, { user_id: 6 })
    await settle()
    await refuse(world.only(), 'token')
    await question(world).answer(
      { error: { code: 'UNAUTHORIZED', message: 'x' } },
      { status: 401, headers: GUEST },
    )
    const again = world.open().find(({ url }) => url.endsWith('user_id=6'))
    expect(tokenOf(again)).toBe(undefined)
    await again?.answer(bundle(), { headers: { ...userEntry(6), ...GUEST } })
    expect(shown.name()).toBe('Ada')
  })

  it('sends nothing again for who aborted', async () => {
    const world = await signedIn()
    const shown = show(world, { user_id: 6 })
    await settle()
    await refuse(world.only(), 'token')
    shown.stop()
    await settle()
    await give(question(world), 't2')
    expect(world.requests.filter(({ url }) => url.endsWith('user_id=6'))).toHaveLength(1)
  })
})

it('the question for a token brings its CSRF token along, and asks for one like any other POST', async () => {
  const world = createWorld({ plugins: [tokens()] })
  await showLoaded(world)
  const error = { code: 'FORBIDDEN', message: 'no', details: { reason: 'csrf' } }
  await question(world).answer({ error }, { status: 403, headers: ME })
  await world.only().answer({ csrf_token: 'c1' }, { headers: ME })
  expect(question(world).headers['X-CSRFToken']).toBe('c1')
  await give(question(world), 't1')
  expect(tokenOf(await callOnce(world))).toBe('t1')
})
