/** The race rules: what an answer may replace when other things happened since its request was sent (SPEC.md, Races). */
import { describe, expect, it } from 'vitest'
import { fetchQuery } from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import {
  ADA,
  BOB,
  bundle,
  mount,
  profileQuery,
  show,
  showLoaded,
  showSlice,
  startRename,
  USER_5,
  userContext,
  userEntry,
} from './fixture.ts'

const EVE = { user_id: 5, name: 'Eve' }
const MERGE = [{ ...USER_5, function: 'user_profile', value: BOB as never }]
const headers = userEntry()

describe('a read that a target overtook', () => {
  it('is shown, as stale, only to readers who asked before and have nothing; then it is repeated', async () => {
    const world = createWorld()
    const before = show(world)
    await settle()
    const slow = world.only()
    world.client.invalidate(USER_5 as never)
    const after = show(world)
    await settle()
    expect(world.open()).toHaveLength(1)
    await slow.answer(bundle(ADA), { headers })
    expect(before.reader.snapshot('user_profile')).toMatchObject({
      data: ADA,
      isStale: true,
      isFetching: true,
    })
    expect(after.reader.snapshot('user_profile')).toMatchObject({ status: 'pending', data: undefined })
    expect(world.only().cache).toBe('no-cache')
    await world.only().answer(bundle(BOB), { headers })
    expect([before.name(), after.name()]).toEqual(['Bob', 'Bob'])
    expect(world.open()).toHaveLength(0)
  })

  it('is not shown to a reader who went and asked anew after the target', async () => {
    const world = createWorld()
    const [stays, goes] = [show(world), show(world)]
    await settle()
    const slow = world.only()
    goes.stop()
    world.client.invalidate('user')
    const back = mount(goes.reader)
    await slow.answer(bundle(ADA), { headers })
    expect(stays.name()).toBe('Ada')
    expect(back.reader.snapshot('user_profile').status).toBe('pending')
    await world.only().answer(bundle(BOB), { headers })
    expect(back.name()).toBe('Bob')
  })

  it('makes later readers wait for one more read at most', async () => {
    const world = createWorld()
    show(world)
    await settle()
    world.client.invalidate('user')
    const later = show(world)
    await world.only().answer(bundle(ADA), { headers })
    world.client.invalidate('user')
    const last = show(world)
    await world.only().answer(bundle(BOB), { headers })
    expect(later.reader.snapshot('user_profile')).toMatchObject({ data: BOB, isStale: true })
    expect(last.reader.snapshot('user_profile')).toMatchObject({ status: 'pending' })
  })

  it('is matched against the canonical params that its answer names', async () => {
    const world = createWorld()
    const shown = show(world)
    await settle()
    world.client.invalidate({ context: 'user', params: { limit: 10 } })
    await world.only().answer(bundle(ADA), { headers })
    expect(world.open()).toHaveLength(0)
    const other = show(world, { user_id: 6 })
    await settle()
    world.client.invalidate({ context: 'user', params: { limit: 20 } })
    await settle()
    for (const request of world.open())
      await request.answer(bundle(BOB), { headers: userEntry(request.url.endsWith('6') ? 6 : 5) })
    expect(shown.name()).toBe('Bob')
    expect(world.only().url).toContain('user_id=6')
    expect(other.reader.snapshot('user_profile').isStale).toBe(true)
  })

  it('narrows to the slice of the target', async () => {
    const world = createWorld()
    const { reader } = show(world)
    await settle()
    world.client.invalidate({ context: 'user', function: 'user_orders' })
    await world.only().answer(bundle(ADA), { headers })
    expect(reader.snapshot('user_profile')).toMatchObject({ isStale: false, isFetching: false })
    expect(reader.snapshot('user_orders')).toMatchObject({ isStale: true, isFetching: true })
    expect(world.only().url).toBe('/api/ctx/user/?_mizan_fn=user_orders&user_id=5')
  })

  it('never brings back what a merge replaced', async () => {
    const world = createWorld()
    const { reader, name } = await showLoaded(world)
    void reader.refetch()
    await settle()
    const slow = world.only()
    void startRename(world)
    const call = world.requests.at(-1)
    await call?.answer({ result: BOB as never, invalidate: [USER_5], merge: MERGE }, { headers })
    expect(name()).toBe('Bob')
    await slow.answer(bundle(ADA), { headers })
    expect(name()).toBe('Bob')
    expect(world.only().url).toBe('/api/ctx/user/?_mizan_fn=user_orders&user_id=5')
  })

  it('does not replace what is shown at the first time, but steady mutations starve nobody', async () => {
    const world = createWorld()
    const { reader, name } = await showLoaded(world)
    void reader.refetch()
    await settle()
    world.client.invalidate('user')
    await world.only().answer(bundle(BOB), { headers })
    expect(name()).toBe('Ada')
    for (const profile of [BOB, EVE]) {
      world.client.invalidate('user')
      await world.only().answer(bundle(profile), { headers })
      expect(name()).toBe(profile.name)
      expect(reader.snapshot('user_profile').isStale).toBe(true)
    }
    await world.only().answer(bundle(ADA), { headers })
    expect(reader.snapshot('user_profile')).toMatchObject({ data: ADA, isStale: false })
    expect(world.open()).toHaveLength(0)
  })

  it('leaves a suspended reader with the value it asked for, under its next reader too', async () => {
    const world = createWorld()
    const loaded = world.client.readContext(userContext, { user_id: 5 }).load()
    await settle()
    world.client.invalidate('user')
    await world.only().answer(bundle(ADA), { headers })
    await loaded
    const retried = world.client.readContext(userContext, { user_id: 5 })
    expect(retried.snapshot('user_profile')).toMatchObject({ status: 'success', isStale: true })
    const shown = mount(retried)
    expect(shown.name()).toBe('Ada')
    await settle()
    await world.only().answer(bundle(BOB), { headers })
    expect(shown.name()).toBe('Bob')
  })
})

