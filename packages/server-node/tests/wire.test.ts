/** What goes over the connection: heads that are written as one text, bodies that are taken in one piece, and node's own state behind both. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type RequestOptions, request as requestTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { type Call, client, createApp, type PlainAnswer, ReactContext } from '@mizan/server'
import { answerNodeRequest, createNodeHandler, serve } from '@mizan/server-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openRaw, statusesOf } from './raw-socket.ts'

const Items = new ReactContext('items')
const team = new AsyncLocalStorage<string>()

let leave = (): void => undefined
let enter = (): void => undefined
let entered: Promise<void>

beforeEach(() => {
  entered = new Promise((resolve) => {
    enter = resolve
  })
})

const app = createApp({
  modules: [
    {
      item_list: client({ context: Items, output: z.array(z.string()) }, () => ['a', 'ä']),
      add: client({ affects: Items, input: { name: z.string() }, output: z.string() }, ({ name }) => name),
      later: client(
        { affects: 'nothing', output: z.int() },
        () =>
          new Promise<number>((resolve) => {
            leave = () => resolve(1)
            enter()
          }),
      ),
      large: client({ affects: 'nothing', output: z.string() }, () => 'x'.repeat(1_000_000)),
      team: client({ affects: 'nothing', output: z.string() }, () => team.getStore() ?? 'none'),
      teapot: client({ affects: 'nothing', output: z.string() }, (_args, call: Call) => {
        call.setHeader('X-Tea', 'green')
        return 'short and stout'
      }),
    },
  ],
})

const closers: (() => unknown)[] = []

afterEach(async () => {
  leave()
  for (const close of closers.splice(0)) await close()
})

async function start(): Promise<string> {
  const served = await serve(app)
  closers.push(() => served.close())
  return served.url
}

/** A server of somebody else that calls the handler. */
async function startAround(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const call = (fn: string, args: object = {}, head = ''): string => {
  const body = JSON.stringify({ fn, args })
  const length = Buffer.byteLength(body)
  return `POST /api/mizan/call/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${head}\r\n${Buffer.from(body).toString('latin1')}`
}
const post = (url: string, fn: string): Promise<Response> =>
  fetch(`${url}/api/mizan/call/`, {
    method: 'POST',
    body: JSON.stringify({ fn, args: fn === 'add' ? { name: 'x' } : {} }),
    headers: { 'content-type': 'application/json' },
  })
/** What differs from answer to answer by itself. */
const settle = (text: string): string =>
  text.replaceAll(/(X-Request-Id|X-Mizan-Cause|Date): [^\r]*/g, '$1: some')

describe('heads', () => {
  test('are those that writeHead writes, byte by byte', async () => {
    const requests = [
      call('add', { name: 'x' }),
      call('add', { name: 'ä\u{1f600}' }),
      call('add', { name: 'x' }, 'Connection: close\r\n'),
      call('add', { name: 'x' }).replace('HTTP/1.1', 'HTTP/1.0'),
      call('add', { name: 'x' }, 'Connection: keep-alive\r\n').replace('HTTP/1.1', 'HTTP/1.0'),
      call('add'),
      call('nothing'),
      call('teapot'),
      'GET /api/mizan/ctx/items/ HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET /api/mizan/ctx/items/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n',
      'HEAD /api/mizan/ctx/items/ HTTP/1.1\r\nHost: x\r\n\r\n',
      'PUT /api/mizan/ctx/items/ HTTP/1.1\r\nHost: x\r\n\r\n',
    ]
    const handle = createNodeHandler(app)
    const own = await startAround(handle)
    const ordinary = await startAround((request, response) => {
      const { writeHead } = response
      response.writeHead = ((...words: Parameters<typeof writeHead>) =>
        writeHead.apply(response, words)) as typeof writeHead
      handle(request, response)
    })
    for (const text of requests) {
      const [written, expected] = await Promise.all([ask(own, text), ask(ordinary, text)])
      expect(settle(written)).toBe(settle(expected))
      expect(settle(await ask(await start(), text))).toBe(settle(expected))
    }
  })
  test('keep what a middleware put on the response before', async () => {
    const handle = createNodeHandler(app)
    const url = await startAround((request, response) => {
      response.setHeader('X-Before', 'here')
      response.setHeader('Cache-Control', 'max-age=9')
      handle(request, response)
    })
    const { headers } = await post(url, 'add')
    expect([headers.get('x-before'), headers.get('cache-control')]).toEqual(['here', 'no-store'])
  })
  test('pass a wrapped writeHead and end by', async () => {
    const seen: unknown[] = []
    const handle = createNodeHandler(app)
    const url = await startAround((request, response) => {
      const { writeHead, end } = response
      response.writeHead = (status: number, head: never) => {
        seen.push(status)
        response.setHeader('X-Wrapped', 'yes')
        return writeHead.call(response, status, head)
      }
      response.end = ((...words: Parameters<typeof end>) => {
        seen.push('end')
        return end.apply(response, words)
      }) as typeof end
      handle(request, response)
    })
    const answer = await post(url, 'add')
    expect([answer.headers.get('x-wrapped'), seen]).toEqual(['yes', [200, 'end']])
  })
  test('never carry what would end a line: the connection ends instead', async () => {
    for (const bad of ['a\r\nSet-Cookie: b=1', 'a\nb', 'a\0', 'a\u0100']) {
      const answer: PlainAnswer = { status: 200, headers: [['X-Bad', bad]], body: 'hello' }
      const url = await startAround(
        (request, response) => void answerNodeRequest({ handle: () => answer }, { request, response }),
      )
      expect(await ask(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
    }
  })
  test('show those who listen to the response what happened', async () => {
    const handle = createNodeHandler(app)
    const events: unknown[] = []
    const look = (event: string, response: ServerResponse): void => {
      const { statusCode, statusMessage, headersSent, writableEnded } = response
      events.push([event, statusCode, statusMessage, headersSent, writableEnded])
    }
    const url = await startAround((request, response) => {
      for (const event of ['prefinish', 'finish', 'close']) response.on(event, () => look(event, response))
      handle(request, response)
    })
    const raw = await openRaw(url)
    raw.send(call('add') + call('add', { name: 'x' }))
    await raw.until('"result"')
    raw.send(call('add', {}, 'Connection: close\r\n'))
    await raw.closed()
    const steps = (status: number, message: string): unknown[] => [
      ['prefinish', status, message, true, true],
      ['finish', status, message, true, true],
      ['close', status, message, true, true],
    ]
    expect(events).toHaveLength(9)
    expect(events.filter((event) => (event as unknown[])[1] === 200)).toEqual(steps(200, 'OK'))
    expect(events.slice(-3)).toEqual(steps(422, 'Unprocessable Entity'))
  })
})

describe('connections', () => {
  test('answer pipelined requests in their order, whichever is ready first', async () => {
    const raw = await openRaw(await start())
    raw.send(call('add', { name: 'one' }) + call('later') + call('add', { name: 'three' }) + call('nothing'))
    await Promise.all([raw.until('"one"'), entered])
    leave()
    const text = await raw.until('NOT_FOUND')
    expect(statusesOf(text)).toEqual(['200', '200', '200', '404'])
    expect([...text.matchAll(/"result":([^,]*)/g)].map((found) => found[1])).toEqual([
      '"one"',
      '1',
      '"three"',
    ])
    raw.send(call('add', { name: 'five' }))
    expect(statusesOf(await raw.until('"five"'))).toHaveLength(5)
    raw.socket.destroy()
  })
  test('are used again and again, and closed where the client says so', async () => {
    const raw = await openRaw(await start())
    for (let turn = 0; turn < 20; turn += 1) {
      raw.send(call('add', { name: `turn ${turn}.` }))
      await raw.until(`turn ${turn}.`)
    }
    raw.send(call('add', { name: 'last' }, 'Connection: close\r\n') + call('add', { name: 'too late' }))
    const text = await raw.closed()
    expect(statusesOf(text)).toHaveLength(21)
    expect(text).toContain('Connection: close')
    expect(text).not.toContain('too late')
  })
  test('of HTTP/1.0 end behind the answer', async () => {
    const text = await ask(await start(), call('add', { name: 'x' }).replace('HTTP/1.1', 'HTTP/1.0'))
    expect(statusesOf(text)).toEqual(['200'])
    expect(text).toContain('Connection: close')
  })
  test('whose client went away before the answer harm nobody', async () => {
    const url = await start()
    const raw = await openRaw(url)
    raw.send(call('later') + call('add', { name: 'x' }))
    await entered
    raw.socket.destroy()
    await once(raw.socket, 'close')
    leave()
    expect((await post(url, 'add')).status).toBe(200)
  })
  test('of a client that reads slowly get every byte', async () => {
    const raw = await openRaw(await start())
    raw.socket.pause()
    raw.send(call('large').repeat(8) + call('add', { name: 'the end' }))
    await post(await start(), 'add')
    raw.socket.resume()
    const text = await raw.until('the end')
    expect(statusesOf(text)).toHaveLength(9)
    expect(text.split('x'.repeat(1_000_000))).toHaveLength(9)
    raw.socket.destroy()
  })
  test('finish what is under way when the server closes', async () => {
    const served = await serve(app)
    const raw = await openRaw(served.url)
    raw.send(call('later'))
    const waiting = await openRaw(served.url)
    waiting.send(call('add', { name: 'x' }))
    await waiting.until('"result"')
    await entered
    const closed = served.close()
    leave()
    expect(statusesOf(await raw.closed())).toEqual(['200'])
    await Promise.all([closed, waiting.closed()])
  })
  test('may be encrypted', async () => {
    const key = { identity: 'test', psk: Buffer.from('d731ef57be09e5204f0b205b60627028', 'hex') }
    const ciphers = 'PSK+HIGH'
    const server = createTlsServer({ ciphers, pskCallback: () => key.psk }, createNodeHandler(app))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => server.close().closeAllConnections())
    const { port } = server.address() as AddressInfo
    const origin = `https://127.0.0.1:${port}`
    const headers = { 'content-type': 'application/json', origin }
    const secured: RequestOptions & ConnectionOptions = {
      method: 'POST',
      headers,
      ciphers,
      pskCallback: () => key,
      checkServerIdentity: () => undefined,
    }
    const sent = requestTls(`${origin}/api/mizan/call/`, secured)
    sent.end(JSON.stringify({ fn: 'add', args: { name: 'x' } }))
    const [answer] = await once(sent, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    expect([answer.statusCode, Buffer.concat(chunks).toString()]).toEqual([
      200,
      '{"result":"x","invalidate":["items"]}',
    ])
  })
})

describe('bodies', () => {
  test('arrive however they are cut', async () => {
    const url = await start()
    const text = call('add', { name: 'a name of some length' })
    const body = text.indexOf('\r\n\r\n') + 4
    for (const cut of [10, body - 2, body, body + 1, text.length - 1]) {
      const raw = await openRaw(url)
      raw.socket.setNoDelay(true)
      raw.send(text.slice(0, cut))
      // The server has read the first part when it answers somebody else.
      await post(url, 'add')
      raw.send(text.slice(cut) + call('add', { name: 'next' }))
      const answers = await raw.until('"next"')
      expect([statusesOf(answers), answers.includes('a name of some length')]).toEqual([['200', '200'], true])
      raw.socket.destroy()
    }
  })
  test('that are refused, or that nobody wants, leave the connection in order', async () => {
    const raw = await openRaw(await start())
    const foreign = call('add', { name: 'x' }, 'Origin: http://evil.example\r\n')
    const encoded = call('add', { name: 'x' }, 'Content-Encoding: gzip\r\n')
    const broken = call('add').replace('"fn"', '"fn\\')
    const nowhere = call('add').replace('/api/mizan/call/', '/nowhere/')
    const get = call('add').replace('POST /api/mizan/call/', 'GET /api/mizan/ctx/items/')
    raw.send(foreign + encoded + broken + nowhere + get + call('add', { name: 'good' }))
    expect(statusesOf(await raw.until('"good"'))).toEqual(['403', '415', '400', '404', '200', '200'])
    raw.socket.destroy()
  })
  test('do not lose the asynchronous context of their request', async () => {
    const handle = createNodeHandler(app)
    const served = await serve({
      handle: (request) => team.run(request.header('x-team') ?? 'no team', () => app.handle(request)),
    })
    closers.push(() => served.close())
    const url = await startAround((request, response) => team.run('blue', () => handle(request, response)))
    expect(await ask(served.url, call('team', {}, 'X-Team: red\r\nConnection: close\r\n'))).toContain('"red"')
    expect(await ask(url, call('team', {}, 'Connection: close\r\n'))).toContain('"blue"')
  })
})

/** Everything that comes back; asks for the end of the connection where the request does not. */
async function ask(url: string, text: string): Promise<string> {
  const raw = await openRaw(url)
  raw.send(text)
  const isLast = text.includes('HTTP/1.0') && !text.includes('Connection: keep-alive')
  if (!isLast && !text.includes('Connection: close')) raw.socket.end()
  return raw.closed()
}
