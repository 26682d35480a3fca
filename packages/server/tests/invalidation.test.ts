/** What a mutation makes stale, and when (SPEC.md, Invalidation). */
import { cacheGroup } from '@mizan/protocol'
import { type Call, client, ReactContext } from '@mizan/server'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Answered, call } from './support/ask.ts'
import {
  createPeople,
  InboxContext,
  TeamContext,
  team_members,
  UserContext,
  user_orders,
  user_profile,
} from './support/people.ts'

const TaskContext = new ReactContext('task')
const tasks = {
  project_tasks: client(
    {
      context: TaskContext,
      input: { project: z.string(), day: z.date().optional() },
      output: z.array(z.string()),
    },
    () => [],
  ),
}

function invalidated(answered: Answered): unknown {
  return (answered.json as { invalidate: unknown }).invalidate
}

describe('scope', () => {
  test('matched: the arguments that fix a required param of every query', async () => {
    const rename = client(
      { affects: UserContext, input: { user_id: z.int(), limit: z.int() } },
      () => undefined,
    )
    const { app, purges } = createPeople({ rename })
    const answered = await call(app, 'rename', { user_id: 5, limit: 3 })
    expect(invalidated(answered)).toEqual([{ context: 'user', params: { user_id: 5 } }])
    expect(answered.headers.get('x-mizan-invalidate')).toBe('user;user_id=5')
    expect(purges).toEqual([
      {
        targets: [{ context: 'user', params: { user_id: '5' } }],
        cause: answered.headers.get('x-mizan-cause'),
      },
    ])
  })
  test('scope lists more', async () => {
    const rename = client(
      { affects: { context: UserContext, scope: ['limit'] }, input: { user_id: z.int(), limit: z.int() } },
      () => undefined,
    )
    const { app } = createPeople({ rename })
    expect(invalidated(await call(app, 'rename', { user_id: 5, limit: 3 }))).toEqual([
      { context: 'user', params: { limit: 3, user_id: 5 } },
    ])
    // A value that the param itself would refuse is left out, which is broader.
    expect(invalidated(await call(app, 'rename', { user_id: 5, limit: 3000 }))).toEqual([
      { context: 'user', params: { user_id: 5 } },
    ])
  })
  test('broad, when nothing fixes it', async () => {
    const reset = client({ affects: [UserContext, TeamContext] }, () => undefined)
    const { app } = createPeople({ reset })
    const answered = await call(app, 'reset')
    expect(invalidated(answered)).toEqual(['team', 'user'])
    expect(answered.headers.get('x-mizan-invalidate')).toBe('team, user')
  })
  test('a null argument is left out', async () => {
    const rename = client({ affects: UserContext, input: { user_id: z.int().nullable() } }, () => undefined)
    const { app } = createPeople({ rename })
    expect(invalidated(await call(app, 'rename', { user_id: null }))).toEqual(['user'])
    expect(invalidated(await call(app, 'rename', { user_id: 5 }))).toEqual([
      { context: 'user', params: { user_id: 5 } },
    ])
  })
  test('values pass the transforms of the param', async () => {
    const join = client({ affects: TeamContext, input: { team: z.string() } }, () => undefined)
    const { app } = createPeople({ join })
    const answered = await call(app, 'join', { team: ' Red; Team' })
    expect(invalidated(answered)).toEqual([{ context: 'team', params: { team: 'red; team' } }])
    expect(answered.headers.get('x-mizan-invalidate')).toBe('team;team=red%3B%20team')
  })
  test('not by a param that only private queries have: no entry holds it', async () => {
    const user_plan = client(
      {
        context: UserContext,
        private: true,
        input: { user_id: z.int(), plan: z.string() },
        output: z.string(),
      },
      () => '',
    )
    const upgrade = client(
      { affects: UserContext, input: { user_id: z.int(), plan: z.string() } },
      () => undefined,
    )
    const { app } = createPeople({ user_plan, upgrade })
    expect(invalidated(await call(app, 'upgrade', { user_id: 5, plan: 'x' }))).toEqual([
      { context: 'user', params: { user_id: 5 } },
    ])
  })
  test('of a function-level target', async () => {
    const order = client({ affects: user_orders, input: { user_id: z.int() } }, () => undefined)
    const { app } = createPeople({ order })
    const answered = await call(app, 'order', { user_id: 5 })
    expect(invalidated(answered)).toEqual([
      { context: 'user', function: 'user_orders', params: { user_id: 5 } },
    ])
    expect(answered.headers.get('x-mizan-invalidate')).toBe('user.user_orders;user_id=5')
  })
  test('kit #14079: nothing, when the declaration says so', async () => {
    const ping = client({ affects: 'nothing' }, () => undefined)
    const { app, purges } = createPeople({ ping })
    const answered = await call(app, 'ping')
    expect([invalidated(answered), answered.headers.has('x-mizan-invalidate'), purges]).toEqual([
      [],
      false,
      [],
    ])
  })
  test('one that another covers is not said', async () => {
    const order = client(
      { affects: [user_orders, UserContext], input: { user_id: z.int() } },
      () => undefined,
    )
    const { app } = createPeople({ order })
    expect(invalidated(await call(app, 'order', { user_id: 5 }))).toEqual([
      { context: 'user', params: { user_id: 5 } },
    ])
  })
})

