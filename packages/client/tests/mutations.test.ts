/** Mutations: what is sent, and what becomes of targets, merges, refreshes, refusals and unknown outcomes. */
import type { JsonObject } from '@mizan/protocol'
import { describe, expect, it } from 'vitest'
import { clientEvents, type EntryEvent } from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import {
  ADA,
  BOB,
  bundle,
  DAY,
  mount,
  notesQuery,
  profileQuery,
  rename,
  show,
  showLoaded,
  showSlice,
  startRename,
  USER_5,
  userEntry,
} from './fixture.ts'

const MINE = { 'X-Mizan-Identity': 'me.1', 'X-Mizan-Cause': 'c1' }
const MERGE_5 = { ...USER_5, function: 'user_profile', value: BOB as never }

function callAnswer(more: JsonObject = {}): JsonObject {
  return { result: BOB as never, invalidate: [USER_5], ...more }
}

/** `action context;params` of entry events, without reads. */
function actions(world: World): string[] {
  return world.events
    .filter((event): event is EntryEvent => event.kind === 'entry' && event.action !== 'fetched')
    .map(({ action, params, functions }) => `${action} ${params.user_id} ${functions.join('+')}`)
}

describe('a mutation', () => {
  it('is one POST that says what is shown, most recent first', async () => {
    const world = createWorld()
    await showLoaded(world, 5)
    await showLoaded(world, 6)
    showSlice(world, 7)
    mount(world.client.readQuery(notesQuery, {}))
    await settle()
    void startRename(world)
    const call = world.requests.at(-1)
    expect(call).toMatchObject({ url: '/api/call/', method: 'POST' })
    expect(call?.body).toEqual({
      fn: 'update_profile',
      args: { user_id: 5, name: 'Bob' },
      mounted: [
        { context: 'user', params: { user_id: 7 }, functions: ['user_profile'] },
        { context: 'user', params: { user_id: 6 } },
        { context: 'user', params: { user_id: 5 } },
      ],
    })
  })

  it('names at most 32 entries, and none when none is shown', async () => {
    const world = createWorld()
    void startRename(world)
    expect(world.requests.at(-1)?.body).not.toHaveProperty('mounted')
    for (let id = 0; id < 40; id += 1) show(world, { user_id: id })
    await settle()
    void startRename(world)
    const mounted = world.requests.at(-1)?.body?.mounted as unknown as { params: object }[]
    expect(mounted).toHaveLength(32)
    expect(mounted[0]?.params).toEqual({ user_id: 39 })
  })

  it('decodes its result and its declared details', async () => {
    const world = createWorld()
    const done = startRename(world)
    await world.only().answer(callAnswer())
    expect(await done).toEqual(BOB)
    const refused = startRename(world)
    const error = { code: 'NAME_TAKEN', message: 'taken', details: { until: DAY } }
    await world.only().answer({ error }, { status: 409 })
    await expect(refused).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      status: 409,
      details: { until: new Date(DAY) },
    })
  })
})

