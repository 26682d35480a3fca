/** A Mizan app on node:http, over real sockets. */
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { createMemoryStore } from '@mizan/cache'
import { type App, type AppOptions, type Call, client, createApp, ReactContext } from '@mizan/server'
import { createNodeHandler, type Served, type ServeOptions, serve } from '@mizan/server-node'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { envelopeOf, openRaw, statusesOf } from './raw-socket.ts'

const Items = new ReactContext('items')

interface Door {
  readonly opened: Promise<void>
  open(): void
}

function createDoor(): Door {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

let entered = createDoor()
let leave = createDoor()
let aborted = createDoor()

const declared = {
  item_list: client(
    { context: Items, input: { limit: z.int().default(2) }, output: z.array(z.string()) },
    ({ limit }) => ['a', 'ä', '\u{1f600}'].slice(0, limit),
  ),
  add: client({ affects: Items, input: { name: z.string() }, output: z.int() }, ({ name }, call) => {
    call.setCookie('a', '1')
    call.setCookie('b', '2')
    return name.length
  }),
  wait: client({ affects: 'nothing' }, async (_args, call: Call) => {
    call.signal.addEventListener('abort', () => aborted.open())
    entered.open()
    await leave.opened
  }),
  header: client(
    { affects: 'nothing', input: { name: z.string() }, output: z.string() },
    ({ name }, call) => call.request.headers.get(name) ?? 'none',
  ),
  feed: client(
    { affects: 'nothing', route: '/feed/' },
    () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            controller.enqueue(new TextEncoder().encode('x'.repeat(1000)))
            controller.close()
          },
        }),
        { status: 201 },
      ),
  ),
  broken_feed: client(
    { affects: 'nothing', route: '/broken/' },
    () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('the secret')) })),
  ),
}

const open: Served[] = []

async function start(
  options: AppOptions = {},
  serving: ServeOptions = {},
): Promise<Served & { readonly app: App }> {
  entered = createDoor()
  leave = createDoor()
  aborted = createDoor()
  const app = createApp({ modules: [declared], ...options })
  const served = await serve(app, serving)
  open.push(served)
  return { ...served, app }
}

afterEach(async () => {
  leave.open()
  await Promise.all(open.splice(0).map((served) => served.close()))
})