describe('explicit scope', () => {
  const move = (
    params: (args: { task: string }, result: unknown, before: unknown) => never,
    log: string[] = [],
  ) =>
    client(
      {
        affects: {
          context: TaskContext,
          before: (_args: { task: string }, _call: Call) => {
            log.push('before')
            return 'old project'
          },
          params,
        },
        input: { task: z.string() },
        output: z.string(),
      },
      () => {
        log.push('handler')
        return 'new project'
      },
    )
  const answerOf = async (given: unknown, log: string[] = []) => {
    const people = createPeople({ ...tasks, move: move((() => given) as never, log) })
    return { ...people, answered: await call(people.app, 'move', { task: 't' }) }
  }

  test('is the union of what before and after give', async () => {
    const log: string[] = []
    const { app } = createPeople({
      ...tasks,
      move: move(
        ((_args: unknown, result: string, before: string) => [
          { project: before },
          { project: result },
        ]) as never,
        log,
      ),
    })
    const answered = await call(app, 'move', { task: 't' })
    expect(invalidated(answered)).toEqual([
      { context: 'task', params: { project: 'new project' } },
      { context: 'task', params: { project: 'old project' } },
    ])
    expect(log).toEqual(['before', 'handler'])
  })
  test.each([[undefined], [null], [[]], [{}]])('%j is broad', async (given) => {
    expect(invalidated((await answerOf(given)).answered)).toEqual(['task'])
  })
  test('a native, a value that fails and a name that is no param', async () => {
    const day = new Date('2026-01-02T03:04:05.600Z')
    const { answered } = await answerOf({ project: 7, day })
    expect(invalidated(answered)).toEqual([{ context: 'task', params: { day: '2026-01-02T03:04:05.6Z' } }])
    const write = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const other = await answerOf({ project: 'p', nobody: 1, __proto__: { day } })
    expect(invalidated(other.answered)).toEqual([{ context: 'task', params: { project: 'p' } }])
    expect(write.mock.calls).toEqual([[expect.stringContaining('affects names nobody')]])
    write.mockRestore()
  })
  test('that fails is broad, and never costs the answer', async () => {
    const { app, reports } = createPeople({
      ...tasks,
      move: move(() => {
        throw new Error('no')
      }),
    })
    const answered = await call(app, 'move', { task: 't' })
    expect([answered.status, invalidated(answered)]).toEqual([200, ['task']])
    expect(reports).toMatchObject([{ function: 'move', step: 'invalidate' }])
  })
})

