/** Mutations that are safe to send again (SPEC.md, Idempotency). */
import {
  type AppOptions,
  type Call,
  CallError,
  client,
  type IdempotencyOutcome,
  type IdempotencyStore,
} from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answered, call, errorOf } from './support/ask.ts'
import { createGate, FakeClock, settle } from './support/fake-clock.ts'
import { createPeople, UserContext } from './support/people.ts'

const KEY = { 'x-user': 'ada', 'idempotency-key': 'k1' }

function createBank(options: AppOptions = {}) {
  let paid = 0
  const gate = createGate()
  const pay = client(
    {
      affects: [UserContext, { context: UserContext, params: () => ({ user_id: 9 }), hidden: true }],
      input: { user_id: z.int(), amount: z.int().refine((amount) => amount < 1000) },
      output: z.int(),
      errors: { TOO_POOR: { status: 409, details: z.object({ missing: z.int() }) } },
    },
    async ({ amount }, c) => {
      paid += amount
      if (amount === 77) throw c.error('TOO_POOR', { missing: 7 }, 'you are too poor')
      if (amount === 78) throw new Error('the secret')
      if (amount === 79) throw new CallError('NOT_FOUND', 'no such account')
      if (amount === 80) await gate.opened
      return paid
    },
  )
  const sign = client({ affects: 'nothing', output: z.int() }, (_args, c: Call) => {
    paid += 1
    c.setCookie('user', 'ada')
    return paid
  })
  const clock = new FakeClock()
  const people = createPeople({ pay, sign }, { clock, ...options })
  const send = (amount: number, headers: Record<string, string> = {}): Promise<Answered> =>
    call(people.app, 'pay', { user_id: 5, amount }, { headers: { ...KEY, ...headers } })
  return { ...people, clock, gate, send, paid: () => paid }
}

describe('a key', () => {
  test('makes a mutation run once: the answer is given again', async () => {
    const { send, paid, purges } = createBank()
    const first = await send(10)
    const again = await send(10)
    expect([paid(), again.status, again.json]).toEqual([10, 200, first.json])
    for (const name of ['x-mizan-cause', 'x-mizan-invalidate', 'x-mizan-identity', 'cache-control'])
      expect(again.headers.get(name)).toBe(first.headers.get(name))
    // Purged again, hidden targets too, under the cause of the run.
    expect(purges).toHaveLength(2)
    expect(purges[1]).toEqual(purges[0])
    expect(first.text).not.toContain('9')
  })
  test('of another request is CONFLICT', async () => {
    const { send, paid } = createBank()
    await send(10)
    const other = await send(11)
    expect([paid(), other.status, errorOf(other).code, errorOf(other).details]).toEqual([
      10,
      409,
      'CONFLICT',
      { retryable: false },
    ])
    expect(other.json).not.toHaveProperty('invalidate')
  })
  test('is one of its caller and of its function', async () => {
    const { send, paid, app } = createBank()
    await send(10)
    await send(10, { 'x-user': 'eve' })
    expect(paid()).toBe(20)
    await call(app, 'update_profile', { user_id: 5, name: 'Bo' }, { headers: KEY })
    expect((await send(10)).status).toBe(200)
    expect(paid()).toBe(20)
  })
  test('hashes the arguments by value, and not what is mounted', async () => {
    const { app, paid } = createBank()
    const send = (args: object, mounted: unknown): Promise<Answered> =>
      call(app, 'pay', args, { headers: KEY, mounted })
    await send({ user_id: 5, amount: 10 }, [{ context: 'user', params: { user_id: 5 } }])
    const again = await send({ amount: 10, user_id: 5 }, [{ context: 'user', params: { user_id: 5 } }])
    expect([paid(), again.status]).toEqual([10, 200])
    expect(Object.keys(again.json as object)).toEqual(['result', 'invalidate'])
  })
  test.each(['', ' ', 'a b', 'ä', 'a\tb', 'x'.repeat(129)])('%j is none', async (key) => {
    const { send, paid } = createBank()
    const answer = await send(10, { 'idempotency-key': key })
    expect([answer.status, errorOf(answer).code, paid()]).toEqual([400, 'BAD_REQUEST', 0])
  })
  test('of 128 characters is one', async () => {
    const { send, paid } = createBank()
    const key = { 'idempotency-key': '!~'.repeat(64) }
    await send(10, key)
    await send(10, key)
    expect(paid()).toBe(10)
  })
  test('beside a query changes nothing', async () => {
    const { app, ran } = createBank()
    for (let count = 0; count < 2; count += 1)
      await call(app, 'user_profile', { user_id: 5 }, { headers: KEY })
    expect(ran()).toHaveLength(2)
  })
})

