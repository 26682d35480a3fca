/** When targets go out: refusals, exceptions, transactions (SPEC.md, When). */
import { type AppOptions, CallError, client, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answered, call } from './support/ask.ts'
import { createPeople, InboxContext, TeamContext, UserContext } from './support/people.ts'

const TaskContext = new ReactContext('task')
const tasks = {
  project_tasks: client(
    { context: TaskContext, input: { project: z.string() }, output: z.array(z.string()) },
    () => [],
  ),
}

function invalidated(answered: Answered): unknown {
  return (answered.json as { invalidate: unknown }).invalidate
}

describe('when', () => {
  test('an exception: static targets, in envelope, header and purge', async () => {
    const { app, purges } = createPeople()
    const answered = await call(app, 'update_profile', { user_id: 5, name: 'boom' })
    expect(answered.json).toMatchObject({
      error: { code: 'INTERNAL' },
      invalidate: [{ context: 'user', params: { user_id: 5 } }],
    })
    expect(answered.headers.get('x-mizan-invalidate')).toBe('user;user_id=5')
    expect(purges).toHaveLength(1)
  })
  test('of an explicit scope the static target is broad', async () => {
    const fail = client(
      { affects: { context: TaskContext, params: () => ({ project: 'p' }) }, input: { project: z.string() } },
      () => {
        throw new Error('no')
      },
    )
    const { app } = createPeople({ ...tasks, fail })
    expect(invalidated(await call(app, 'fail', { project: 'p' }))).toEqual(['task'])
  })
  test('a result that cannot be encoded counts as an exception', async () => {
    const lie = client({ affects: TeamContext, output: z.int() }, () => 'x' as never)
    const { app } = createPeople({ lie })
    const answered = await call(app, 'lie')
    expect([answered.status, invalidated(answered)]).toEqual([500, ['team']])
  })
  test.each([
    ['a declared error', { user_id: 5, name: 'taken' }, 409],
    ['invalid arguments', { user_id: 'x', name: 'y' }, 422],
  ])('%s: nothing', async (_name, args, status) => {
    const { app, purges } = createPeople()
    const answered = await call(app, 'update_profile', args)
    expect([answered.status, Object.keys(answered.json as object), purges]).toEqual([status, ['error'], []])
  })
  test('a guard: nothing; a closed code below 500: nothing; from 500 on: static targets', async () => {
    const fail = client({ affects: TeamContext, auth: true, input: { code: z.string() } }, ({ code }) => {
      throw new CallError(code)
    })
    const { app, purges } = createPeople({ fail })
    expect((await call(app, 'fail', { code: 'x' })).status).toBe(401)
    const asked = { headers: { 'x-user': 'ada' } }
    expect((await call(app, 'fail', { code: 'CONFLICT' }, asked)).status).toBe(409)
    expect(purges).toEqual([])
    const down = await call(app, 'fail', { code: 'UNAVAILABLE' }, asked)
    expect([down.status, invalidated(down), purges.length]).toEqual([503, ['team'], 1])
  })
})

describe('transactions', () => {
  const recording = (
    log: string[],
    after: 'commit' | 'fail' | 'other' | 'swallow' | 'skip' = 'commit',
  ): AppOptions => ({
    transaction: async (run) => {
      log.push('begin')
      if (after === 'skip') return
      try {
        await run()
      } catch (error) {
        log.push('rollback')
        if (after === 'swallow') return
        throw after === 'other' ? new Error('rollback failed') : error
      }
      if (after === 'fail') throw new Error('could not commit')
      log.push('commit')
    },
  })
  const write = (log: string[]) =>
    client({ affects: TeamContext, input: { how: z.string() }, output: z.string() }, async ({ how }, c) => {
      log.push('handler')
      c.invalidate(UserContext)
      await Promise.resolve()
      if (how === 'refuse') throw new CallError('CONFLICT')
      if (how === 'boom') throw new Error('no')
      return how === 'lie' ? (5 as never) : how
    })
  const run = async (how: string, after?: Parameters<typeof recording>[1]) => {
    const log: string[] = []
    const people = createPeople({ write: write(log) }, recording(log, after))
    people.app.onInvalidate(() => log.push('purge'))
    const answered = await call(people.app, 'write', { how })
    const body = answered.json as { invalidate?: unknown }
    return { log, status: answered.status, invalidate: body.invalidate }
  }

  test('django-graphex #95: commit, then purge', async () => {
    expect(await run('ok')).toEqual({
      log: ['begin', 'handler', 'commit', 'purge'],
      status: 200,
      invalidate: ['team', 'user'],
    })
  })
  test.each([
    ['refuse', 409],
    ['boom', 500],
    ['lie', 500],
  ])('a rollback that is known (%s) invalidates nothing', async (how, status) => {
    expect(await run(how)).toEqual({ log: ['begin', 'handler', 'rollback'], status, invalidate: undefined })
  })
  test('a commit that failed is not known', async () => {
    expect(await run('ok', 'fail')).toEqual({
      log: ['begin', 'handler', 'purge'],
      status: 500,
      // What the handler named may be committed too.
      invalidate: ['team', 'user'],
    })
  })
  test('a rollback that failed is not known', async () => {
    expect(await run('boom', 'other')).toEqual({
      log: ['begin', 'handler', 'rollback', 'purge'],
      status: 500,
      invalidate: ['team'],
    })
  })
  test('a refusal stays one, whatever the hook makes of it', async () => {
    expect(await run('refuse', 'other')).toMatchObject({ status: 409, invalidate: undefined })
    expect(await run('refuse', 'swallow')).toMatchObject({ status: 409, invalidate: undefined })
  })
  test('a hook that swallows an exception is no success', async () => {
    expect(await run('boom', 'swallow')).toMatchObject({ status: 500, invalidate: ['team'] })
  })
  test('a hook that never runs it is a mistake of the app', async () => {
    expect(await run('ok', 'skip')).toEqual({ log: ['begin'], status: 500, invalidate: undefined })
  })
  test('a hook may run it again', async () => {
    let tries = 0
    const flaky = client({ affects: TeamContext, output: z.int() }, (_args, c) => {
      c.invalidate(tries === 0 ? UserContext : InboxContext)
      c.setCookie('try', String(tries))
      tries += 1
      if (tries === 1) throw new Error('serialisation failure')
      return tries
    })
    const { app } = createPeople({ flaky }, { transaction: (again) => again().catch(() => again()) })
    const answered = await call(app, 'flaky')
    expect(answered.json).toEqual({ result: 2, invalidate: ['inbox', 'team'] })
    expect(answered.headers.getSetCookie()).toEqual([expect.stringContaining('try=1')])
  })
  test('queries run outside', async () => {
    const log: string[] = []
    const { app } = createPeople({}, recording(log))
    await call(app, 'user_profile', { user_id: 5 })
    expect(log).toEqual([])
  })
})
