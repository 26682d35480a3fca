/** Reading: one request for many readers, slices, URLs, params that turn out to be the same, ETags, counting and collection. */
import { describe, expect, it } from 'vitest'
import { createWorld, settle } from './fake-world.ts'
import {
  ADA,
  BOB,
  bundle,
  DAY,
  mount,
  notesQuery,
  profileQuery,
  show,
  showLoaded,
  showSlice,
  userContext,
  userEntry,
} from './fixture.ts'

describe('an entry', () => {
  it('is pending, then has each query with data of its type', async () => {
    const world = createWorld()
    const shown = show(world)
    const pending = shown.reader.snapshot('user_profile')
    expect(pending).toMatchObject({ status: 'pending', data: undefined, isStale: false, isFetching: true })
    await settle()
    const request = world.only()
    expect(request).toMatchObject({
      url: '/api/ctx/user/?user_id=5',
      method: 'GET',
      credentials: 'same-origin',
      cache: 'default',
    })
    await request.answer(bundle(), { headers: userEntry() })
    expect(shown.reader.snapshot('user_profile')).toEqual({
      status: 'success',
      data: ADA,
      error: undefined,
      isStale: false,
      isFetching: false,
      isMutating: false,
    })
    expect(shown.reader.snapshot('user_orders').data).toEqual([new Date(DAY)])
    expect(shown.reader.entrySnapshot()).toMatchObject({ status: 'success', isFetching: false })
  })

  it('makes one request for many readers, also under StrictMode', async () => {
    const world = createWorld()
    const first = show(world)
    first.stop()
    mount(first.reader)
    show(world)
    show(world)
    await settle()
    expect(world.requests).toHaveLength(1)
    expect(world.requests[0]?.isAborted).toBe(false)
    show(world)
    await settle()
    expect(world.requests).toHaveLength(1)
  })

  it('hands out the same snapshot until something changed', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    expect(reader.snapshot('user_profile')).toBe(reader.snapshot('user_profile'))
    expect(reader.entrySnapshot()).toBe(reader.entrySnapshot())
    expect(world.client.readContext(userContext, { user_id: 5 }).snapshot(profileQuery)).toBe(
      reader.snapshot('user_profile'),
    )
  })

  it('keeps the reference of a slice that a read did not change', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    const [orders, profile] = [reader.snapshot('user_orders').data, reader.snapshot('user_profile').data]
    const done = reader.refetch()
    await settle()
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    await done
    expect(reader.snapshot('user_orders').data).toBe(orders)
    expect(reader.snapshot('user_profile').data).not.toBe(profile)
    expect(reader.snapshot('user_profile').data).toEqual(BOB)
  })

  it('shows the errors of single queries beside the values of the others', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    const broken = { error: { code: 'NOT_FOUND', message: 'none' } }
    await world
      .only()
      .answer(
        { user_profile: ADA as never, _mizan_errors: { user_orders: broken.error } },
        { headers: userEntry() },
      )
    expect(reader.snapshot('user_profile').data).toEqual(ADA)
    expect(reader.snapshot('user_orders')).toMatchObject({
      status: 'error',
      data: undefined,
      error: { code: 'NOT_FOUND', status: 404 },
    })
    expect(reader.entrySnapshot()).toMatchObject({ status: 'error', error: { code: 'NOT_FOUND' } })
  })

  it('turns a value that does not decode into an error of its query alone', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    await world.only().answer(bundle(ADA, ['tomorrow']), { headers: userEntry() })
    expect(reader.snapshot('user_orders').error).toMatchObject({ code: 'PROTOCOL' })
    expect(reader.snapshot('user_profile').data).toEqual(ADA)
  })

  it('is an error for every query when the read was refused, and a member that is missing is not ours', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    await world.only().answer({ error: { code: 'UNAUTHORIZED', message: 'no' } }, { status: 401 })
    expect(reader.snapshot('user_profile')).toMatchObject({
      status: 'error',
      error: { code: 'UNAUTHORIZED', status: 401 },
    })
    expect(reader.snapshot('user_orders').error).toMatchObject({ code: 'UNAUTHORIZED' })
    void reader.refetch()
    await settle()
    await world.only().answer({ user_profile: ADA as never }, { headers: userEntry() })
    expect(reader.snapshot('user_orders').error).toMatchObject({ code: 'PROTOCOL' })
  })

  it('an answer that does not say that it is ours is never taken for data', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    await world.only().answer(bundle(), { headers: { ...userEntry(), 'X-Mizan-Protocol': undefined } })
    expect(reader.snapshot('user_profile')).toMatchObject({ data: undefined, error: { code: 'PROTOCOL' } })
  })

  it('keeps the last value of a query that failed in passing, and does not ask again and again', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    void reader.refetch()
    await settle()
    const _mizan_errors = { user_orders: { code: 'INTERNAL', message: 'x', details: { id: '1' } } }
    await world.only().answer({ user_profile: BOB as never, _mizan_errors }, { headers: userEntry() })
    expect(reader.snapshot('user_orders')).toMatchObject({
      status: 'error',
      data: [new Date(DAY)],
      error: { code: 'INTERNAL', status: 500 },
      isStale: true,
      isFetching: false,
    })
    await world.advance(100_000)
    expect(world.open()).toHaveLength(0)
  })

  it('keeps what it has when a refetch fails, marked as stale', async () => {
    const world = createWorld({ retry: { attempts: 0 } })
    const { reader } = await showLoaded(world)
    void reader.refetch()
    await settle()
    await world.only().answer({ error: { code: 'INTERNAL', message: 'x' } }, { status: 500 })
    expect(reader.snapshot('user_profile')).toMatchObject({
      status: 'error',
      data: ADA,
      isStale: true,
      isFetching: false,
      error: { code: 'INTERNAL' },
    })
  })
})

