/** What comes with a mutation's answer (SPEC.md, Refresh in the same flight). */
import { createMemoryStore } from '@mizan/cache'
import { type Call, client, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answered, ask, call, fetchContext } from './support/ask.ts'
import { createGate, FakeClock, settle } from './support/fake-clock.ts'
import { createPeople, InboxContext, TeamContext, UserContext, user_orders } from './support/people.ts'

interface Item {
  readonly context: string
  readonly params: unknown
  readonly bundle: Record<string, unknown>
  readonly etag?: string
}

function refreshed(answered: Answered): readonly Item[] | undefined {
  return (answered.json as { refresh?: readonly Item[] }).refresh
}

/** Changes user 5 without a merge. */
const touch = client({ affects: UserContext, input: { user_id: z.int() } }, () => undefined)
const MOUNTED = [{ context: 'user', params: { user_id: 5 } }]

describe('refresh', () => {
  test('kit #14301: gives the bundle that a fetch would give, byte by byte', async () => {
    const { app } = createPeople({ touch })
    const answered = await call(app, 'touch', { user_id: 5 }, { mounted: MOUNTED })
    const fetched = await fetchContext(app, 'user', 'user_id=5')
    expect(refreshed(answered)).toEqual([
      { context: 'user', params: { user_id: 5 }, bundle: fetched.json, etag: fetched.headers.get('etag') },
    ])
    expect(answered.text).toContain(`"bundle":${fetched.text}`)
    expect((answered.json as { invalidate: unknown }).invalidate).toEqual([
      { context: 'user', params: { user_id: 5 } },
    ])
  })

  test('runs after the mutation, and after its commit and purge', async () => {
    const log: string[] = []
    const { app } = createPeople(
      {
        write: client({ affects: UserContext, input: { user_id: z.int() } }, () => {
          log.push('handler')
        }),
        look: client({ context: UserContext, input: { user_id: z.int() } }, () => {
          log.push('refresh')
        }),
      },
      {
        transaction: async (run) => {
          await run()
          log.push('commit')
        },
      },
    )
    app.onInvalidate(async () => {
      await settle()
      log.push('purge')
    })
    const answered = await call(app, 'write', { user_id: 5 }, { mounted: MOUNTED })
    expect(refreshed(answered)).toHaveLength(1)
    expect(log).toEqual(['handler', 'commit', 'purge', 'refresh'])
  })

  test('leaves alone what no target matches', async () => {
    const { app, ran } = createPeople({ touch })
    const mounted = [
      { context: 'user', params: { user_id: 6 } },
      { context: 'team', params: { team: 'red' } },
    ]
    expect(refreshed(await call(app, 'touch', { user_id: 5 }, { mounted }))).toBeUndefined()
    expect(ran()).toEqual([])
  })

  test('matches by what the server makes of the params, and echoes them as they were sent', async () => {
    const join = client({ affects: TeamContext, input: { team: z.string() } }, () => undefined)
    const { app } = createPeople({ join })
    const answered = await call(
      app,
      'join',
      { team: 'RED' },
      { mounted: [{ context: 'team', params: { team: ' Red ' } }] },
    )
    expect(refreshed(answered)).toMatchObject([
      { params: { team: ' Red ' }, bundle: { team_members: ['red'] } },
    ])
  })

  test('runs only the slices that are shown, and only those that a target names', async () => {
    const order = client({ affects: user_orders, input: { user_id: z.int() } }, () => undefined)
    const { app, ran } = createPeople({ touch, order })
    const shown = await call(
      app,
      'touch',
      { user_id: 5 },
      { mounted: [{ ...MOUNTED[0], functions: ['user_profile'] }] },
    )
    expect(refreshed(shown)).toEqual([
      { context: 'user', params: { user_id: 5 }, bundle: { user_profile: { user_id: 5, name: 'Ada' } } },
    ])
    const named = await call(app, 'order', { user_id: 5 }, { mounted: MOUNTED })
    expect(refreshed(named)).toEqual([
      { context: 'user', params: { user_id: 5 }, bundle: { user_orders: ['5:20'] } },
    ])
    const other = await call(
      app,
      'order',
      { user_id: 5 },
      { mounted: [{ ...MOUNTED[0], functions: ['user_profile'] }] },
    )
    expect(refreshed(other)).toBeUndefined()
    expect(ran()).toEqual(['user_profile 5', 'user_orders 5'])
  })

  test('a slice stands for its place in every bundle', async () => {
    const Grid = new ReactContext('grid')
    const rows = client({ context: Grid, input: { x: z.int() }, output: z.int() }, ({ x }) => x)
    const columns = client({ context: Grid, input: { y: z.int() }, output: z.int() }, ({ y }) => y)
    const draw = client({ affects: Grid, input: { x: z.int(), y: z.int() } }, () => undefined)
    const { app } = createPeople({ rows, columns, draw })
    const mounted = [
      { context: 'grid', params: { x: 1 }, functions: ['rows'] },
      { context: 'grid', params: { x: 2 }, functions: ['rows'] },
      { context: 'grid', params: { x: 1, y: 3 } },
    ]
    const answered = await call(app, 'draw', { x: 1, y: 2 }, { mounted })
    expect(answered.headers.get('x-mizan-invalidate')).toBe('grid;x=1;y=2')
    expect(refreshed(answered)).toEqual([{ context: 'grid', params: { x: 1 }, bundle: { rows: 1 } }])
  })

  test('does not run again what a merge already says', async () => {
    const { app, ran } = createPeople()
    const answered = await call(app, 'update_profile', { user_id: 5, name: 'Grace' }, { mounted: MOUNTED })
    expect(refreshed(answered)).toEqual([
      { context: 'user', params: { user_id: 5 }, bundle: { user_orders: ['5:20'] } },
    ])
    expect(answered.json).toMatchObject({ merge: [{ function: 'user_profile' }] })
    expect(ran()).toEqual(['update_profile 5', 'user_orders 5'])
  })

  test.each<readonly [string, unknown]>([
    ['null', null],
    ['a text', 'user'],
    ['a number', 5],
    ['a list', []],
    ['nothing in it', {}],
    ['no context', { params: { user_id: 5 } }],
    ['a context that is no text', { context: 5, params: { user_id: 5 } }],
    ['an unknown context', { context: 'nobody', params: { user_id: 5 } }],
    ['__proto__', { context: '__proto__', params: {} }],
    ['constructor', { context: 'constructor', params: {} }],
    ['a list as params', { context: 'user', params: [] }],
    ['null as params', { context: 'user', params: null }],
    ['no params', { context: 'user' }],
    ['params that fail', { context: 'user', params: { user_id: '5' } }],
    ['an unknown param', { context: 'user', params: { user_id: 5, nobody: 1 } }],
    ['an unknown function', { context: 'user', params: { user_id: 5 }, functions: ['nobody'] }],
    [
      'a repeated function',
      { context: 'user', params: { user_id: 5 }, functions: ['user_profile', 'user_profile'] },
    ],
    ['no function', { context: 'user', params: { user_id: 5 }, functions: [] }],
    ['a text as functions', { context: 'user', params: { user_id: 5 }, functions: 'user_profile' }],
    ['a number as function', { context: 'user', params: { user_id: 5 }, functions: [5] }],
  ])('skips an item that is %s', async (_name, item) => {
    const { app } = createPeople({ touch })
    const answered = await call(app, 'touch', { user_id: 5 }, { mounted: [item, ...MOUNTED] })
    expect(answered.status).toBe(200)
    expect(refreshed(answered)).toHaveLength(1)
  })

  test('__proto__ among the params is no way in', async () => {
    const { app } = createPeople({ touch })
    const body =
      '{"fn":"touch","args":{"user_id":5},"mounted":[{"context":"user","params":{"__proto__":{"user_id":5}}},{"context":"user","params":{"user_id":5,"__proto__":1}}]}'
    const answered = await ask(app, 'POST', '/api/mizan/call/', {
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect([answered.status, refreshed(answered)]).toEqual([200, undefined])
  })

  test('leaves out what fails, and reports it', async () => {
    const { app, reports } = createPeople({ touch: client({ affects: UserContext }, () => undefined) })
    const answered = await call(
      app,
      'touch',
      {},
      { mounted: [{ context: 'user', params: { user_id: 13 } }, ...MOUNTED] },
    )
    expect(answered.status).toBe(200)
    expect(refreshed(answered)?.map((item) => item.params)).toEqual([{ user_id: 5 }])
    expect(reports).toHaveLength(1)
  })

  test('asks the guards', async () => {
    const note = client({ affects: InboxContext }, () => undefined)
    const { app, reports } = createPeople({ note })
    const mounted = [{ context: 'inbox', params: {} }]
    expect(refreshed(await call(app, 'note', {}, { mounted }))).toBeUndefined()
    const ada = await call(app, 'note', {}, { mounted, headers: { 'x-user': 'ada' } })
    expect(refreshed(ada)).toMatchObject([{ bundle: { inbox_messages: ['for ada'], inbox_count: 7 } }])
    expect(reports).toEqual([])
  })

  test('is for visible targets: a hidden one would show itself', async () => {
    const ban = client(
      { affects: { context: UserContext, hidden: true }, input: { user_id: z.int() } },
      () => undefined,
    )
    const { app, ran } = createPeople({ ban })
    expect(refreshed(await call(app, 'ban', { user_id: 5 }, { mounted: MOUNTED }))).toBeUndefined()
    expect(ran()).toEqual([])
  })

  test('matches own targets with the caller’s own entries', async () => {
    const read = client({ affects: { context: InboxContext, own: true } }, () => undefined)
    const { app } = createPeople({ read })
    const answered = await call(
      app,
      'read',
      {},
      { mounted: [{ context: 'inbox', params: {} }], headers: { 'x-user': 'ada' } },
    )
    expect(refreshed(answered)).toHaveLength(1)
  })

  test('gives no private answer into a public entry', async () => {
    const Open = new ReactContext('open')
    const whoami = client({ context: Open, output: z.string() }, (_args, c: Call) => c.user?.id ?? '')
    const note = client({ affects: Open }, () => undefined)
    const { app } = createPeople({ whoami, note })
    expect(
      refreshed(await call(app, 'note', {}, { mounted: [{ context: 'open', params: {} }] })),
    ).toBeUndefined()
  })

  test('does nothing for a mutation that failed', async () => {
    const { app, ran } = createPeople()
    const answered = await call(app, 'update_profile', { user_id: 5, name: 'boom' }, { mounted: MOUNTED })
    expect([answered.status, refreshed(answered), ran()]).toEqual([500, undefined, ['update_profile 5']])
  })
})

describe('the identity of a refresh', () => {
  const Me = new ReactContext('me')
  const me = client(
    { context: Me, auth: true, output: z.string() },
    (_args, c) => `${c.user?.id} ${c.request.cookies.get('user')} ${c.request.headers.get('cookie')}`,
  )
  const login = client({ affects: Me, input: { id: z.string() } }, ({ id }, c) => c.setCookie('user', id))
  const logout = client({ affects: Me }, (_args, c) => c.clearCookie('user'))
  const mounted = [{ context: 'me', params: {} }]

  test('is the new one after a login', async () => {
    const { app } = createPeople({ me, login })
    const answered = await call(app, 'login', { id: 'eve' }, { mounted })
    expect(refreshed(answered)).toMatchObject([{ bundle: { me: 'eve eve user=eve' } }])
    const eve = await call(app, 'user_profile', { user_id: 1 }, { headers: { 'x-user': 'eve' } })
    expect(answered.headers.get('x-mizan-identity')).toBe(eve.headers.get('x-mizan-identity'))
  })
  test.each([undefined, { store: createMemoryStore() }])(
    'has the rights that the mutation left',
    async (cache) => {
      const Staff = new ReactContext('staff')
      let isStaff = true
      const staff_list = client(
        { context: Staff, cache: 60, auth: 'staff', output: z.string() },
        (_args, c) => `staff ${String(c.user?.isStaff)}`,
      )
      const resign = client({ auth: true, affects: Staff }, () => {
        isStaff = false
      })
      const { app } = createPeople(
        { staff_list, resign },
        {
          resolveUser: () => ({ id: 'sam', isStaff, isSuperuser: false, permissions: [] }),
          ...(cache !== undefined && { cache }),
        },
      )
      const before = await fetchContext(app, 'staff')
      const answered = await call(app, 'resign', {}, { mounted: [{ context: 'staff', params: {} }] })
      expect([answered.status, refreshed(answered)]).toEqual([200, undefined])
      expect(answered.headers.get('x-mizan-identity')).not.toBe(before.headers.get('x-mizan-identity'))
      expect((await fetchContext(app, 'staff')).status).toBe(403)
    },
  )
  test('is nobody after a logout', async () => {
    const { app } = createPeople({ me, logout })
    const asked = { headers: { cookie: 'user=ada; theme=dark', origin: 'https://app.example' } }
    const answered = await call(app, 'logout', {}, { mounted, ...asked })
    expect([answered.status, answered.headers.get('x-mizan-identity'), refreshed(answered)]).toEqual([
      200,
      '-',
      undefined,
    ])
  })
  test('is nobody when nobody can tell, and costs the mutation nothing', async () => {
    const { app, reports } = createPeople(
      { me, login },
      {
        resolveUser: ({ cookies }) => {
          if (cookies.get('user') !== undefined) throw new Error('session store is down')
          return null
        },
      },
    )
    const answered = await call(app, 'login', { id: 'eve' }, { mounted })
    expect([answered.status, answered.headers.get('x-mizan-identity'), refreshed(answered)]).toEqual([
      200,
      '-',
      undefined,
    ])
    expect(reports).toMatchObject([{ step: 'identify' }])
  })
})

describe('budgets', () => {
  test('of bytes: the first that fit, most recent first', async () => {
    const { app } = createPeople(
      { touch: client({ affects: UserContext }, () => undefined) },
      { limits: { refreshBudgetBytes: 400 } },
    )
    const mounted = [1, 2, 3, 4].map((user_id) => ({ context: 'user', params: { user_id } }))
    expect(refreshed(await call(app, 'touch', {}, { mounted }))?.map((item) => item.params)).toEqual([
      { user_id: 1 },
      { user_id: 2 },
    ])
  })
  test('of time: what came until then, in parallel', async () => {
    const clock = new FakeClock()
    const gate = createGate()
    const signals: AbortSignal[] = []
    const slow = client(
      { context: UserContext, input: { user_id: z.int() }, output: z.int() },
      async ({ user_id }, c) => {
        signals.push(c.signal)
        if (user_id === 1) {
          await gate.opened
          throw new Error('aborted')
        }
        return user_id
      },
    )
    const { app, reports } = createPeople(
      { slow, touch: client({ affects: UserContext }, () => undefined) },
      { clock },
    )
    const mounted = [1, 2].map((user_id) => ({ context: 'user', params: { user_id } }))
    const answer = call(app, 'touch', {}, { mounted })
    await clock.advance(499)
    expect(signals.map((signal) => signal.aborted)).toEqual([false, false])
    await clock.advance(1)
    expect(refreshed(await answer)?.map((item) => item.params)).toEqual([{ user_id: 2 }])
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true])
    gate.open()
    await settle()
    expect([reports, clock.pending]).toEqual([[], 0])
  })
  test('a listener that dallies costs the refresh, not the answer', async () => {
    const clock = new FakeClock()
    const { app } = createPeople({ touch }, { clock })
    app.onInvalidate(() => createGate().opened)
    const answer = call(app, 'touch', { user_id: 5 }, { mounted: MOUNTED })
    await clock.advance(500)
    expect([(await answer).status, refreshed(await answer), clock.pending]).toEqual([200, undefined, 0])
  })
})
