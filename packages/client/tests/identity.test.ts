/** X-Mizan-Identity: when it changes, nothing of the old user stays (SPEC.md, Identity). */
import { describe, expect, it } from 'vitest'
import { fetchQuery } from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import {
  ADA,
  BOB,
  bundle,
  mount,
  notesQuery,
  profileQuery,
  show,
  showLoaded,
  startRename,
  USER_5,
  userEntry,
} from './fixture.ts'

const YOU = { 'X-Mizan-Entry': 'user;limit=20;user_id=5', 'X-Mizan-Identity': 'you.1' }

describe('a change of identity', () => {
  it('takes everything private from the screen at once, and leaves what is public', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    const gone = await showLoaded(world, 6)
    gone.stop()
    const notes = mount(world.client.readQuery(notesQuery, {}))
    await settle()
    await world.only().answer({ notes: ['a'] }, { headers: { 'X-Mizan-Entry': 'notifications' } })
    void startRename(world)
    await world
      .only()
      .answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    expect(reader.snapshot('user_profile')).toMatchObject({ status: 'pending', data: undefined })
    expect(notes.reader.snapshot().data).toEqual(['a'])
    expect(world.only()).toMatchObject({ url: '/api/ctx/user/?user_id=5' })
    await world.only().answer(bundle(BOB), { headers: YOU })
    expect(reader.snapshot('user_profile').data).toEqual(BOB)
    const back = show(world, { user_id: 6 })
    expect(back.reader.snapshot('user_profile').status).toBe('pending')
    const dropped = world.events.filter((event) => event.kind === 'entry' && event.action === 'dropped')
    expect(dropped.map((event) => event.kind === 'entry' && event.params.user_id)).toEqual(['5', '6'])
    expect(world.events).toContainEqual({ kind: 'identity', identity: 'you.1', mutation: 1 })
  })

  it('counts when only the rights changed', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    void startRename(world)
    await world
      .only()
      .answer(
        { error: { code: 'FORBIDDEN', message: 'x' } },
        { status: 403, headers: { 'X-Mizan-Identity': 'me.2' } },
      )
    expect(reader.snapshot('user_profile').status).toBe('pending')
    expect(world.open()).toHaveLength(1)
  })

  it('voids what is in flight: it is asked again, and its answer is not shown', async () => {
    const world = createWorld()
    await showLoaded(world)
    const other = show(world, { user_id: 6 })
    await settle()
    const old = world.only()
    void startRename(world)
    await world.requests
      .at(-1)
      ?.answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    expect(old.isAborted).toBe(true)
    const urls = world.open().map(({ url }) => url)
    expect(urls.toSorted()).toEqual(['/api/ctx/user/?user_id=5', '/api/ctx/user/?user_id=6'])
    expect(other.reader.snapshot('user_profile').status).toBe('pending')
  })

  it('is not flipped back by the answer to a request that was sent before', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    void startRename(world)
    void startRename(world)
    const [slow, login] = world.open()
    await login?.answer(
      { result: BOB as never, invalidate: [] },
      { headers: { 'X-Mizan-Identity': 'you.1' } },
    )
    await world.open()[1]?.answer(bundle(BOB), { headers: YOU })
    expect(reader.snapshot('user_profile').data).toEqual(BOB)
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(ADA) }]
    const merge = [{ ...USER_5, function: 'user_profile', value: ADA as never }]
    await slow?.answer(
      { result: ADA as never, invalidate: [USER_5], merge, refresh },
      { headers: userEntry() },
    )
    // Neither its data nor its identity count, but its target does.
    expect(reader.snapshot('user_profile')).toMatchObject({ data: BOB, isStale: true })
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
    expect(world.events.filter(({ kind }) => kind === 'identity')).toHaveLength(2)
  })

  it('is not flipped back before the first identity was known either', async () => {
    const world = createWorld()
    const shown = show(world)
    await settle()
    const anonymous = world.only()
    void startRename(world)
    await world.requests
      .at(-1)
      ?.answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    await anonymous.answer(bundle(ADA), { headers: { ...userEntry(), 'X-Mizan-Identity': '-' } })
    expect(shown.reader.snapshot('user_profile').status).toBe('pending')
    await world.only().answer(bundle(BOB), { headers: YOU })
    expect(shown.name()).toBe('Bob')
  })

  it("takes the refresh that came with the login, which is the new user's", async () => {
    const world = createWorld()
    const shown = await showLoaded(world)
    void startRename(world)
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB) }]
    await world
      .only()
      .answer(
        { result: BOB as never, invalidate: ['user'], refresh },
        { headers: { 'X-Mizan-Identity': 'you.1' } },
      )
    expect(shown.name()).toBe('Bob')
    await settle()
    expect(world.open()).toHaveLength(0)
  })

  it('may be told by a read, whose own value is shown', async () => {
    const world = createWorld()
    const five = await showLoaded(world)
    const six = await showLoaded(world, 6)
    void five.reader.refetch()
    await settle()
    await world.only().answer(bundle(BOB), { headers: YOU })
    expect(five.name()).toBe('Bob')
    expect(six.reader.snapshot('user_profile').status).toBe('pending')
    expect(world.only().url).toBe('/api/ctx/user/?user_id=6')
  })

  it('clears refusals: who may not see it now may see it then', async () => {
    const world = createWorld()
    const shown = show(world)
    await settle()
    await world
      .only()
      .answer(
        { error: { code: 'UNAUTHORIZED', message: 'x' } },
        { status: 401, headers: { 'X-Mizan-Identity': '-' } },
      )
    expect(shown.reader.snapshot('user_profile').status).toBe('error')
    void startRename(world)
    await world
      .only()
      .answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    expect(shown.reader.snapshot('user_profile').status).toBe('pending')
    await world.only().answer(bundle(BOB), { headers: YOU })
    expect(shown.name()).toBe('Bob')
  })

  it("lets a fetchQuery wait for the new user's answer", async () => {
    const world = createWorld()
    await showLoaded(world)
    const asked = fetchQuery(world.client, profileQuery, { params: { user_id: 6 } })
    void startRename(world)
    await settle()
    const call = world.requests.find(({ url }) => url === '/api/call/')
    await call?.answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    const read = world.open().find(({ url }) => url.includes('user_id=6'))
    await read?.answer(
      { user_profile: BOB as never },
      { headers: { ...YOU, 'X-Mizan-Entry': 'user;user_id=6' } },
    )
    expect(await asked).toEqual(BOB)
  })
})

it('a login that overtook another one is in doubt: what is private is asked for again', async () => {
  const world = createWorld()
  const shown = await showLoaded(world)
  void startRename(world)
  void startRename(world)
  const [first, second] = world.open()
  await second?.answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
  await world.open()[1]?.answer(bundle(BOB), { headers: YOU })
  await first?.answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'they.1' } })
  expect(shown.reader.snapshot('user_profile')).toMatchObject({ data: BOB, isStale: true, isFetching: true })
  await world.only().answer(bundle(ADA), { headers: { ...YOU, 'X-Mizan-Identity': 'they.1' } })
  expect(shown.name()).toBe('Ada')
  expect(world.open()).toHaveLength(0)
})

it('a tainted answer makes a public entry private', async () => {
  const world = createWorld()
  const shown = await showLoaded(world, 5, { headers: { 'X-Mizan-Entry': 'user;limit=20;user_id=5' } })
  void shown.reader.refetch()
  await settle()
  await world.only().answer(bundle(BOB), { headers: userEntry() })
  void startRename(world)
  await world
    .only()
    .answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': '-' } })
  expect(shown.reader.snapshot('user_profile').status).toBe('pending')
})