function post(url: string, body: string, headers: object = {}): Promise<Response> {
  return fetch(`${url}/api/mizan/call/`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const ADD = '{"fn":"add","args":{"name":"x"}}'
const callHead = (extra: string): string =>
  `POST /api/mizan/call/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${extra}\r\n`
const goodCall = callHead(`Content-Length: ${ADD.length}\r\n`) + ADD

describe('answers', () => {
  test('of calls, bundles and views', async () => {
    const { url } = await start()
    const called = await post(url, ADD)
    expect([called.status, await called.json(), called.headers.getSetCookie().length]).toEqual([
      200,
      { result: 1, invalidate: ['items'] },
      2,
    ])
    const fetched = await fetch(`${url}/api/mizan/ctx/items/?limit=3`)
    expect(await fetched.json()).toEqual({ item_list: ['a', 'ä', '\u{1f600}'] })
    expect(fetched.headers.get('transfer-encoding')).toBeNull()
    const confirmed = await fetch(`${url}/api/mizan/ctx/items/?limit=3`, {
      headers: { 'if-none-match': fetched.headers.get('etag') ?? '' },
    })
    expect([confirmed.status, await confirmed.text()]).toEqual([304, ''])
    const head = await fetch(`${url}/api/mizan/ctx/items/`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const feed = await fetch(`${url}/feed/`, { method: 'POST' })
    expect([feed.status, (await feed.text()).length]).toEqual([201, 1000])
  })
  test('of a stream that breaks: the connection breaks, the server does not', async () => {
    const { url } = await start()
    await expect(
      fetch(`${url}/broken/`, { method: 'POST' }).then((response) => response.text()),
    ).rejects.toThrow()
    expect((await post(url, ADD)).status).toBe(200)
  })
  test('take headers in any case, and names of the language for what they are', async () => {
    const { url } = await start()
    const read = async (name: string): Promise<unknown> =>
      (await post(url, JSON.stringify({ fn: 'header', args: { name } }), { 'x-team': 'red' })).json()
    expect(await read('X-Team')).toMatchObject({ result: 'red' })
    for (const name of ['constructor', '__proto__', 'toString', ''])
      expect(await read(name)).toMatchObject({ result: 'none' })
  })
  test('know the origin by the Host', async () => {
    const { url } = await start()
    expect((await post(url, ADD, { origin: url })).status).toBe(200)
    expect((await post(url, ADD, { origin: 'http://evil.example' })).status).toBe(403)
  })
  test('through a handler that another server calls', async () => {
    const server = createServer(createNodeHandler(createApp({ modules: [declared] })))
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    expect((await post(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ADD)).status).toBe(200)
    server.close()
  })
})

describe('bodies', () => {
  test('may come in chunks', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    raw.send(callHead('Transfer-Encoding: chunked\r\n'))
    for (const letter of ADD) raw.send(`1\r\n${letter}\r\n`)
    raw.send('0\r\n\r\n')
    expect(statusesOf(await raw.until('"result":1'))).toEqual(['200'])
    raw.socket.destroy()
  })
  test('over the limit by their length: 413 without waiting for them, and the connection ends', async () => {
    const { url } = await start({ limits: { maxBodyBytes: 1000 } })
    const raw = await openRaw(url)
    raw.send(callHead('Content-Length: 100000000\r\n'))
    const text = await raw.closed()
    expect([statusesOf(text), envelopeOf(text).error.code]).toEqual([['413'], 'PAYLOAD_TOO_LARGE'])
    expect(text.toLowerCase()).toContain('connection: close')
  })
  test('over the limit as they come: 413, also while the client goes on sending', async () => {
    const { url } = await start({ limits: { maxBodyBytes: 1000 } })
    const raw = await openRaw(url)
    raw.send(callHead('Transfer-Encoding: chunked\r\n'))
    for (let chunk = 0; chunk < 50; chunk += 1) raw.send(`3e8\r\n${'a'.repeat(1000)}\r\n`)
    const text = await raw.closed()
    expect([statusesOf(text), envelopeOf(text).error.code]).toEqual([['413'], 'PAYLOAD_TOO_LARGE'])
  })
  test('over the limit, from a client that reads only after it sent everything', async () => {
    const { url } = await start({ limits: { maxBodyBytes: 1000 } })
    const raw = await openRaw(url)
    raw.socket.pause()
    const body = 'a'.repeat(20_000_000)
    await new Promise((resolve) => {
      raw.socket.write(callHead(`Content-Length: ${body.length}\r\n`) + body, resolve)
    })
    raw.socket.resume()
    expect(statusesOf(await raw.closed())).toEqual(['413'])
  })
  test('a small one that is refused leaves a connection that can be used again', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    const body = 'x'.repeat(2000)
    raw.send(
      `POST /api/mizan/call/ HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2000\r\n\r\n${body}`,
    )
    await raw.until('UNSUPPORTED_MEDIA_TYPE')
    raw.send(`POST /nowhere/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n${body}`)
    await raw.until('NOT_FOUND')
    raw.send(goodCall)
    expect(statusesOf(await raw.until('"result":1'))).toEqual(['415', '404', '200'])
    raw.socket.destroy()
  })
  test('of a GET are passed over, large ones with the connection', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    const get = (length: number): string =>
      `GET /api/mizan/ctx/items/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\nContent-Length: ${length}\r\n\r\n`
    raw.send(`${get(5)}hello${goodCall}`)
    expect(statusesOf(await raw.until('"result":1'))).toEqual(['304', '200'])
    raw.send(get(1_000_000))
    const text = await raw.closed()
    expect([statusesOf(text), text.toLowerCase().includes('connection: close')]).toEqual([
      ['304', '200', '304'],
      true,
    ])
  })
  test('that drips: BAD_REQUEST after the deadline', async () => {
    const { url } = await start({ limits: { bodyDeadlineMs: 100 } })
    const raw = await openRaw(url)
    raw.send(callHead(`Content-Length: ${ADD.length}\r\n`) + ADD.slice(0, 5))
    const text = await raw.until('did not arrive')
    expect([statusesOf(text), envelopeOf(text).error.code]).toEqual([['400'], 'BAD_REQUEST'])
    raw.socket.destroy()
  })
  test('that ends too early hurts nobody', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    raw.send(callHead(`Content-Length: ${ADD.length}\r\n`) + ADD.slice(0, 5))
    raw.socket.end()
    await raw.closed()
    expect((await post(url, ADD)).status).toBe(200)
  })
  test('a client that asks first is told to go on', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    raw.send(callHead(`Expect: 100-continue\r\nContent-Length: ${ADD.length}\r\n`))
    await raw.until('100 Continue')
    raw.send(ADD)
    expect(statusesOf(await raw.until('"result":1'))).toEqual(['100', '200'])
    raw.socket.destroy()
  })
})

