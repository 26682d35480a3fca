/** What every edge must do alike, over a real socket: one suite, run by each of them on what it is mounted in. */
import { type App, type AppOptions, type Call, client, createApp, ReactContext } from '@mizan/server'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createGate, type Gate } from './fake-clock.ts'

export interface RunningEdge {
  readonly url: string
  close(): Promise<void>
}

/** Beside the app, what it is mounted in must answer `GET /other` with `other`. */
export type StartEdge = (app: App) => Promise<RunningEdge>

const Items = new ReactContext('items')
const Pair = new ReactContext('pair')

function createItems(gates: { readonly entered: Gate; readonly leave: Gate; readonly aborted: Gate }) {
  return {
    item_list: client(
      { context: Items, input: { limit: z.int().default(2) }, output: z.array(z.string()) },
      ({ limit }) => ['a', 'ä', '\u{1f600}'].slice(0, limit),
    ),
    add: client({ affects: Items, input: { name: z.string() }, output: z.int() }, ({ name }, call) => {
      call.setCookie('a', '1')
      call.setCookie('b', '2')
      return name.length
    }),
    boom: client({ affects: 'nothing' }, () => {
      throw new Error('the secret')
    }),
    wait: client({ affects: 'nothing' }, async (_args, call: Call) => {
      gates.entered.open()
      await new Promise<void>((resolve) => {
        call.signal.addEventListener('abort', () => resolve())
      })
      gates.aborted.open()
    }),
    fast: client({ context: Pair, output: z.string() }, () => 'at once'),
    slow: client({ context: Pair, output: z.string() }, async (_args, call: Call) => {
      call.signal.addEventListener('abort', () => gates.aborted.open())
      gates.entered.open()
      await Promise.race([gates.leave.opened, gates.aborted.opened])
      return 'at last'
    }),
    feed: client(
      { affects: 'nothing', route: '/feed/:name/', input: { name: z.string() } },
      ({ name }) =>
        new Response(`feed of ${name}`, { status: 201, headers: { 'content-type': 'text/plain' } }),
    ),
  }
}

