/** What stands around each run of a function. */
import { type AroundRun, type Call, client, createApp } from '@mizan/server'
import { afterEach, expect, test } from 'vitest'
import { call, fetchContext } from './support/ask.ts'
import { createPeople, UserContext } from './support/people.ts'

const GLOBAL = Symbol.for('mizan.aroundRun')
const place = globalThis as { [GLOBAL]?: unknown }
afterEach(() => {
  delete place[GLOBAL]
})

function createWatch() {
  const seen: string[] = []
  const around: AroundRun = (run, next) => {
    seen.push(`${run.kind} ${run.function}`)
    return next()
  }
  return { seen, around }
}

test('bundles, calls, refreshes and in-process calls alike', async () => {
  const { seen, around } = createWatch()
  const { app } = createPeople({}, { aroundRun: around })
  await fetchContext(app, 'user', 'user_id=5')
  const mounted = [{ context: 'user', params: { user_id: 5 }, functions: ['user_orders'] }]
  await call(app, 'update_profile', { user_id: 5, name: 'Bo' }, { mounted })
  await app.caller(null).call('user_profile', { user_id: 5 })
  expect(seen).toEqual([
    'query user_orders',
    'query user_profile',
    'mutation update_profile',
    'query user_orders',
    'query user_profile',
  ])
})

test('the before parts and the transaction: what is around runs inside it', async () => {
  const steps: string[] = []
  const step = (name: string) => () => void steps.push(name)
  const deep = client(
    { affects: { context: UserContext, before: step('before'), params: () => undefined } },
    (_args, _call: Call) => step('handler')(),
  )
  const { app } = createPeople(
    { deep },
    {
      aroundRun: (_run, next) => {
        steps.push('around')
        return next()
      },
      transaction: async (run) => {
        steps.push('begin')
        await run()
        steps.push('commit')
      },
    },
  )
  await call(app, 'deep')
  expect(steps).toEqual(['begin', 'around', 'before', 'handler', 'commit'])
})

test('put there from outside, before the app is made; an option of the app wins', async () => {
  const outside = createWatch()
  const inside = createWatch()
  place[GLOBAL] = outside.around
  const watched = createPeople()
  const own = createPeople({}, { aroundRun: inside.around })
  place[GLOBAL] = undefined
  const free = createPeople()
  for (const { app } of [watched, own, free]) await call(app, 'user_profile', { user_id: 5 })
  expect([outside.seen, inside.seen]).toEqual([['query user_profile'], ['query user_profile']])
})

test('nothing but a function counts', () => {
  place[GLOBAL] = { apply: 1 }
  expect(() => createApp({})).not.toThrow()
})
