/** Bundles as lines (SPEC.md, CTX-29…32). */
import { type Call, client, type PlainAnswer, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, errorOf, fetchContext } from './support/ask.ts'
import { createGate, FakeClock, settle } from './support/fake-clock.ts'
import { createPeople } from './support/people.ts'

const LINES = { accept: 'application/x-ndjson' }

function linesOf(text: string): unknown[] {
  expect(text.endsWith('\n')).toBe(true)
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line))
}

const Page = new ReactContext('page')
const gates = { a: createGate(), b: createGate(), c: createGate() }
const signals: AbortSignal[] = []
const held = (name: 'a' | 'b' | 'c') =>
  client({ context: Page, output: z.string() }, async (_args, call: Call) => {
    signals.push(call.signal)
    await gates[name].opened
    return name
  })

/** Lines as they come, and the answer that they come with. */
async function openLines(app: ReturnType<typeof createPeople>['app']) {
  const answer: PlainAnswer = await app.handle({
    method: 'GET',
    target: '/api/mizan/ctx/page/',
    origin: 'http://localhost',
    header: (name) => (name === 'accept' ? LINES.accept : undefined),
  })
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const next = async (): Promise<string | undefined> => {
    const { value } = await reader.read()
    return value === undefined ? undefined : new TextDecoder().decode(value).trimEnd()
  }
  return { answer, next, cancel: () => reader.cancel() }
}

describe('lines', () => {
  test('trpc #3914: come in the order in which queries finish, before the others have', async () => {
    const { app } = createPeople({ a: held('a'), b: held('b'), c: held('c') })
    const { next } = await openLines(app)
    gates.b.open()
    expect(await next()).toBe('{"fn":"b","result":"b"}')
    gates.c.open()
    expect(await next()).toBe('{"fn":"c","result":"c"}')
    gates.a.open()
    expect(await next()).toBe('{"fn":"a","result":"a"}')
    expect([await next(), await next()]).toEqual(['{"done":true}', undefined])
  })
  test('one for each query, also of a slice and by POST', async () => {
    const { app } = createPeople()
    const whole = await fetchContext(app, 'user', 'user_id=5', { headers: LINES })
    expect(linesOf(whole.text)).toEqual([
      { fn: 'user_orders', result: ['5:20'] },
      { fn: 'user_profile', result: { user_id: 5, name: 'Ada' } },
      { done: true },
    ])
    const slice = await ask(app, 'POST', '/api/mizan/ctx/user/?_mizan_fn=user_profile', {
      json: { user_id: 5 },
      headers: LINES,
    })
    expect(linesOf(slice.text)).toEqual([
      { fn: 'user_profile', result: { user_id: 5, name: 'Ada' } },
      { done: true },
    ])
    expect(slice.headers.get('x-mizan-entry')).toBe('user;user_id=5')
  })
  test('a query that fails leaves its neighbours alone, and its text in the log', async () => {
    const { app, reports } = createPeople()
    const { status, text } = await fetchContext(app, 'user', 'user_id=13', { headers: LINES })
    expect([status, linesOf(text)]).toMatchObject([
      200,
      [{ fn: 'user_orders', error: { code: 'INTERNAL' } }, { fn: 'user_profile' }, { done: true }],
    ])
    expect([text.includes('secret'), reports.length]).toEqual([false, 1])
    const alone = await fetchContext(app, 'user', 'user_id=13&_mizan_fn=user_orders', { headers: LINES })
    expect([alone.status, linesOf(alone.text)]).toMatchObject([200, [{ error: {} }, { done: true }]])
  })
  test('the entry is the first of them where it does not fit into a header', async () => {
    const { app } = createPeople()
    const team = 'a'.repeat(4096)
    const answer = await ask(app, 'POST', '/api/mizan/ctx/team/', { json: { team }, headers: LINES })
    expect(answer.headers.get('x-mizan-entry')).toBeNull()
    expect(linesOf(answer.text)[0]).toEqual({ entry: `team;team=${team}` })
  })
})

describe('the head', () => {
  test('no-store, Vary, no ETag, and whose it is, also of a context without guards', async () => {
    const { app } = createPeople()
    const { headers } = await fetchContext(app, 'user', 'user_id=5', {
      headers: { ...LINES, 'x-user': 'ada' },
    })
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('vary')).toContain('Accept')
    expect([headers.get('etag'), headers.get('cache-groups')]).toEqual([null, null])
    expect(headers.get('x-mizan-entry')).toBe('user;limit=20;user_id=5')
    expect(headers.get('x-mizan-identity')).toMatch(/^[0-9a-f]{16}\.[0-9a-f]{16}$/)
    expect(headers.get('x-mizan-schema')).toMatch(/^[0-9a-f]{16}$/)
  })
  test.each([
    ['application/x-ndjson', true],
    ['text/html, application/x-ndjson;q=0.9, */*', true],
    ['APPLICATION/X-NDJSON', true],
    ['application/x-ndjson;q=0', false],
    ['application/x-ndjson; q=0.000', false],
    ['application/json', false],
    ['*/*', false],
    ['application/x-ndjsonp', false],
    ['', false],
  ])('Accept: %s', async (accept, isLines) => {
    const { app } = createPeople()
    const { headers } = await fetchContext(app, 'user', 'user_id=5', { headers: { accept } })
    expect(headers.get('content-type')).toBe(isLines ? 'application/x-ndjson' : 'application/json')
  })
  test('guards and params refuse as without lines', async () => {
    const { app } = createPeople()
    const inbox = await fetchContext(app, 'inbox', '', { headers: LINES })
    expect([inbox.status, errorOf(inbox).details]).toEqual([401, { function: 'inbox_messages' }])
    const bad = await fetchContext(app, 'user', 'user_id=x', { headers: LINES })
    expect([bad.status, errorOf(bad).code]).toEqual([422, 'VALIDATION_FAILED'])
    const head = await ask(app, 'HEAD', '/api/mizan/ctx/user/?user_id=5', { headers: LINES })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/json'])
  })
})

describe('runs behind a head that is out', () => {
  test('cannot set a cookie', async () => {
    const sets = client({ context: Page, output: z.string() }, (_args, call: Call) => {
      call.setCookie('a', 'b')
      return 'x'
    })
    const { app, reports } = createPeople({ sets })
    const { text, headers } = await fetchContext(app, 'page', '', { headers: LINES })
    expect([linesOf(text), headers.getSetCookie()]).toMatchObject([
      [{ fn: 'sets', error: { code: 'INTERNAL' } }, {}],
      [],
    ])
    expect(String(reports[0]?.error)).toContain('the head of this streamed answer went out before')
  })
  test('abort when nobody reads on, and say nothing of it', async () => {
    signals.length = 0
    gates.a = createGate()
    const { app, reports } = createPeople({ a: held('a') })
    const { cancel } = await openLines(app)
    await cancel()
    expect(signals[0]?.aborted).toBe(true)
    gates.a.open()
    await settle()
    expect(reports).toEqual([])
  })
  test('end at their deadline', async () => {
    const clock = new FakeClock()
    gates.a = createGate()
    const { app } = createPeople({ a: held('a') }, { clock })
    const { next } = await openLines(app)
    await clock.advance(30_000)
    expect(await next()).toContain('"code":"UNAVAILABLE"')
    expect(await next()).toBe('{"done":true}')
    expect(clock.pending).toBe(0)
  })
})