export function describeEdge(name: string, start: StartEdge): void {
  const running: RunningEdge[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((edge) => edge.close()))
  })
  const open = async (options: AppOptions = {}) => {
    const gates = { entered: createGate(), leave: createGate(), aborted: createGate() }
    const app = createApp({ modules: [createItems(gates)], onError: () => undefined, ...options })
    const edge = await start(app)
    running.push(edge)
    return { url: edge.url, gates }
  }
  const post = (
    url: string,
    body: string,
    init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> =>
    fetch(`${url}/api/mizan/call/`, {
      method: 'POST',
      body,
      ...init,
      headers: { 'content-type': 'application/json', ...init.headers },
    })
  const ADD = '{"fn":"add","args":{"name":"ab"}}'

  describe(name, () => {
    test('calls, with every cookie', async () => {
      const { url } = await open()
      const answer = await post(url, ADD)
      expect([answer.status, await answer.json()]).toEqual([200, { result: 2, invalidate: ['items'] }])
      expect(answer.headers.getSetCookie().length).toBe(2)
    })
    test('bundles, with their ETag', async () => {
      const { url } = await open()
      const first = await fetch(`${url}/api/mizan/ctx/items/?limit=3`)
      expect(await first.json()).toEqual({ item_list: ['a', 'ä', '\u{1f600}'] })
      const etag = first.headers.get('etag') ?? ''
      const second = await fetch(`${url}/api/mizan/ctx/items/?limit=3`, {
        headers: { 'if-none-match': etag },
      })
      expect([second.status, await second.text(), second.headers.get('x-mizan-entry')]).toEqual([
        304,
        '',
        'items;limit=3',
      ])
      const head = await fetch(`${url}/api/mizan/ctx/items/`, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
    })
    test('errors of every step are envelopes', async () => {
      const { url } = await open()
      const path = `${url}/api/mizan/ctx/items/`
      const json = { 'content-type': 'application/json' }
      const asked: readonly (readonly [Promise<Response>, number, string])[] = [
        [fetch(`${url}/api/mizan/nothing/`), 404, 'NOT_FOUND'],
        [fetch(`${url}/api/mizan/call/`), 405, 'METHOD_NOT_ALLOWED'],
        [fetch(path, { method: 'DELETE' }), 405, 'METHOD_NOT_ALLOWED'],
        [post(url, '{"fn":'), 400, 'BAD_REQUEST'],
        [post(url, '[]'), 400, 'BAD_REQUEST'],
        [fetch(`${url}/api/mizan/call/`, { method: 'POST', headers: json }), 400, 'BAD_REQUEST'],
        [post(url, 'fn=add', { headers: { 'content-type': 'text/plain' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
        [post(url, ADD, { headers: { 'content-type': 'json' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
        [post(url, ADD, { headers: { origin: 'https://evil.example' } }), 403, 'FORBIDDEN'],
        [post(url, '{"fn":"add","args":{"name":1}}'), 422, 'VALIDATION_FAILED'],
        [post(url, '{"fn":"boom"}'), 500, 'INTERNAL'],
      ]
      for (const [request, status, code] of asked) {
        const answer = await request
        const { error } = (await answer.json()) as { error: { code: string; message: string } }
        expect([answer.status, error.code, answer.headers.get('cache-control')]).toEqual([
          status,
          code,
          'no-store',
        ])
        expect(error.message).not.toContain('secret')
      }
    })
    test('knows the origin that the browser sees', async () => {
      const { url } = await open()
      expect((await post(url, ADD, { headers: { origin: url } })).status).toBe(200)
    })
    test('a body over the limit is 413', async () => {
      const { url } = await open({ limits: { maxBodyBytes: 1000 } })
      const answer = await post(url, JSON.stringify({ fn: 'add', args: { name: 'x'.repeat(2000) } }))
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        413,
        'PAYLOAD_TOO_LARGE',
      ])
    })
    test('views, and beside them what is none of the app', async () => {
      const { url } = await open()
      const feed = await fetch(`${url}/feed/b%C3%A4r/`, { method: 'POST' })
      expect([feed.status, await feed.text()]).toEqual([201, 'feed of bär'])
      const other = await fetch(`${url}/other`)
      expect([other.status, await other.text()]).toEqual([200, 'other'])
      expect((await fetch(`${url}/api/mizanine/`)).status).toBe(404)
    })
    test('trpc #3914: a fast query is there while a slow one of its bundle still runs', async () => {
      const { url, gates } = await open()
      const answer = await fetch(`${url}/api/mizan/ctx/pair/`, {
        headers: { accept: 'application/x-ndjson' },
      })
      expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
        'application/x-ndjson',
        'no-store',
      ])
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
      const decoder = new TextDecoder()
      const next = async (): Promise<string> => decoder.decode((await reader.read()).value, { stream: true })
      expect(await next()).toBe('{"fn":"fast","result":"at once"}\n')
      gates.leave.open()
      let rest = ''
      while (!rest.includes('done')) rest += await next()
      expect(rest).toBe('{"fn":"slow","result":"at last"}\n{"done":true}\n')
    })
    test('trpc #6582: a client that leaves a streamed bundle aborts what still runs', async () => {
      const { url, gates } = await open()
      const controller = new AbortController()
      const answer = await fetch(`${url}/api/mizan/ctx/pair/`, {
        headers: { accept: 'application/x-ndjson' },
        signal: controller.signal,
      })
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
      await reader.read()
      controller.abort()
      await gates.aborted.opened
    })
    test('trpc #6582: a client that goes away aborts the handler', async () => {
      const { url, gates } = await open()
      const controller = new AbortController()
      const answer = post(url, '{"fn":"wait"}', { signal: controller.signal }).catch(() => 'gone')
      await gates.entered.opened
      controller.abort()
      await gates.aborted.opened
      expect(await answer).toBe('gone')
    })
  })
}
