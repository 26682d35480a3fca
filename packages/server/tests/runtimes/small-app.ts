/** The app that every runtime serves. It says what happened to a run, so that a test outside of the process can ask. */
import { type Call, client, createApp, isCallError, ReactContext } from '@mizan/server'
import { z } from 'zod'

const Items = new ReactContext('items')
const waiting: string[] = []
const aborted: string[] = []

const item_list = client(
  { context: Items, input: { limit: z.int().default(2) }, output: z.array(z.string()) },
  ({ limit }) => ['a', 'ä', '\u{1f600}'].slice(0, limit),
)
const item_sum = client({ context: Items, output: z.int() }, async () => {
  // Nobody waits for it: the other line is there before, on any machine.
  await new Promise((resolve) => {
    setTimeout(resolve, 20_000)
  })
  return 3
})
const Quick = new ReactContext('quick')
const quick_one = client({ context: Quick, input: { of: z.string() }, output: z.string() }, ({ of }) => of)

const add = client({ affects: Items, input: { name: z.string() }, output: z.int() }, ({ name }, call) => {
  call.setCookie('a', '1')
  call.setCookie('b', '2')
  return name.length
})
const boom = client({ affects: 'nothing' }, () => {
  throw new Error('the secret')
})
const wait = client({ affects: 'nothing', input: { id: z.string() } }, ({ id }, call: Call) => {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 5000)
    waiting.push(id)
    call.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      aborted.push(`${id} ${isCallError(call.signal.reason) ? 'by its deadline' : 'by its client'}`)
      resolve()
    })
  })
})
const seen_runs = client(
  { affects: 'nothing', output: z.object({ waiting: z.array(z.string()), aborted: z.array(z.string()) }) },
  () => ({ waiting, aborted }),
)

export const app = createApp({
  modules: [{ item_list, item_sum, quick_one, add, boom, wait, seen_runs }],
  limits: { bodyDeadlineMs: 300, runDeadlineMs: 2000, maxBodyBytes: 2000 },
  onError: () => undefined,
})