describe('a slice', () => {
  it('asks for its query alone, with its own params, and is an entry of its own', async () => {
    const world = createWorld()
    showSlice(world)
    show(world)
    await settle()
    expect(world.requests.map(({ url }) => url)).toEqual([
      '/api/ctx/user/?_mizan_fn=user_profile&user_id=5',
      '/api/ctx/user/?user_id=5',
    ])
  })

  it('needs no name for its snapshot, and knows no other query', async () => {
    const world = createWorld()
    const shown = showSlice(world)
    await settle()
    await world.only().answer({ user_profile: ADA as never }, { headers: userEntry(5, null) })
    expect(shown.reader.snapshot().data).toEqual(ADA)
    expect(() => shown.reader.snapshot('user_orders')).toThrow('"user_orders" is no query')
  })
})

describe('URLs', () => {
  it('have sorted keys, leave null and undefined out, and repeat lists', async () => {
    const world = createWorld()
    mount(world.client.readContext(userContext, { user_id: 5, limit: 3 }))
    mount(world.client.readContext(userContext, { user_id: 6, limit: undefined as never }))
    mount(world.client.readQuery(notesQuery, { tags: ['b c', 'ä&'] }))
    await settle()
    expect(world.requests.map(({ url }) => url)).toEqual([
      '/api/ctx/user/?limit=3&user_id=5',
      '/api/ctx/user/?user_id=6',
      '/api/ctx/notifications/?_mizan_fn=notes&tags=b%20c&tags=%C3%A4%26',
    ])
  })

  it('trpc #506: become a POST over 4096 bytes', async () => {
    const world = createWorld()
    const tags = [['x'.repeat(4000)], ['x'.repeat(5000)]]
    for (const each of tags) mount(world.client.readQuery(notesQuery, { tags: each }))
    await settle()
    const [short, long] = world.requests
    expect(short?.method).toBe('GET')
    expect(long).toMatchObject({
      method: 'POST',
      url: '/api/ctx/notifications/?_mizan_fn=notes',
      body: { tags: tags[1] },
    })
    expect(long?.headers['Content-Type']).toBe('application/json')
  })

  it('carry the headers and credentials of the app', async () => {
    const world = createWorld({ credentials: 'include', headers: () => ({ 'X-App': '1' }), baseUrl: '/api/' })
    show(world)
    await settle()
    expect(world.only()).toMatchObject({
      url: '/api/ctx/user/?user_id=5',
      credentials: 'include',
      headers: { 'X-App': '1' },
    })
  })
})

