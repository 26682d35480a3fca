/** Reads that fail in passing are tried again while somebody waits; offline they wait; stale ones are read on focus. */
import { describe, expect, it } from 'vitest'
import { createWorld, settle } from './fake-world.ts'
import { ADA, BOB, bundle, show, showLoaded, userEntry } from './fixture.ts'

const headers = userEntry()

describe('retry', () => {
  it('backs off exponentially, a bounded number of times, and is no error meanwhile', async () => {
    const world = createWorld({ retry: { attempts: 3, baseDelayMs: 100, maxDelayMs: 300 } })
    const { reader } = show(world)
    await settle()
    for (const delayMs of [100, 200, 300]) {
      await world.only().fail()
      expect(reader.snapshot('user_profile')).toMatchObject({ status: 'pending', isFetching: true })
      await world.advance(delayMs - 1)
      expect(world.open()).toHaveLength(0)
      await world.advance(1)
      expect(world.open()).toHaveLength(1)
    }
    await world.only().fail()
    expect(reader.snapshot('user_profile')).toMatchObject({
      status: 'error',
      error: { code: 'CONNECTION' },
      isFetching: false,
      isStale: true,
    })
    await world.advance(100_000)
    expect(world.requests).toHaveLength(4)
  })

  it.each([502, 503, 504, 429])('tries again after %i, and 503 says what it is', async (status) => {
    const world = createWorld({ retry: { baseDelayMs: 100 } })
    const shown = show(world)
    await settle()
    await world
      .only()
      .answer(status === 502 ? '<html>' : { error: { code: 'UNAVAILABLE', message: 'x' } }, { status })
    await world.advance(100)
    await world.only().answer(bundle(), { headers })
    expect(shown.name()).toBe('Ada')
  })

  it.each([400, 401, 403, 404, 422, 500, 501])('does not try again after %i', async (status) => {
    const world = createWorld()
    show(world)
    await settle()
    await world.only().answer({ error: { code: 'X', message: 'x' } }, { status })
    await world.advance(100_000)
    expect(world.requests).toHaveLength(1)
  })

  it('waits as long as Retry-After says', async () => {
    const world = createWorld({ retry: { baseDelayMs: 100 } })
    show(world)
    await settle()
    await world
      .only()
      .answer(
        { error: { code: 'RATE_LIMITED', message: 'x' } },
        { status: 429, headers: { 'Retry-After': '7' } },
      )
    await world.advance(6999)
    expect(world.open()).toHaveLength(0)
    await world.advance(1)
    expect(world.open()).toHaveLength(1)
  })

  it('stops when nobody is subscribed any more', async () => {
    const world = createWorld({ collectAfterMs: 1 })
    const shown = show(world)
    await settle()
    await world.only().fail()
    shown.stop()
    await world.advance(100_000)
    expect(world.requests).toHaveLength(1)
    expect(world.timers()).toBe(0)
  })

  it('takes a timeout for a passing failure', async () => {
    const world = createWorld({ timeoutMs: 5000, retry: { baseDelayMs: 100 } })
    show(world)
    await settle()
    await world.advance(5000)
    expect(world.requests[0]?.isAborted).toBe(true)
    await world.advance(100)
    await world.only().answer(bundle(), { headers })
    expect(world.timers()).toBe(0)
  })
})

it('gives up each request when its own time is over, with one timer for all', async () => {
  const world = createWorld({ timeoutMs: 5000, retry: { attempts: 0 } })
  const five = show(world)
  await world.advance(3000)
  const six = show(world, { user_id: 6 })
  await settle()
  expect([world.open().length, world.timers()]).toEqual([2, 1])
  await world.advance(2000)
  const codes = () => [five, six].map(({ reader }) => reader.snapshot('user_profile').error)
  expect(codes()).toMatchObject([{ code: 'TIMEOUT' }, undefined])
  await world.advance(3000)
  expect(codes()).toMatchObject([{ code: 'TIMEOUT' }, { code: 'TIMEOUT' }])
  expect(world.timers()).toBe(0)
})

describe('offline', () => {
  it('reads wait, and leave when the network is back', async () => {
    const world = createWorld()
    await world.setOnline(false)
    const shown = show(world)
    await settle()
    expect(world.requests).toHaveLength(0)
    expect(shown.reader.snapshot('user_profile')).toMatchObject({ status: 'pending', isFetching: true })
    await world.setOnline(true)
    await world.only().answer(bundle(), { headers })
    expect(shown.name()).toBe('Ada')
  })

  it('a refetch that failed is made up for when the network is back', async () => {
    const world = createWorld({ retry: { attempts: 0 } })
    const shown = await showLoaded(world)
    world.client.invalidate('user')
    await settle()
    await world.only().fail()
    expect(shown.reader.snapshot('user_profile')).toMatchObject({ status: 'error', isStale: true, data: ADA })
    await world.setOnline(true)
    await world.only().answer(bundle(BOB), { headers })
    expect(shown.reader.snapshot('user_profile')).toMatchObject({
      status: 'success',
      isStale: false,
      data: BOB,
    })
  })

  it('a read that nobody waits for does not leave later', async () => {
    const world = createWorld()
    await world.setOnline(false)
    const shown = show(world)
    await settle()
    shown.stop()
    await settle()
    await world.setOnline(true)
    expect(world.requests).toHaveLength(0)
    expect(world.listeners()).toBe(0)
  })
})

describe('focus', () => {
  it('reads what is stale and leaves what is fresh', async () => {
    const world = createWorld({ retry: { attempts: 0 } })
    await showLoaded(world, 6)
    await showLoaded(world)
    await world.focus()
    expect(world.open()).toHaveLength(0)
    world.client.invalidate({ context: 'user', params: { user_id: 5 } })
    await settle()
    await world.only().fail()
    await world.focus()
    expect(world.only().url).toBe('/api/ctx/user/?user_id=5')
  })

  it('counts old entries as stale when the app says how old, and can be switched off', async () => {
    const world = createWorld({ staleAfterMs: 1000 })
    const shown = await showLoaded(world)
    await world.advance(999)
    await world.focus()
    expect(world.open()).toHaveLength(0)
    await world.advance(1)
    await world.focus()
    await world.only().answer(bundle(), { headers })
    shown.stop()
    await world.advance(1000)
    show(world)
    await settle()
    expect(world.open()).toHaveLength(1)
    const off = createWorld({ refetchOnFocus: false, staleAfterMs: 0 })
    await showLoaded(off)
    await off.focus()
    expect(off.open()).toHaveLength(0)
  })
})
