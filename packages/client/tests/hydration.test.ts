/** State of a server's render: fresh in the browser, without a request, and safe inside a script element. */
import { describe, expect, it } from 'vitest'
import { type DehydratedState, dehydrate, embedState, hydration } from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import { ADA, BOB, bundle, DAY, show, showLoaded, startRename, userEntry } from './fixture.ts'

const HOSTILE = { user_id: 5, name: '</script><!--&\u2028\u2029' }

async function rendered(profile: object = ADA, headers = userEntry()): Promise<DehydratedState> {
  const server = createWorld({ baseUrl: 'http://127.0.0.1:1/api' })
  void server.client.readContext((await import('./fixture.ts')).userContext, { user_id: 5 }).load()
  await settle()
  await server.only().answer(bundle(profile as never), { headers })
  return dehydrate(server.client)
}

describe('hydration', () => {
  it('shows entries at once, fresh and decoded, without a request', async () => {
    const state = JSON.parse(JSON.stringify(await rendered())) as DehydratedState
    const world = createWorld({ plugins: [hydration(state)] })
    const shown = show(world)
    expect(shown.reader.snapshot('user_profile')).toMatchObject({
      status: 'success',
      data: ADA,
      isStale: false,
    })
    expect(shown.reader.snapshot('user_orders').data).toEqual([new Date(DAY)])
    await settle()
    expect(world.requests).toHaveLength(0)
    world.client.invalidate({ context: 'user', params: { limit: 20 } })
    await settle()
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    expect(shown.name()).toBe('Bob')
  })

  it('has a snapshot of the render for what is hydrated late, whatever came since', async () => {
    const world = createWorld({ plugins: [hydration(await rendered())] })
    const shown = show(world)
    const { reader } = shown
    expect(reader.serverSnapshot('user_profile')).toBe(reader.snapshot('user_profile'))
    const before = reader.serverSnapshot('user_profile')
    world.client.invalidate('user')
    await settle()
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    expect([shown.name(), reader.serverSnapshot('user_profile')]).toEqual(['Bob', before])
    expect(reader.serverSnapshot('user_profile')).toBe(before)
    // What the state did not hold was pending.
    const other = show(world, { user_id: 6 })
    await settle()
    await world.only().answer(bundle({ user_id: 6, name: 'Six' }), { headers: userEntry(6) })
    expect(other.name()).toBe('Six')
    expect(other.reader.serverSnapshot('user_profile').status).toBe('pending')
    // Nothing of the former user comes back.
    void startRename(world)
    await world
      .only()
      .answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    expect(reader.serverSnapshot('user_profile').status).toBe('pending')
  })

  it('gives a bundle in a form that cannot break out of its script', async () => {
    const text = embedState(await rendered(HOSTILE))
    expect(text).not.toMatch(/[<>&\u2028\u2029]/)
    const world = createWorld({ plugins: [hydration(JSON.parse(text) as DehydratedState)] })
    expect(show(world).reader.snapshot('user_profile').data).toEqual(HOSTILE)
  })

  it('leaves out what is stale, pending or failed', async () => {
    const world = createWorld({ retry: { attempts: 0 } })
    await showLoaded(world, 5)
    show(world, { user_id: 6 })
    await settle()
    await world.only().fail()
    expect(dehydrate(world.client).entries).toHaveLength(1)
    world.client.invalidate('user')
    expect(dehydrate(world.client)).toEqual({ version: 2, identity: 'me.1', entries: [] })
  })

  it('is overtaken by a target that comes before anybody asked', async () => {
    const world = createWorld({ plugins: [hydration(await rendered())] })
    world.client.invalidate('user')
    const shown = show(world)
    expect(shown.reader.snapshot('user_profile').status).toBe('pending')
  })

  it('is dropped, where private, when the identity is another one', async () => {
    const isPrivate = createWorld({ plugins: [hydration(await rendered())] })
    const isPublic = createWorld({
      plugins: [hydration(await rendered(ADA, { 'X-Mizan-Entry': 'user;limit=20;user_id=5' }))],
    })
    for (const world of [isPrivate, isPublic]) {
      void startRename(world)
      await world
        .only()
        .answer({ result: BOB as never, invalidate: [] }, { headers: { 'X-Mizan-Identity': 'you.1' } })
    }
    expect(show(isPrivate).reader.snapshot('user_profile').status).toBe('pending')
    expect(show(isPublic).reader.snapshot('user_profile').status).toBe('success')
  })

  it('of a future version is not read', async () => {
    const state = { ...(await rendered()), version: 3 } as unknown as DehydratedState
    const world = createWorld({ plugins: [hydration(state)] })
    expect(show(world).reader.snapshot('user_profile').status).toBe('pending')
  })
})
