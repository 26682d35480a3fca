/** Mutations that were refused, and mutations whose outcome nobody knows. */
import { describe, expect, it } from 'vitest'
import { createWorld, settle, type World } from './fake-world.ts'
import {
  BOB,
  bundle,
  mount,
  notesQuery,
  rename,
  showLoaded,
  startRename,
  USER_5,
  userEntry,
} from './fixture.ts'

describe('what a mutation did not do', () => {
  it('a refusal invalidates nothing', async () => {
    const world = createWorld()
    await showLoaded(world)
    for (const status of [400, 401, 409, 422, 429]) {
      const done = startRename(world)
      await world.only().answer({ error: { code: 'X', message: 'x' }, invalidate: ['user'] }, { status })
      await expect(done).rejects.toMatchObject({ code: 'X', status })
    }
    await world.advance(100_000)
    expect(world.open()).toHaveLength(0)
    expect(world.requests).toHaveLength(6)
  })

  it('a 4xx that is not ours is a ProtocolError and invalidates nothing', async () => {
    const world = createWorld()
    await showLoaded(world)
    const done = startRename(world)
    await world.only().answer('<html>', { status: 413 })
    await expect(done).rejects.toMatchObject({ code: 'PROTOCOL', status: 413 })
    expect(world.open()).toHaveLength(0)
  })
})

describe('an unknown outcome', () => {
  const cases: [string, (world: World) => Promise<void>, string][] = [
    ['no answer', (world) => world.only().fail(), 'CONNECTION'],
    ['a timeout', (world) => world.advance(40_000), 'TIMEOUT'],
    ['a 5xx of a proxy', (world) => world.only().answer('<html>', { status: 502 }), 'PROTOCOL'],
    ['a broken answer', (world) => world.only().answer('{"result":', { status: 200 }), 'PROTOCOL'],
    ['no result', (world) => world.only().answer({ invalidate: [] }), 'PROTOCOL'],
    [
      'another protocol',
      (world) => world.only().answer({ result: 1 }, { headers: { 'X-Mizan-Protocol': '2' } }),
      'PROTOCOL',
    ],
  ]
  it.each(cases)(
    '%s: stale at once, again after the run deadline, never sent again',
    async (_, happen, code) => {
      const world = createWorld()
      await showLoaded(world, 5)
      const notes = mount(world.client.readQuery(notesQuery, {}))
      await settle()
      await world.only().answer({ notes: [] })
      const done = startRename(world)
      await happen(world)
      await expect(done).rejects.toMatchObject({ code })
      expect(world.only()).toMatchObject({ url: '/api/ctx/user/?user_id=5', cache: 'no-cache' })
      await world.only().answer(bundle(), { headers: userEntry() })
      await world.advance(29_999)
      expect(world.open()).toHaveLength(0)
      await world.advance(1)
      expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
      await world.only().answer(bundle(BOB), { headers: userEntry() })
      await world.advance(100_000)
      expect(world.requests.filter(({ url }) => url === '/api/call/')).toHaveLength(1)
      expect(notes.reader.snapshot('notes').isStale).toBe(false)
      expect(world.events.filter((event) => event.kind === 'mutation').map(({ status }) => status)).toEqual([
        'started',
        'unknown',
      ])
    },
  )

  it('a 5xx names its targets', async () => {
    const world = createWorld()
    await showLoaded(world, 5)
    await showLoaded(world, 6)
    const done = startRename(world)
    await world
      .only()
      .answer(
        { error: { code: 'INTERNAL', message: 'x', details: { id: 'r1' } }, invalidate: [USER_5] },
        { status: 500 },
      )
    await expect(done).rejects.toMatchObject({ code: 'INTERNAL', details: { id: 'r1' } })
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
  })

  it('a 5xx that is not ours to read: all that the mutation may change', async () => {
    const world = createWorld()
    await showLoaded(world, 5)
    await showLoaded(world, 6)
    void startRename(world)
    await world.only().answer('oops', { status: 500, headers: { 'X-Mizan-Invalidate': 'user;user_id=6' } })
    expect(world.open()).toHaveLength(2)
  })

  it('when the caller aborts after it was sent, and nothing when before', async () => {
    const world = createWorld()
    await showLoaded(world)
    const controller = new AbortController()
    const done = world.client.mutate(rename, { user_id: 5, name: 'x' }, { signal: controller.signal })
    done.catch(() => undefined)
    await settle()
    controller.abort()
    await expect(done).rejects.toMatchObject({ code: 'ABORTED' })
    expect(world.open()).toHaveLength(1)
    const count = world.requests.length
    const never = world.client.mutate(rename, { user_id: 5, name: 'x' }, { signal: controller.signal })
    await expect(never).rejects.toMatchObject({ code: 'ABORTED' })
    expect(world.requests).toHaveLength(count)
  })

  it('offline says so', async () => {
    const world = createWorld()
    await world.setOnline(false)
    const done = startRename(world)
    await world.only().fail()
    await expect(done).rejects.toMatchObject({ code: 'OFFLINE' })
  })
})