describe('fetchQuery', () => {
  it('answers the voided value to who asked before, and waits once more for who asked after', async () => {
    const world = createWorld()
    const slice = { headers: userEntry(5, null) }
    const before = fetchQuery(world.client, profileQuery, { params: { user_id: 5 } })
    await settle()
    world.client.invalidate('user')
    const after = fetchQuery(world.client, profileQuery, { params: { user_id: 5 } })
    await settle()
    await world.only().answer({ user_profile: ADA as never }, slice)
    expect(await before).toEqual(ADA)
    await world.only().answer({ user_profile: BOB as never }, slice)
    expect(await after).toEqual(BOB)
  })

  it('that joined a read which a merge overtook answers the merged value', async () => {
    const world = createWorld()
    const slice = { headers: userEntry(5, null) }
    const { reader } = showSlice(world)
    await settle()
    await world.only().answer({ user_profile: ADA as never }, slice)
    void reader.refetch()
    await settle()
    const slow = world.only()
    void startRename(world)
    await world.requests
      .at(-1)
      ?.answer({ result: BOB as never, invalidate: [USER_5], merge: MERGE }, { headers })
    const asked = fetchQuery(world.client, profileQuery, { params: { user_id: 5 } })
    await settle()
    await slow.answer({ user_profile: ADA as never }, slice)
    expect(await asked).toEqual(BOB)
    expect(world.open()).toHaveLength(0)
  })
})

describe('merge and refresh are reads begun when their mutation was sent', () => {
  it('redux-toolkit #3622: another mutation answered since voids a merge, and the slice is read', async () => {
    const world = createWorld()
    const { name } = await showLoaded(world)
    void startRename(world)
    void startRename(world)
    const [first, second] = world.open()
    await second?.answer(
      { result: EVE as never, invalidate: [USER_5], merge: [{ ...MERGE[0], value: EVE as never }] },
      { headers },
    )
    expect(name()).toBe('Eve')
    const reading = world.open().find(({ method }) => method === 'GET')
    await first?.answer({ result: BOB as never, invalidate: [USER_5], merge: MERGE }, { headers })
    expect(name()).toBe('Eve')
    await reading?.answer({ user_orders: [] }, { headers })
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
    await world.only().answer(bundle(BOB), { headers })
    expect(name()).toBe('Bob')
    expect(world.open()).toHaveLength(0)
  })

  it('a target seen since voids a refresh', async () => {
    const world = createWorld()
    const { name } = await showLoaded(world)
    void startRename(world)
    const call = world.only()
    world.client.invalidate({ context: 'user', function: 'user_profile' })
    await settle()
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB) }]
    await call.answer({ result: BOB as never, invalidate: [USER_5], refresh }, { headers })
    expect(name()).toBe('Ada')
    await world.only().answer({ user_profile: EVE as never }, { headers: userEntry(5, null) })
    expect(world.only().url).toContain('user_profile')
  })

  it('a read that arrived while the mutation ran may be newer than the merge: the slice is read', async () => {
    const world = createWorld()
    const { reader, name } = await showLoaded(world)
    void startRename(world)
    const call = world.only()
    void reader.refetch()
    await settle()
    await world.open()[1]?.answer(bundle(EVE), { headers })
    await call.answer({ result: BOB as never, invalidate: [USER_5], merge: MERGE }, { headers })
    expect(name()).toBe('Eve')
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
  })

  it('wait for the first read of an entry, whose canonical params nobody knows before', async () => {
    const world = createWorld()
    const { name } = show(world)
    await settle()
    const slow = world.only()
    void startRename(world)
    const refresh = [{ context: 'user', params: { user_id: 5 }, bundle: bundle(BOB) }]
    await world.requests.at(-1)?.answer({ result: BOB as never, invalidate: [USER_5], refresh }, { headers })
    expect(name()).toBeUndefined()
    await slow.answer(bundle(ADA), { headers })
    await world.only().answer(bundle(BOB), { headers })
    expect(name()).toBe('Bob')
    expect(world.open()).toHaveLength(0)
  })
})
