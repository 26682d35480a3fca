/** The kernel over this server and a real socket: answers that get lost, bundles that come in lines. */
import {
  bringAnswer,
  browserEnvironment,
  type Client,
  type ContextDescriptor,
  createClient,
  deliverOnce,
  type MutationDescriptor,
  type QueryDescriptor,
  streaming,
} from '@mizan/client'
import { createApp, client as declare, ReactContext } from '@mizan/server'
import { type Served, serve } from '@mizan/server-node'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

const Account = new ReactContext('account')
let paid = 0
let openSlow = (): void => undefined
let slowOpened = Promise.resolve()

const modules = [
  {
    balance: declare({ context: Account, auth: true, output: z.int() }, () => -paid),
    history: declare({ context: Account, auth: true, output: z.array(z.string()) }, async () => {
      await slowOpened
      return ['opened']
    }),
    pay: declare(
      { affects: Account, auth: true, input: { amount: z.int() }, output: z.int() },
      ({ amount }) => {
        paid += amount
        return paid
      },
    ),
  },
]

const balance: QueryDescriptor<object, number> = {
  name: 'balance',
  context: 'account',
  schema: '',
  params: {},
}
const history: QueryDescriptor<object, string[]> = { ...balance, name: 'history' } as never
const account: ContextDescriptor<object> = {
  name: 'account',
  schema: '',
  params: {},
  queries: { balance, history },
}
const pay: MutationDescriptor<{ amount: number }, number> = {
  name: 'pay',
  schema: '',
  affects: ['account'],
  bring: bringAnswer,
  deliver: deliverOnce,
}

let served: Served | undefined
afterEach(async () => {
  openSlow()
  await served?.close()
})

/** `loses` says of a request whether its answer gets lost on the way back. */
async function start(loses: (init: RequestInit) => boolean) {
  paid = 0
  slowOpened = new Promise((resolve) => {
    openSlow = resolve
  })
  const app = createApp({
    modules,
    secrets: { cache: 'a secret of the tests' },
    resolveUser: ({ headers }) => {
      const id = headers.get('x-user')
      return id === undefined ? null : { id, isStaff: false, isSuperuser: false, permissions: [] }
    },
  })
  served = await serve(app)
  const kernel: Client = createClient({
    baseUrl: `${served.url}/api/mizan`,
    headers: () => ({ 'x-user': 'ada' }),
    plugins: [streaming()],
    environment: {
      ...browserEnvironment(),
      fetch: async (url, init) => {
        const answer = await fetch(url, init)
        if (!loses(init)) return answer
        await answer.arrayBuffer()
        throw new TypeError('the connection broke')
      },
    },
  })
  return { app, kernel }
}

test('a mutation whose answer is lost is sent again, and runs once', async () => {
  let lost = 0
  const { app, kernel } = await start(({ method }) => method === 'POST' && lost++ === 0)
  openSlow()
  const reader = kernel.readContext(account, {})
  const stop = reader.subscribe(() => undefined)
  await reader.load()
  expect(await kernel.mutate(pay, { amount: 5 })).toBe(5)
  expect([paid, app.counters().replays, lost]).toEqual([5, 1, 2])
  await expect.poll(() => reader.snapshot(balance).data).toBe(-5)
  stop()
})

test('trpc #3914: a page shows the fast query of a bundle while the slow one still runs', async () => {
  const { kernel } = await start(() => false)
  const reader = kernel.readContext(account, {})
  const stop = reader.subscribe(() => undefined)
  await expect.poll(() => reader.snapshot(balance).data).toBe(0)
  expect(reader.snapshot(history).status).toBe('pending')
  openSlow()
  await expect.poll(() => reader.snapshot(history).data).toEqual(['opened'])
  stop()
})