describe('own and hidden', () => {
  test('own names the identity in the header and is true in the body', async () => {
    const read = client({ affects: { context: InboxContext, own: true } }, () => undefined)
    const { app, purges } = createPeople({ read })
    const answered = await call(app, 'read', {}, { headers: { 'x-user': 'ada' } })
    const own = answered.headers.get('x-mizan-identity')?.split('.')[0]
    expect(invalidated(answered)).toEqual([{ context: 'inbox', own: true }])
    expect(answered.headers.get('x-mizan-invalidate')).toBe(`inbox;_mizan_own=${own}`)
    expect(answered.headers.has('cache-group-invalidation')).toBe(false)
    expect(purges[0]?.targets).toEqual([{ context: 'inbox', own }])
    expect((await call(app, 'read')).headers.get('x-mizan-invalidate')).toBe('inbox;_mizan_own=-')
  })
  test('hidden is obeyed and never written', async () => {
    const ban = client(
      { affects: [{ context: UserContext, hidden: true }, TeamContext], input: { user_id: z.int() } },
      ({ user_id }) => {
        if (user_id === 13) throw new Error('boom')
      },
    )
    const { app, purges } = createPeople({ ban })
    const answered = await call(app, 'ban', { user_id: 5 })
    expect(invalidated(answered)).toEqual(['team'])
    expect(answered.headers.get('x-mizan-invalidate')).toBe('team')
    expect(answered.headers.get('cache-group-invalidation')).toBe(`"${cacheGroup('team')}"`)
    expect(purges[0]?.targets).toEqual([{ context: 'team' }, { context: 'user', params: { user_id: '5' } }])
    const failed = await call(app, 'ban', { user_id: 13 })
    expect(failed.text).not.toContain('user')
    expect(failed.headers.get('x-mizan-invalidate')).toBe('team')
    expect(purges[1]?.targets).toHaveLength(2)
  })
})

describe('headers', () => {
  test('groups of RFC 9875 are those of the bundle', async () => {
    const { app } = createPeople()
    const answered = await call(app, 'update_profile', { user_id: 5, name: 'x' })
    const bundle = await import('./support/ask.ts').then(({ fetchContext }) =>
      fetchContext(app, 'user', 'user_id=5'),
    )
    const group = answered.headers.get('cache-group-invalidation') ?? ''
    expect(group).toMatch(/^"[0-9a-f]{32}"$/)
    expect(bundle.headers.get('cache-groups')?.split(', ')).toContain(group)
  })
  test('many targets become broad in the header, and stay exact in the body', async () => {
    const many = client(
      {
        affects: {
          context: TaskContext,
          params: () => Array.from({ length: 500 }, (_, index) => ({ project: `project ${index}` })),
        },
      },
      () => undefined,
    )
    const { app } = createPeople({ ...tasks, many })
    const answered = await call(app, 'many')
    expect(invalidated(answered)).toHaveLength(500)
    expect(answered.headers.get('x-mizan-invalidate')).toBe('task')
    expect(answered.headers.get('cache-group-invalidation')).toBe(`"${cacheGroup('task')}"`)
  })
})