describe('what is kept', () => {
  test('declared errors, with their details', async () => {
    const { send, paid, purges } = createBank()
    const first = await send(77)
    const again = await send(77)
    expect([paid(), again.status, again.json]).toEqual([77, 409, first.json])
    expect(errorOf(again)).toEqual({ code: 'TOO_POOR', message: 'you are too poor', details: { missing: 7 } })
    expect(purges).toEqual([])
  })
  test('nothing of other failures: they run again', async () => {
    const { send, paid } = createBank()
    expect([(await send(78)).status, (await send(78)).status, paid()]).toEqual([500, 500, 156])
    expect([(await send(79, { 'idempotency-key': 'k2' })).status, paid()]).toEqual([404, 235])
    expect([(await send(79, { 'idempotency-key': 'k2' })).status, paid()]).toEqual([404, 314])
    expect([(await send(5000, { 'idempotency-key': 'k3' })).status, paid()]).toEqual([422, 314])
    expect([(await send(1, { 'idempotency-key': 'k3' })).status, paid()]).toEqual([200, 315])
  })
  test('nothing of anonymous callers', async () => {
    const { send, paid } = createBank()
    await send(10, { 'x-user': '' })
    await send(10, { 'x-user': '' })
    expect(paid()).toBe(20)
  })
  test('nothing of a run that set a cookie: a replay could not give it', async () => {
    const { app, paid } = createBank()
    for (let count = 0; count < 2; count += 1) {
      const answer = await call(app, 'sign', {}, { headers: KEY })
      expect(answer.headers.getSetCookie()).toHaveLength(1)
    }
    expect(paid()).toBe(2)
  })
  test('guards run again', async () => {
    let isAllowed = true
    const guarded = client({ affects: 'nothing', auth: () => isAllowed, output: z.int() }, () => 1)
    const { app } = createBank()
    const people = createPeople({ guarded })
    expect((await call(people.app, 'guarded', {}, { headers: KEY })).status).toBe(200)
    isAllowed = false
    expect((await call(people.app, 'guarded', {}, { headers: KEY })).status).toBe(403)
    expect(app.base).toBe('/api/mizan')
  })
})

describe('a duplicate while the first runs', () => {
  test('waits for it, and gets its answer', async () => {
    const { send, paid, gate, clock } = createBank()
    const first = send(80)
    await settle()
    const second = send(80)
    await clock.advance(20)
    await clock.advance(40)
    gate.open()
    await settle()
    await clock.advance(80)
    expect([(await first).json, paid()]).toEqual([(await second).json, 80])
    expect(clock.pending).toBe(0)
  })
  test('of another request does not wait', async () => {
    const { send, gate } = createBank()
    const first = send(80)
    await settle()
    expect((await send(10)).status).toBe(409)
    gate.open()
    await first
  })
  test('that waited as long as a run may take is CONFLICT, to be sent again', async () => {
    const { send, clock, gate, paid } = createBank({ limits: { runDeadlineMs: 1000 } })
    const first = send(80)
    await settle()
    const second = send(80)
    for (let count = 0; count < 30; count += 1) await clock.advance(50)
    expect((await first).status).toBe(503)
    expect([(await second).status, errorOf(await second)]).toMatchObject([
      409,
      { code: 'CONFLICT', details: { retryable: true } },
    ])
    gate.open()
    await settle()
    // It ended after its answer was given up: what it did is kept.
    expect([(await send(80)).json, paid()]).toEqual([
      { result: 80, invalidate: [{ context: 'user', params: { user_id: 5 } }] },
      80,
    ])
  })
  test('takes over when the first is refused', async () => {
    const refuses = createGate()
    let runs = 0
    const flaky = client({ affects: 'nothing', output: z.int() }, async () => {
      runs += 1
      if (runs > 1) return runs
      await refuses.opened
      throw new Error('the first fails')
    })
    const clock = new FakeClock()
    const { app } = createPeople({ flaky }, { clock })
    const first = call(app, 'flaky', {}, { headers: KEY })
    await settle()
    const second = call(app, 'flaky', {}, { headers: KEY })
    await settle()
    refuses.open()
    await settle()
    await clock.advance(20)
    expect([(await first).status, (await second).json]).toEqual([500, { result: 2, invalidate: [] }])
    expect(clock.pending).toBe(0)
  })
  test('that takes over has a deadline of its own', async () => {
    const gates: ReturnType<typeof createGate>[] = []
    const hangs = client({ affects: 'nothing' }, async () => {
      const gate = createGate()
      gates.push(gate)
      await gate.opened
      throw new Error('it fails late')
    })
    const clock = new FakeClock()
    const { app } = createPeople({ hangs }, { clock, limits: { runDeadlineMs: 1000 } })
    const first = call(app, 'hangs', {}, { headers: KEY })
    await settle()
    const second = call(app, 'hangs', {}, { headers: KEY })
    await clock.advance(20)
    gates[0]?.open()
    await settle()
    await clock.advance(40)
    expect([(await first).status, gates.length]).toEqual([500, 2])
    await clock.advance(999)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect((await second).status).toBe(503)
    gates[1]?.open()
    await settle()
    expect(clock.pending).toBe(0)
  })
  test('ends when its client goes away', async () => {
    const { app, send, gate, clock } = createBank()
    const first = send(80)
    await settle()
    const controller = new AbortController()
    const second = call(app, 'pay', { user_id: 5, amount: 80 }, { headers: KEY, signal: controller.signal })
    await settle()
    controller.abort()
    expect((await second).status).toBe(503)
    gate.open()
    await first
    expect(clock.pending).toBe(0)
  })
})

