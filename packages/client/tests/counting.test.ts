/** Who reads: counting, abort, collection, load, refetch and fetchQuery. */
import { describe, expect, it } from 'vitest'
import { clientEvents, fetchQuery } from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import { ADA, BOB, bundle, profileQuery, show, showLoaded, userContext, userEntry } from './fixture.ts'

describe('counting and collection', () => {
  it('aborts a read that nobody waits for any more', async () => {
    const world = createWorld()
    const [one, two] = [show(world), show(world)]
    await settle()
    one.stop()
    one.stop()
    await settle()
    expect(world.requests[0]?.isAborted).toBe(false)
    two.stop()
    await settle()
    expect(world.requests[0]?.isAborted).toBe(true)
    show(world)
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('keeps an unused entry for a while, without a request when it is fresh, then drops it', async () => {
    const world = createWorld({ collectAfterMs: 1000 })
    const shown = await showLoaded(world)
    shown.stop()
    await world.advance(999)
    const again = show(world)
    await settle()
    expect(again.name()).toBe('Ada')
    expect(world.open()).toHaveLength(0)
    again.stop()
    await world.advance(1000)
    expect(world.events.at(-1)).toMatchObject({
      action: 'dropped',
      context: 'user',
      params: { user_id: '5', limit: '20' },
    })
    expect(world.timers()).toBe(0)
    show(world)
    await settle()
    expect(world.open()).toHaveLength(1)
  })

  it('watches focus and network only while something is shown', async () => {
    const world = createWorld()
    expect(world.listeners()).toBe(0)
    const shown = await showLoaded(world)
    expect(world.listeners()).toBe(2)
    shown.stop()
    expect(world.listeners()).toBe(0)
  })
})

describe('listeners', () => {
  it('are not called before subscribe returned, and one that throws does not stop the others', async () => {
    const world = createWorld()
    const thrown: unknown[] = []
    const { environment } = world
    const runs: (() => void)[] = []
    environment.queueMicrotask = (run) => void runs.push(run)
    const drain = async () => {
      for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
        try {
          run()
        } catch (error) {
          thrown.push(error)
        }
      }
      await settle()
    }
    const reader = world.client.readContext(userContext, { user_id: 5 })
    let calls = 0
    const stop = reader.subscribe(() => {
      stop()
      throw new Error('a bug of the page')
    })
    reader.subscribe(() => {
      calls += 1
    })
    clientEvents(world.client).subscribe(() => {
      throw new Error('a bug of a panel')
    })
    await drain()
    await world.only().answer(bundle(), { headers: userEntry() })
    await drain()
    expect(reader.snapshot(profileQuery).data).toEqual(ADA)
    expect(calls).toBe(2)
    expect(thrown.map(String)).toContain('Error: a bug of the page')
    expect(thrown.map(String)).toContain('Error: a bug of a panel')
  })

  it('of one reader may come and go, the others keep what they were shown', async () => {
    const world = createWorld()
    const { reader } = show(world)
    const stop = reader.subscribe(() => undefined)
    await settle()
    world.client.invalidate('user')
    await world.only().answer(bundle(), { headers: userEntry() })
    stop()
    expect(reader.snapshot(profileQuery)).toMatchObject({ data: ADA, isStale: true })
  })
})

describe('load and refetch', () => {
  it('load settles when nothing is pending, also by an error, and keeps the entry for the retry', async () => {
    const world = createWorld()
    const reader = world.client.readContext(userContext, { user_id: 5 })
    const loaded = reader.load()
    await settle()
    await world.only().answer(bundle(), { headers: userEntry() })
    await loaded
    expect(world.client.readContext(userContext, { user_id: 5 }).snapshot('user_profile').status).toBe(
      'success',
    )
    await world.client.readContext(userContext, { user_id: 5 }).load()
    const failing = world.client.readContext(userContext, { user_id: 6 })
    const failed = failing.load()
    await settle()
    await world.only().answer({ error: { code: 'FORBIDDEN', message: 'x' } }, { status: 403 })
    await failed
    expect(failing.snapshot('user_profile').status).toBe('error')
  })

  it('a refetch that a listener asks for waits for its own read, not for the one that is being told', async () => {
    const world = createWorld()
    const { reader } = await showLoaded(world)
    let isAsked = false
    let isDone = false
    const stop = reader.subscribe(() => {
      if (isAsked || reader.snapshot('user_profile').isFetching) return
      isAsked = true
      void reader.refetch().then(() => {
        isDone = true
      })
    })
    void reader.refetch()
    await settle()
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    expect([isAsked, isDone]).toEqual([true, false])
    await world.only().answer(bundle(BOB), { headers: userEntry() })
    expect(isDone).toBe(true)
    stop()
  })

  it('a refetch waits for its own entry, whatever another read brings', async () => {
    const world = createWorld()
    const [five, six] = [await showLoaded(world, 5), await showLoaded(world, 6)]
    let isDone = false
    void five.reader.refetch()
    void six.reader.refetch().then(() => {
      isDone = true
    })
    await settle()
    // The news of another user make both entries change at once.
    const you = { 'X-Mizan-Entry': 'user;limit=20;user_id=5', 'X-Mizan-Identity': 'you.1' }
    await world.open()[0]?.answer(bundle(BOB), { headers: you })
    expect(isDone).toBe(false)
    const headers = { ...userEntry(6), 'X-Mizan-Identity': 'you.1' }
    for (const request of world.open())
      await request.answer(bundle(BOB), { headers: request.url.endsWith('6') ? headers : you })
    expect(isDone).toBe(true)
  })

  it('refetch never rejects and shares the read under way', async () => {
    const world = createWorld({ retry: { attempts: 0 } })
    const { reader } = await showLoaded(world)
    const both = Promise.all([reader.refetch(), reader.refetch()])
    await settle()
    await world.only().fail()
    await both
    expect(reader.snapshot('user_profile')).toMatchObject({
      status: 'error',
      error: { code: 'CONNECTION' },
      data: ADA,
    })
  })
})

describe('fetchQuery', () => {
  it('answers the decoded result, one request for all who ask', async () => {
    const world = createWorld()
    const asked = [1, 2].map(() => fetchQuery(world.client, profileQuery, { params: { user_id: 5 } }))
    await settle()
    await world.only().answer({ user_profile: ADA as never }, { headers: userEntry(5, null) })
    expect(await Promise.all(asked)).toEqual([ADA, ADA])
    const again = fetchQuery(world.client, profileQuery, { params: { user_id: 5 } })
    await settle()
    await world.only().answer({ user_profile: BOB as never }, { headers: userEntry(5, null) })
    expect(await again).toEqual(BOB)
  })

  it('rejects with the error of the query, or when aborted', async () => {
    const world = createWorld()
    const failed = fetchQuery(world.client, profileQuery, { params: { user_id: 5 } })
    failed.catch(() => undefined)
    await settle()
    await world.only().answer({ error: { code: 'NOT_FOUND', message: 'x' } }, { status: 404 })
    await expect(failed).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const controller = new AbortController()
    const aborted = fetchQuery(world.client, profileQuery, {
      params: { user_id: 6 },
      signal: controller.signal,
    })
    aborted.catch(() => undefined)
    await settle()
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' })
    await settle()
    expect(world.requests.at(-1)?.isAborted).toBe(true)
    await expect(
      fetchQuery(world.client, profileQuery, { params: { user_id: 6 }, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'ABORTED' })
  })
})