describe('targets', () => {
  it('refetch the shown entries that match, and leave the others alone', async () => {
    const world = createWorld()
    const [five, six] = [await showLoaded(world, 5), await showLoaded(world, 6)]
    const renders = six.renders
    const done = startRename(world)
    await world.only().answer(callAnswer(), { headers: MINE })
    await done
    expect(five.reader.snapshot('user_profile')).toMatchObject({ isStale: true, isFetching: true, data: ADA })
    expect(world.only()).toMatchObject({ url: '/api/ctx/user/?user_id=5', cache: 'no-cache' })
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    expect(five.name()).toBe('Bob')
    expect(six.renders).toBe(renders)
    expect(actions(world)).toEqual([
      'refetched 5 user_orders+user_profile',
      'left 6 user_orders+user_profile',
    ])
  })

  it('are gathered in a microtask: one request for many targets', async () => {
    const world = createWorld()
    await showLoaded(world)
    world.client.invalidate('user')
    world.client.invalidate([
      { context: 'user', params: { user_id: 5 } },
      { context: 'user', function: 'user_profile' },
    ])
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('match by every param they name, as canonical texts', async () => {
    const world = createWorld()
    await showLoaded(world)
    for (const params of [{ user_id: 6 }, { user_id: 5, limit: 10 }, { other: 1 }, { user_id: '05' }]) {
      world.client.invalidate({ context: 'user', params })
    }
    world.client.invalidate([
      'users',
      { context: 'user', function: 'other' },
      { context: '__proto__', params: {} },
    ])
    await settle()
    expect(world.open()).toHaveLength(0)
    world.client.invalidate({ context: 'user', params: { user_id: 5, limit: 20 } })
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('narrow to the slice that they name, with only its params', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    world.client.invalidate({ context: 'user', function: 'user_profile', params: { user_id: 5 } })
    await settle()
    expect(world.only().url).toBe('/api/ctx/user/?_mizan_fn=user_profile&user_id=5')
    expect(reader.snapshot('user_orders')).toMatchObject({ isStale: false, isFetching: false })
    await world.only().answer({ user_profile: BOB as never }, { headers: userEntry(5, null) })
    expect(reader.snapshot('user_profile').data).toEqual(BOB)
    world.client.invalidate({ context: 'user', params: { limit: 20 } })
    await settle()
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
  })

  it('reach a slice by the params that it declares: it stands for its place in every bundle', async () => {
    const world = createWorld()
    showSlice(world)
    await settle()
    await world.only().answer({ user_profile: ADA as never }, { headers: userEntry(5, null) })
    world.client.invalidate({ context: 'user', params: { user_id: 6, limit: 20 } })
    await settle()
    expect(world.open()).toHaveLength(0)
    world.client.invalidate({ context: 'user', params: { user_id: 5, limit: 20 } })
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('mark what is not shown as stale: it is read at its next use', async () => {
    const world = createWorld()
    const shown = await showLoaded(world)
    shown.stop()
    await settle()
    world.client.invalidate('user')
    await settle()
    expect(world.open()).toHaveLength(0)
    expect(actions(world)).toEqual(['stale 5 user_orders+user_profile'])
    const again = show(world)
    expect(again.reader.snapshot('user_profile')).toMatchObject({
      data: ADA,
      isStale: true,
      isFetching: true,
    })
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('with own reach only private entries', async () => {
    const world = createWorld()
    await showLoaded(world, 5)
    await showLoaded(world, 6, { headers: { 'X-Mizan-Entry': 'user;user_id=6' } })
    world.client.invalidate({ context: 'user', own: true })
    await settle()
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
  })

  it('that cannot be understood stand for everything', async () => {
    const world = createWorld()
    await showLoaded(world, 5)
    void startRename(world)
    await world.only().answer({ result: BOB as never, invalidate: [{ context: 7 }] }, { headers: MINE })
    expect(world.open()).toHaveLength(1)
  })

  it('refetch entries that show an error too', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    await world.only().answer({ error: { code: 'NOT_FOUND', message: 'x' } }, { status: 404 })
    world.client.invalidate(USER_5 as never)
    await settle()
    await world.only().answer(bundle(), { headers: userEntry() })
    expect(reader.snapshot('user_profile')).toMatchObject({ status: 'success', error: undefined, data: ADA })
  })
})

describe('merge', () => {
  it('fills the slot of every matching entry, and only the rest is read', async () => {
    const world = createWorld()
    const five = await showLoaded(world, 5, { headers: { ...userEntry(), ETag: '"1"' } })
    const slice = showSlice(world)
    await settle()
    await world.only().answer({ user_profile: ADA as never }, { headers: userEntry(5, null) })
    const done = startRename(world)
    await world.only().answer(callAnswer({ merge: [MERGE_5] }), { headers: MINE })
    await done
    expect([five.name(), slice.name()]).toEqual(['Bob', 'Bob'])
    expect(five.reader.snapshot('user_profile')).toMatchObject({ isStale: false, isFetching: false })
    expect(world.only().url).toBe('/api/ctx/user/?_mizan_fn=user_orders&user_id=5')
    expect(actions(world)).toEqual([
      'merged 5 user_profile',
      'refetched 5 user_orders',
      'merged 5 user_profile',
    ])
    await world.only().answer({ user_orders: [DAY] }, { headers: userEntry() })
    void five.reader.refetch()
    await settle()
    expect(world.only().headers['If-None-Match']).toBeUndefined()
  })

  it('keeps the reference when the value is the same', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    const held = reader.snapshot('user_profile')
    void startRename(world, 'Ada')
    const target = { ...USER_5, function: 'user_profile' }
    await world
      .only()
      .answer(
        { result: ADA as never, invalidate: [target], merge: [{ ...target, value: { ...ADA } }] },
        { headers: MINE },
      )
    expect(reader.snapshot('user_profile')).toBe(held)
    expect(world.open()).toHaveLength(0)
  })

  it('does not take the value of another entry', async () => {
    const world = createWorld()
    const six = await showLoaded(world, 6)
    void startRename(world)
    await world.only().answer(callAnswer({ merge: [MERGE_5] }), { headers: MINE })
    expect(six.name()).toBe('Ada')
    expect(world.open()).toHaveLength(0)
  })
})

describe('refresh', () => {
  it('replaces the bundle without a further request, and brings its ETag', async () => {
    const world = createWorld()
    const { reader, name } = await showLoaded(world, 5, { headers: { ...userEntry(), ETag: '"1"' } }).then(
      (shown) => shown,
    )
    const orders = reader.snapshot('user_orders').data
    const done = startRename(world)
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB), etag: '"2"' }]
    await world.only().answer(callAnswer({ refresh }), { headers: MINE })
    await done
    expect(name()).toBe('Bob')
    expect(reader.snapshot('user_orders').data).toBe(orders)
    expect(reader.entrySnapshot()).toMatchObject({ isStale: false, isFetching: false })
    expect(world.requests).toHaveLength(2)
    expect(actions(world)).toEqual(['refreshed 5 user_orders+user_profile'])
    void reader.refetch()
    await settle()
    expect(world.only().headers['If-None-Match']).toBe('"2"')
  })

  it('of a part leaves the rest to be read', async () => {
    const world = createWorld()
    await showLoaded(world)
    void startRename(world)
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: { user_profile: BOB as never } }]
    await world.only().answer(callAnswer({ refresh }), { headers: MINE })
    expect(world.only().url).toBe('/api/ctx/user/?_mizan_fn=user_orders&user_id=5')
  })

  it('of a shape that is not ours is left out', async () => {
    const world = createWorld()
    await showLoaded(world)
    void startRename(world)
    await world
      .only()
      .answer(callAnswer({ refresh: [7, { context: 'user' }], merge: { a: 1 } }), { headers: MINE })
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
  })
})

