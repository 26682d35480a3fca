/** `app.handle`: what is there is answered at once, what is still to come later. */
import {
  type Call,
  client,
  createApp,
  type PlainAnswer,
  type PlainRequest,
  ReactContext,
} from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { FakeClock } from './support/fake-clock.ts'

const Items = new ReactContext('items')
const signals: AbortSignal[] = []

const declared = {
  item_list: client({ context: Items, input: { limit: z.int() }, output: z.int() }, ({ limit }) => limit),
  add: client({ affects: 'nothing', input: { name: z.string() }, output: z.string() }, ({ name }) => name),
  fail: client({ affects: 'nothing' }, () => {
    throw new Error('the secret')
  }),
  wait: client({ affects: 'nothing', output: z.int() }, async (_args, call: Call) => {
    signals.push(call.signal)
    return await new Promise<number>(() => undefined)
  }),
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

function request(parts: Partial<PlainRequest> = {}): PlainRequest {
  return {
    method: 'POST',
    target: '/api/mizan/call/',
    origin: 'http://localhost',
    header: (name) => (name === 'content-type' ? 'application/json' : undefined),
    ...parts,
  }
}

const body = (fn: string, args: object = {}): Pick<PlainRequest, 'readBody'> => ({
  readBody: () => encode({ fn, args }),
})

describe('an answer', () => {
  const app = createApp({ modules: [declared], onError: () => undefined })
  test('is a value where nothing has to be waited for', () => {
    const called = app.handle(request(body('add', { name: 'x' }))) as PlainAnswer
    expect([called.status, called.body]).toEqual([200, '{"result":"x","invalidate":[]}'])
    const bundle = app.handle(
      request({ method: 'GET', target: '/api/mizan/ctx/items/?limit=3' }),
    ) as PlainAnswer
    expect([bundle.status, bundle.body]).toEqual([200, '{"item_list":3}'])
    expect(app.counters()).toMatchObject({ requests: 2, underWay: 0 })
  })
  test('is a promise where the body, or the handler, takes its time', async () => {
    const late = { readBody: () => Promise.resolve(encode({ fn: 'add', args: { name: 'x' } })) }
    const answer = app.handle(request(late))
    expect(answer).toBeInstanceOf(Promise)
    expect(await answer).toMatchObject({ status: 200 })
  })
  test('is never thrown: not for what fails at once, nor for what rejects', async () => {
    const broken = [
      body('fail'),
      body('add', { name: 5 }),
      { readBody: () => new Uint8Array([0xff]) },
      {
        readBody: () => {
          throw new Error('the socket broke')
        },
      },
      { readBody: () => Promise.reject(new Error('the socket broke')) },
    ]
    const answers = await Promise.all(broken.map(async (parts) => app.handle(request(parts))))
    expect(answers.map(({ status }) => status)).toEqual([500, 422, 400, 500, 500])
    expect(app.counters()).toMatchObject({ underWay: 0 })
  })
})

test('a deadline has a timer only while somebody waits', async () => {
  const clock = new FakeClock()
  let timers = 0
  const app = createApp({
    modules: [declared],
    onError: () => undefined,
    clock: {
      after(delayMs, callback) {
        timers += 1
        return clock.after(delayMs, callback)
      },
    },
  })
  expect(app.handle(request(body('add', { name: 'x' })))).toMatchObject({ status: 200 })
  expect(timers).toBe(0)
  const waiting = app.handle(request(body('wait')))
  expect(timers).toBe(1)
  await clock.advance(30_000)
  expect(await waiting).toMatchObject({ status: 503 })
  expect(signals[0]?.aborted).toBe(true)
})