describe('bytes that are no HTTP', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['noise', '\x16\x03\x01\x02\x00\r\n\r\n'],
    ['a bad request line', 'GET\r\n\r\n'],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a bad header name', 'GET / HTTP/1.1\r\nHost: x\r\nbad name: x\r\n\r\n'],
    ['a control byte in a header', 'GET / HTTP/1.1\r\nHost: x\r\nx: a\x00b\r\n\r\n'],
    ['two lengths', callHead('Content-Length: 1\r\nContent-Length: 2\r\n')],
    ['a length and chunks', callHead('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n')],
    ['a length that is none', callHead('Content-Length: -5\r\n')],
    ['a bad chunk', `${callHead('Transfer-Encoding: chunked\r\n')}zz\r\nabc\r\n`],
    ['a bad chunk in the middle', `${callHead('Transfer-Encoding: chunked\r\n')}5\r\n{"fn"\r\nzz\r\n`],
    ['another coding', callHead('Transfer-Encoding: gzip\r\n')],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\n${'x: y\r\n'.repeat(10_000)}`],
    ['a URL without end', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ]
  test.each(bad)('%s: a 400 and the end of the connection', async (_name, bytes) => {
    const { url } = await start()
    const raw = await openRaw(url)
    raw.send(bytes)
    const text = await raw.closed()
    expect(statusesOf(text)).toEqual(['400'])
    expect([envelopeOf(text).error.code, text.includes('no-store')]).toEqual(['BAD_REQUEST', true])
    expect((await post(url, ADD)).status).toBe(200)
  })
  test('a head that drips is cut off', async () => {
    const { url } = await start({}, { headTimeoutMs: 100, requestTimeoutMs: 200 })
    const raw = await openRaw(url)
    raw.send('GET / HTTP/1.1\r\nHost: x\r\n')
    expect(statusesOf(await raw.closed())).toEqual(['400'])
  })
  test('a refused body that drips is cut off', async () => {
    const { url } = await start({}, { headTimeoutMs: 100, requestTimeoutMs: 200 })
    const raw = await openRaw(url)
    raw.send('POST /nowhere/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\nx')
    expect(statusesOf(await raw.closed())[0]).toBe('404')
  })
  test('an absolute target is none of ours', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    raw.send('GET http://evil.example/api/mizan/ctx/items/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(statusesOf(await raw.closed())).toEqual(['404'])
  })
})

describe('clients that go away', () => {
  test('abort the run', async () => {
    const { url } = await start()
    const raw = await openRaw(url)
    const body = '{"fn":"wait"}'
    raw.send(callHead(`Content-Length: ${body.length}\r\n`) + body)
    await entered.opened
    raw.socket.destroy()
    await aborted.opened
    leave.open()
    expect((await post(url, ADD)).status).toBe(200)
  })
})

describe('close', () => {
  test('lets what is under way finish and takes nothing new', async () => {
    const { url, close } = await start()
    const answer = post(url, '{"fn":"wait"}')
    await entered.opened
    const closing = close()
    await expect(openFresh(url)).rejects.toThrow()
    leave.open()
    expect((await answer).status).toBe(200)
    await closing
  })
  test('does not wait for connections that clients keep open', async () => {
    const { url, close } = await start({}, { graceMs: 60_000 })
    const idle = await openRaw(url)
    idle.send(goodCall)
    await idle.until('"result":1')
    const busy = await openRaw(url)
    const body = '{"fn":"wait"}'
    busy.send(callHead(`Content-Length: ${body.length}\r\n`) + body)
    await entered.opened
    const closing = close()
    await idle.closed()
    leave.open()
    expect(statusesOf(await busy.closed())).toEqual(['200'])
    await closing
  })
  test('by a signal, once; it listens to none before or after', async () => {
    const before = process.listenerCount('SIGUSR2')
    const { url, close } = await start({}, { signals: ['SIGUSR2'] })
    expect(process.listenerCount('SIGUSR2')).toBe(before + 1)
    process.emit('SIGUSR2', 'SIGUSR2')
    await close()
    await expect(openFresh(url)).rejects.toThrow()
    expect(process.listenerCount('SIGUSR2')).toBe(before)
  })
  test('closes the store of the cache, after the last answer', async () => {
    const store = createMemoryStore()
    const order: string[] = []
    const cache = { store: Object.assign(store, { close: () => void order.push('store') }) }
    const { url, close } = await start({ secrets: { cache: 'a secret of the tests' }, cache })
    const answer = post(url, '{"fn":"wait"}').then(() => order.push('answer'))
    await entered.opened
    const closing = close()
    leave.open()
    await Promise.all([answer, closing])
    expect(order).toEqual(['answer', 'store'])
  })
  test('aborts the runs that its grace cuts off', async () => {
    const { url, close } = await start({}, { graceMs: 50 })
    const answer = post(url, '{"fn":"wait"}').catch(() => 'cut off')
    await entered.opened
    await close()
    await aborted.opened
    expect(await answer).toBe('cut off')
  })
  test('waits no longer than its grace', async () => {
    const { url, close } = await start({}, { graceMs: 50 })
    const answer = post(url, '{"fn":"wait"}').catch(() => 'cut off')
    await entered.opened
    await close()
    expect(await answer).toBe('cut off')
  })
  test('a port that is taken is an error', async () => {
    const taken = createTcpServer()
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve)
    })
    await expect(serve(createApp({}), { port: (taken.address() as AddressInfo).port })).rejects.toThrow(
      'EADDRINUSE',
    )
    taken.close()
  })
})

async function openFresh(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const { connect } = await import('node:net')
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
}