describe('a store', () => {
  /** What a table in the app's own database would do: rolled back with everything else. */
  function createTable() {
    const rows = new Map<string, { hash: string; outcome: IdempotencyOutcome | undefined }>()
    const store: IdempotencyStore = {
      inTransaction: true,
      begin({ key }, { hash }) {
        const row = rows.get(key)
        if (row === undefined) rows.set(key, { hash, outcome: undefined })
        return row
      },
      finish({ key }, outcome) {
        const row = rows.get(key)
        if (row !== undefined) rows.set(key, { ...row, outcome })
      },
      release({ key }) {
        if (rows.get(key)?.outcome === undefined) rows.delete(key)
      },
    }
    const transaction = async (run: () => Promise<void>): Promise<void> => {
      const before = new Map(rows)
      try {
        await run()
      } catch (error) {
        rows.clear()
        for (const [key, row] of before) rows.set(key, row)
        throw error
      }
    }
    return { store, rows, transaction }
  }

  test('in the transaction of the mutation: exactly once, whatever happens behind the commit', async () => {
    const { store, rows, transaction } = createTable()
    let crashes = true
    const { send, paid } = createBank({
      idempotency: store,
      transaction: async (run) => {
        await transaction(run)
        if (crashes) throw new Error('the connection broke right after the commit')
      },
    })
    expect((await send(10)).status).toBe(500)
    crashes = false
    expect(rows.size).toBe(1)
    expect([(await send(10)).json, paid()]).toEqual([
      { result: 10, invalidate: [{ context: 'user', params: { user_id: 5 } }] },
      10,
    ])
  })
  test('in the transaction of the mutation: a rollback takes it back, and a retry of the hook keeps the last', async () => {
    const { store, rows, transaction } = createTable()
    let attempts = 0
    const { send, paid } = createBank({
      idempotency: store,
      transaction: async (run) => {
        const attempt = () =>
          transaction(async () => {
            await run()
            attempts += 1
            if (attempts === 1) throw new Error('could not serialise')
          })
        await attempt().catch(attempt)
      },
    })
    expect((await send(10)).json).toMatchObject({ result: 20 })
    expect([(await send(10)).json, paid(), rows.size]).toMatchObject([{ result: 20 }, 20, 1])
  })
  test('in the transaction of the mutation: an attempt that sets a cookie keeps nothing of the one before it', async () => {
    const { store, rows, transaction } = createTable()
    let attempts = 0
    const sign = client({ affects: 'nothing' }, (_args, c: Call) => {
      if (attempts > 0) c.setCookie('user', 'ada')
    })
    const { app } = createPeople(
      { sign },
      {
        idempotency: store,
        transaction: async (run) => {
          const attempt = () =>
            transaction(async () => {
              await run()
              attempts += 1
              if (attempts === 1) throw new Error('could not serialise')
            })
          await attempt().catch(attempt)
        },
      },
    )
    expect((await call(app, 'sign', {}, { headers: KEY })).headers.getSetCookie()).toHaveLength(1)
    expect(rows.size).toBe(0)
  })
  test('that fails before the run: UNAVAILABLE, and nothing ran', async () => {
    const fails = (): never => {
      throw new Error('no connection')
    }
    const { send, paid, reports } = createBank({
      idempotency: { begin: fails, finish: fails, release: fails },
    })
    expect([(await send(10)).status, paid(), reports.length]).toEqual([503, 0, 1])
    expect((await send(10, { 'x-user': '' })).status).toBe(200)
  })
  test('that fails after the run: the mutation has its answer', async () => {
    const { send, reports } = createBank({
      idempotency: {
        begin: () => undefined,
        finish: () => Promise.reject(new Error('no connection')),
        release: () => Promise.reject(new Error('no connection')),
      },
    })
    expect([(await send(10)).status, (await send(79)).status, reports.length]).toEqual([200, 404, 2])
  })
})