describe('invalidate in a handler', () => {
  const act = (make: (c: Call) => void) =>
    client({ affects: 'nothing', input: { fail: z.boolean().default(false) } }, ({ fail }, c) => {
      make(c)
      if (fail) throw new Error('no')
    })
  test.each<readonly [string, (c: Call) => void, unknown]>([
    ['a context', (c) => c.invalidate(UserContext), ['user']],
    ['a name', (c) => c.invalidate('user'), ['user']],
    ['a query', (c) => c.invalidate(user_profile), [{ context: 'user', function: 'user_profile' }]],
    ['a query by name', (c) => c.invalidate('user_profile'), [{ context: 'user', function: 'user_profile' }]],
    [
      'params',
      (c) => c.invalidate({ context: UserContext, params: { user_id: 5 } }),
      [{ context: 'user', params: { user_id: 5 } }],
    ],
    [
      'params of a query',
      (c) => c.invalidate({ function: user_orders, params: { user_id: 5, limit: 1000 } }),
      [{ context: 'user', function: 'user_orders', params: { user_id: 5 } }],
    ],
    [
      'transforms',
      (c) => c.invalidate({ function: team_members, params: { team: 'RED' } }),
      [{ context: 'team', function: 'team_members', params: { team: 'red' } }],
    ],
    ['own', (c) => c.invalidate({ context: 'inbox', own: true }), [{ context: 'inbox', own: true }]],
    ['hidden', (c) => c.invalidate({ context: 'inbox', hidden: true }), []],
  ])('takes %s', async (_name, make, targets) => {
    const { app } = createPeople({ act: act(make) })
    expect(invalidated(await call(app, 'act'))).toEqual(targets)
  })
  test.each<readonly [string, (c: Call) => void]>([
    ['a context that is not there', (c) => c.invalidate('nobody')],
    ['a name of the language', (c) => c.invalidate('constructor')],
    ['a mutation', (c) => c.invalidate('act')],
    ['a param that is not there', (c) => c.invalidate({ context: UserContext, params: { nobody: 1 } })],
    ['a param of another query', (c) => c.invalidate({ function: user_profile, params: { limit: 1 } })],
    ['a function that is not served', (c) => c.invalidate(client({ affects: 'nothing' }, () => undefined))],
  ])('refuses %s', async (_name, make) => {
    const { app, reports } = createPeople({ act: act(make) })
    expect((await call(app, 'act')).status).toBe(500)
    expect(String(reports[0]?.error)).toContain('invalidate:')
  })
  test('goes with the static targets when the handler failed without a transaction', async () => {
    const { app } = createPeople({ act: act((c) => c.invalidate(UserContext)) })
    expect(invalidated(await call(app, 'act', { fail: true }))).toEqual(['user'])
  })
  test('is refused in a query', async () => {
    const nosy = client({ context: TeamContext, output: z.int() }, (_args, c) => {
      c.invalidate(UserContext)
      return 1
    })
    const { app } = createPeople({ nosy })
    expect((await call(app, 'nosy')).status).toBe(500)
  })
})

describe('invalidate from anywhere', () => {
  test('tells the listeners, with values in normal form', async () => {
    const { app, purges } = createPeople()
    await app.invalidate({ context: TeamContext, params: { team: ' RED ' } }, user_profile, 'inbox')
    expect(purges).toEqual([
      {
        targets: [
          { context: 'inbox' },
          { context: 'team', params: { team: 'red' } },
          { context: 'user', function: 'user_profile' },
        ],
        cause: undefined,
      },
    ])
  })
  test('refuses what it cannot mean', async () => {
    const { app } = createPeople()
    await expect(app.invalidate('nobody')).rejects.toThrow('there is no context "nobody"')
    await expect(app.invalidate({ context: 'inbox', own: true })).rejects.toThrow('own')
  })
  test('a listener that fails, or hangs on, is the app’s own business', async () => {
    const { app, reports, purges } = createPeople()
    app.onInvalidate(() => {
      throw new Error('cache is down')
    })
    app.onInvalidate(() => Promise.reject(new Error('cache is far')))
    expect((await call(app, 'update_profile', { user_id: 5, name: 'x' })).status).toBe(200)
    expect(purges).toHaveLength(1)
    expect(reports).toHaveLength(2)
  })
  test('ends with its subscription', async () => {
    const { app } = createPeople()
    const seen: unknown[] = []
    const listener = (event: unknown) => seen.push(event)
    const first = app.onInvalidate(listener)
    app.onInvalidate(listener)
    await app.invalidate('user')
    first()
    await app.invalidate('user')
    expect(seen).toHaveLength(3)
  })
})