describe('events', () => {
  it('tell each mutation with its cause and targets, and what became of every shown entry', async () => {
    const world = createWorld()
    await showLoaded(world)
    const heard: string[] = []
    const stop = clientEvents(world.client).subscribe((event) => heard.push(event.kind))
    void startRename(world)
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB) }]
    await world.only().answer(callAnswer({ refresh }), { headers: MINE })
    const finished = { kind: 'mutation', id: 1, function: 'update_profile', status: 'succeeded', cause: 'c1' }
    expect(world.events.slice(-3)).toMatchObject([
      { kind: 'mutation', id: 1, status: 'started', targets: [] },
      { ...finished, targets: ['user;user_id=5'] },
      {
        kind: 'entry',
        action: 'refreshed',
        cause: 'c1',
        mutation: 1,
        context: 'user',
        params: { user_id: '5', limit: '20' },
      },
    ])
    stop()
    world.client.invalidate('user')
    expect(heard).toEqual(['mutation', 'mutation', 'entry'])
  })
})

it('types: declared errors are told apart by their code', () => {
  const check = (
    error: NonNullable<
      NonNullable<typeof rename._types> extends (...a: never) => readonly [unknown, infer F] ? F : never
    >,
  ) => {
    if (error.code === 'NAME_TAKEN') return error.details.until.getTime()
    if (error.code === 'OFFLINE' || error.code === 'PROTOCOL') return error.message
    return undefined
  }
  expect(check({ code: 'NAME_TAKEN', details: { until: new Date(DAY) } } as never)).toBe(Date.parse(DAY))
  expect(profileQuery.name).toBe('user_profile')
})
