/** Runs that take too long, clients that go away (SPEC.md, HTTP-10, INV-11). */
import { type AppOptions, type Call, client, type User } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, call, errorOf, fetchContext } from './support/ask.ts'
import { createGate, FakeClock, settle } from './support/fake-clock.ts'
import { createPeople, TeamContext, UserContext } from './support/people.ts'

function createSlow(options: object = {}) {
  const clock = new FakeClock()
  const gate = createGate()
  const signals: AbortSignal[] = []
  let fails = false
  const slow = client(
    { affects: { context: UserContext, params: () => ({ user_id: 5 }) } },
    async (_args, c: Call) => {
      signals.push(c.signal)
      await gate.opened
      if (fails) throw new Error('too late anyway')
    },
  )
  const people = createPeople({ slow }, { clock, ...options })
  return {
    ...people,
    clock,
    gate,
    signals,
    fail: () => {
      fails = true
    },
  }
}

describe('a mutation over its deadline', () => {
  test('answers UNAVAILABLE with its static targets, and aborts', async () => {
    const { app, clock, signals, purges, reports } = createSlow()
    const answer = call(app, 'slow')
    await clock.advance(29_999)
    expect(signals[0]?.aborted).toBe(false)
    await clock.advance(1)
    const answered = await answer
    expect([answered.status, errorOf(answered).code]).toEqual([503, 'UNAVAILABLE'])
    expect(answered.json).toMatchObject({ invalidate: ['user'] })
    expect(answered.headers.get('x-mizan-invalidate')).toBe('user')
    expect(signals[0]?.aborted).toBe(true)
    expect(purges).toEqual([])
    expect(reports).toMatchObject([{ function: 'slow', id: answered.headers.get('x-request-id') }])
  })
  test('is purged when it ends after all', async () => {
    const { app, clock, gate, purges, ran } = createSlow()
    const answer = call(app, 'slow', {}, { mounted: [{ context: 'user', params: { user_id: 5 } }] })
    await clock.advance(30_000)
    await answer
    gate.open()
    await settle()
    expect(purges.map((event) => event.targets)).toEqual([[{ context: 'user', params: { user_id: '5' } }]])
    // Nobody waits for a refresh any more.
    expect(ran()).toEqual([])
  })
  test('is purged when it fails after all', async () => {
    const { app, clock, gate, purges, fail, reports } = createSlow()
    const answer = call(app, 'slow')
    await clock.advance(30_000)
    await answer
    fail()
    gate.open()
    await settle()
    expect(purges.map((event) => event.targets)).toEqual([[{ context: 'user' }]])
    expect(reports).toHaveLength(2)
  })
  test('that rolls back in time afterwards changed nothing', async () => {
    const { app, clock, gate, purges, fail } = createSlow({
      transaction: (run: () => Promise<void>) => run(),
    })
    const answer = call(app, 'slow')
    await clock.advance(30_000)
    expect((await answer).json).toMatchObject({ invalidate: ['user'] })
    fail()
    gate.open()
    await settle()
    expect(purges).toEqual([])
  })
  test('has the deadline that the app sets', async () => {
    const { app, clock } = createSlow({ limits: { runDeadlineMs: 50 } })
    const answer = call(app, 'slow')
    await clock.advance(50)
    expect((await answer).status).toBe(503)
  })
})

describe('others that hang', () => {
  const never = () => createGate().opened as Promise<never>
  test.each<readonly [string, object]>([
    ['resolveUser', { resolveUser: never as () => Promise<User> }],
    ['the rate limit', { rateLimit: never }],
    ['the transaction', { transaction: never }],
  ])('%s: UNAVAILABLE', async (_name, options) => {
    const clock = new FakeClock()
    const { app } = createPeople({}, { clock, ...options })
    const answer = call(app, 'update_profile', { user_id: 5, name: 'x' })
    await clock.advance(30_000)
    expect((await answer).status).toBe(503)
  })
  test('a guard, a schema: UNAVAILABLE without targets, for nothing began', async () => {
    const clock = new FakeClock()
    const guarded = client({ affects: UserContext, auth: never }, () => undefined)
    const checked = client({ affects: UserContext, input: { n: z.int().refine(never) } }, () => undefined)
    const { app } = createPeople({ guarded, checked }, { clock })
    const answers = [call(app, 'guarded'), call(app, 'checked', { n: 1 })]
    await clock.advance(30_000)
    for (const answered of await Promise.all(answers))
      expect([answered.status, Object.keys(answered.json as object)]).toEqual([503, ['error']])
  })
  test('what was told UNAVAILABLE before it began does not begin afterwards', async () => {
    const clock = new FakeClock()
    const gate = createGate()
    let runs = 0
    const guarded = client({ affects: UserContext, auth: () => gate.opened.then(() => true) }, () => {
      runs += 1
    })
    const queued = client({ affects: UserContext }, () => {
      runs += 1
    })
    const transaction: AppOptions['transaction'] = async (run) => {
      await gate.opened
      await run()
    }
    const bare = createPeople({ guarded }, { clock })
    const answers = [call(bare.app, 'guarded')]
    const inside = createPeople({ queued }, { clock, transaction })
    answers.push(call(inside.app, 'queued'))
    await clock.advance(30_000)
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503])
    gate.open()
    await settle()
    expect([runs, bare.purges, inside.purges]).toEqual([0, [], []])
  })
  test('one query of a bundle leaves its neighbours alone', async () => {
    const clock = new FakeClock()
    const stuck = client({ context: TeamContext, input: { team: z.string() }, output: z.int() }, never)
    const { app, reports } = createPeople({ stuck }, { clock })
    const answer = fetchContext(app, 'team', 'team=red')
    await clock.advance(30_000)
    expect((await answer).json).toEqual({
      _mizan_errors: { stuck: { code: 'UNAVAILABLE', message: expect.any(String) } },
      team_members: ['red'],
    })
    expect(reports).toMatchObject([{ function: 'stuck' }])
    const alone = fetchContext(app, 'team', 'team=red&_mizan_fn=stuck')
    await clock.advance(30_000)
    expect((await alone).status).toBe(503)
  })
})

describe('timers and signals', () => {
  test('nothing is left behind', async () => {
    const clock = new FakeClock()
    const { app } = createPeople({}, { clock })
    await call(
      app,
      'update_profile',
      { user_id: 5, name: 'x' },
      { mounted: [{ context: 'user', params: { user_id: 5 } }] },
    )
    await call(app, 'update_profile', { user_id: 5, name: 'boom' })
    await fetchContext(app, 'user', 'user_id=13')
    await ask(app, 'GET', '/nowhere/')
    expect(clock.pending).toBe(0)
  })
  test('a client that goes away aborts the signal; the run ends, and what it changed is purged', async () => {
    const { app, gate, signals, purges } = createSlow()
    const gone = new AbortController()
    const answer = call(app, 'slow', {}, { signal: gone.signal })
    await settle()
    gone.abort()
    expect(signals[0]?.aborted).toBe(true)
    gate.open()
    expect((await answer).status).toBe(200)
    expect(purges).toHaveLength(1)
  })
  test('a signal asked for after the client went away is aborted already', async () => {
    const look = client({ affects: 'nothing', output: z.boolean() }, (_args, c) => c.signal.aborted)
    const { app } = createPeople({ look })
    expect((await call(app, 'look', {}, { signal: AbortSignal.abort() })).json).toMatchObject({
      result: true,
    })
  })
})
