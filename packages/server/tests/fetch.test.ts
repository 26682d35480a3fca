/** The Fetch edge: Request in, Response out. */
import { client } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { FakeClock } from './support/fake-clock.ts'
import { createPeople } from './support/people.ts'

const URL_OF_CALLS = 'https://app.example/api/mizan/call/'
const CALL = JSON.stringify({ fn: 'user_profile', args: { user_id: 5 } })
const JSON_TYPE = { 'content-type': 'application/json' }

function streamOf(chunks: readonly string[], ends = true): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk))
      if (ends) controller.close()
    },
  })
}

function post(body: BodyInit, init: object = {}): Request {
  return new Request(URL_OF_CALLS, {
    method: 'POST',
    headers: JSON_TYPE,
    body,
    duplex: 'half',
    ...init,
  } as RequestInit)
}

describe('app.fetch', () => {
  test('answers calls and bundles', async () => {
    const { app } = createPeople()
    const called = await app.fetch(post(CALL))
    expect([called.status, await called.json()]).toEqual([
      200,
      { result: { user_id: 5, name: 'Ada' }, invalidate: [] },
    ])
    const fetched = await app.fetch(new Request('https://app.example/api/mizan/ctx/user/?user_id=5#part'))
    expect([fetched.status, fetched.headers.get('x-mizan-entry')]).toEqual([200, 'user;limit=20;user_id=5'])
    const head = await app.fetch(
      new Request('https://app.example/api/mizan/ctx/user/?user_id=5', { method: 'HEAD' }),
    )
    expect([head.status, await head.text()]).toEqual([200, ''])
    const confirmed = await app.fetch(
      new Request('https://app.example/api/mizan/ctx/user/?user_id=5', {
        headers: { 'if-none-match': fetched.headers.get('etag') ?? '' },
      }),
    )
    expect([confirmed.status, confirmed.body]).toEqual([304, null])
  })
  test('is the fetch of a kernel on the server', async () => {
    const { app } = createPeople()
    const { fetch } = app
    expect((await fetch('/api/mizan/ctx/user/?user_id=5')).status).toBe(200)
    expect((await fetch('/api/mizan/call/', { method: 'POST', headers: JSON_TYPE, body: CALL })).status).toBe(
      200,
    )
    expect((await fetch(new URL('http://x.example/api/mizan/ctx/user/?user_id=5'))).status).toBe(200)
  })
  test('takes what runtimes hand over behind the request for nothing', async () => {
    const { app } = createPeople()
    expect((await app.fetch(post(CALL), { method: 'DELETE', env: 1 })).status).toBe(200)
  })
  test('knows its own origin', async () => {
    const { app } = createPeople()
    const from = (origin: string) => post(CALL, { headers: { ...JSON_TYPE, origin } })
    expect((await app.fetch(from('https://app.example'))).status).toBe(200)
    expect((await app.fetch(from('https://evil.example'))).status).toBe(403)
  })
  test('sends each cookie in a header of its own', async () => {
    const sign = client({ affects: 'nothing' }, (_args, call) => {
      call.setCookie('a', '1', { expires: new Date(0) })
      call.setCookie('b', '2')
    })
    const { app } = createPeople({ sign })
    expect((await app.fetch(post('{"fn":"sign"}'))).headers.getSetCookie()).toHaveLength(2)
  })
  test('streams the body of a view', async () => {
    const feed = client({ affects: 'nothing', route: '/feed/' }, () => new Response(streamOf(['a', 'b'])))
    const { app } = createPeople({ feed })
    expect(await (await app.fetch(new Request('https://app.example/feed/', { method: 'POST' }))).text()).toBe(
      'ab',
    )
  })
  test('passes the signal on', async () => {
    let signal: AbortSignal | undefined
    const look = client({ affects: 'nothing' }, (_args, call) => {
      signal = call.signal
    })
    const { app } = createPeople({ look })
    const gone = new AbortController()
    await app.fetch(post('{"fn":"look"}', { signal: gone.signal }))
    expect(signal?.aborted).toBe(false)
  })
})

describe('bodies', () => {
  test('arrive in pieces', async () => {
    const { app } = createPeople()
    expect((await app.fetch(post(streamOf(CALL.match(/.{1,3}/g) ?? [])))).status).toBe(200)
    expect((await app.fetch(post(streamOf([])))).status).toBe(400)
  })
  test('that are too large are refused by their length, or as soon as they pass it', async () => {
    const { app } = createPeople({}, { limits: { maxBodyBytes: 100 } })
    const announced = await app.fetch(
      post(streamOf(['{}']), { headers: { ...JSON_TYPE, 'content-length': '101' } }),
    )
    expect(announced.status).toBe(413)
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(60))
      },
    })
    expect((await app.fetch(post(endless))).status).toBe(413)
    expect(pulled).toBeLessThan(5)
    const fitting = `{"fn":"user_profile","args":{"user_id":5},"x":"${'a'.repeat(51)}"}`
    expect([fitting.length, (await app.fetch(post(fitting))).status]).toEqual([100, 200])
    expect((await app.fetch(post(`${fitting} `))).status).toBe(413)
  })
  test('that do not come are BAD_REQUEST, and their stream is let go', async () => {
    const clock = new FakeClock()
    const { app } = createPeople({}, { clock })
    let cancelled = false
    const stuck = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => undefined),
      cancel: () => {
        cancelled = true
      },
    })
    const answer = app.fetch(post(stuck))
    await clock.advance(10_000)
    const answered = await answer
    expect([answered.status, await answered.json()]).toEqual([
      400,
      { error: { code: 'BAD_REQUEST', message: 'the body did not arrive within 10000 ms' } },
    ])
    expect([cancelled, clock.pending]).toEqual([true, 0])
  })
  test('that break are BAD_REQUEST', async () => {
    const { app } = createPeople()
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new Error('the secret')),
    })
    const answered = await app.fetch(post(broken))
    expect([answered.status, (await answered.text()).includes('secret')]).toEqual([400, false])
  })
  test('that nobody reads are let go', async () => {
    const { app } = createPeople()
    let cancelled = false
    const unread = new ReadableStream<Uint8Array>(
      {
        cancel: () => {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    expect((await app.fetch(post(unread, { headers: { 'content-type': 'text/plain' } }))).status).toBe(415)
    expect(cancelled).toBe(true)
  })
})