describe('canonical params', () => {
  it('make two sets of params one entry, with one refetch for both', async () => {
    const world = createWorld()
    const plain = show(world, { user_id: 5 })
    const exact = show(world, { user_id: 5, limit: 20 })
    await settle()
    const [first, second] = world.open()
    await first?.answer(bundle(), { headers: userEntry() })
    await second?.answer(bundle(BOB), { headers: userEntry() })
    // Both were under way at once, so nobody knows which is newer: what is shown stays.
    expect([plain.name(), exact.name()]).toEqual(['Ada', 'Ada'])
    world.client.invalidate({ context: 'user', params: { limit: 20 } })
    await settle()
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    expect([plain.name(), exact.name()]).toEqual(['Bob', 'Bob'])
    plain.stop()
    world.client.invalidate('user')
    await settle()
    expect(world.only().url).toBe('/api/ctx/user/?limit=20&user_id=5')
  })

  it('come from the body when the header would be too long', async () => {
    const world = createWorld()
    const shown = mount(world.client.readQuery(notesQuery, { tags: ['x'] }))
    await settle()
    await world.only().answer({ notes: ['a'], _mizan_entry: 'notifications;tags=%5B%22y%22%5D' })
    expect(shown.reader.snapshot().data).toEqual(['a'])
    world.client.invalidate({ context: 'notifications', params: { tags: ['x'] } })
    await settle()
    expect(world.open()).toHaveLength(0)
    world.client.invalidate({ context: 'notifications', params: { tags: ['y'] } })
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('may change between two reads: a default that moved', async () => {
    const world = createWorld()
    const plain = show(world, { user_id: 5 })
    const exact = show(world, { user_id: 5, limit: 20 })
    await settle()
    for (const request of world.open()) await request.answer(bundle(), { headers: userEntry() })
    exact.stop()
    void plain.reader.refetch()
    await settle()
    await world.only().answer(bundle(BOB), { headers: userEntry(5, 30) })
    expect(plain.name()).toBe('Bob')
    world.client.invalidate({ context: 'user', params: { limit: 20 } })
    await settle()
    expect(world.open()).toHaveLength(0)
  })
})

describe('ETags', () => {
  it('are sent back for the same URL, and a 304 confirms what is held', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world, 5, { headers: { ...userEntry(), ETag: '"1"' } })
    const held = reader.snapshot('user_profile').data
    world.client.invalidate('user')
    await settle()
    expect(reader.snapshot('user_profile')).toMatchObject({ isStale: true, isFetching: true, data: ADA })
    expect(world.only()).toMatchObject({ headers: { 'If-None-Match': '"1"' }, cache: 'no-cache' })
    await world.only().answer('', { status: 304, headers: { ...userEntry(), ETag: '"1"' } })
    expect(reader.snapshot('user_profile')).toMatchObject({
      isStale: false,
      isFetching: false,
      status: 'success',
    })
    expect(reader.snapshot('user_profile').data).toBe(held)
    void reader.refetch()
    await settle()
    expect(world.only().headers['If-None-Match']).toBe('"1"')
  })

  it('belong to one URL', async () => {
    const world = createWorld()
    const shown = await showLoaded(world, 5, { headers: { ...userEntry(), ETag: '"1"' } })
    show(world, { user_id: 5, limit: 20 })
    shown.stop()
    await settle()
    expect(world.only()).toMatchObject({ url: '/api/ctx/user/?limit=20&user_id=5' })
    expect(world.only().headers['If-None-Match']).toBeUndefined()
  })

  it('a 304 that nobody asked for is not ours', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    await world.only().answer('', { status: 304, headers: userEntry() })
    expect(reader.snapshot('user_profile').error).toMatchObject({ code: 'PROTOCOL' })
  })
})
