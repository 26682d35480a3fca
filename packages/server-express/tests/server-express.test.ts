/** A Mizan app inside a real Express, over real sockets. */
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { client, createApp, type ErrorReport, ReactContext } from '@mizan/server'
import { mizan } from '@mizan/server-express'
import express, { type RequestHandler } from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { describeEdge, type RunningEdge } from '../../server/tests/support/edge-suite.ts'
import { listen } from '../../server/tests/support/listen.ts'

const other: RequestHandler = (_request, response) => void response.send('other')

describeEdge('express.use(mizan(app))', (app) =>
  listen(createServer(express().use(mizan(app)).get('/other', other))),
)
describeEdge('express.use(mizan(app)) behind express.json() and express.text()', (app) =>
  listen(
    createServer(
      express()
        .use(express.text(), ...onlyGood(express.json()))
        .use(mizan(app))
        .get('/other', other),
    ),
  ),
)

/** Express answers a body that its own parser refuses by itself: such a body goes on to Mizan unread. */
function onlyGood(parser: RequestHandler): RequestHandler[] {
  return [
    (request, response, next) => {
      const isGood = Number(request.headers['content-length'] ?? 0) > 8
      if (isGood) parser(request, response, next)
      else next()
    },
  ]
}

const Users = new ReactContext('users')
const declared = {
  user_list: client({ context: Users, output: z.array(z.string()) }, () => ['Ada']),
  rename: client(
    { affects: Users, input: { name: z.string(), more: z.json().optional() }, output: z.json() },
    ({ name, more }) => more ?? name,
  ),
}

const running: RunningEdge[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((edge) => edge.close()))
})

async function start(mount: (server: express.Express, handler: RequestHandler) => unknown) {
  const reports: ErrorReport[] = []
  const app = createApp({ modules: [declared], onError: (report) => reports.push(report) })
  const server = express()
  mount(server, mizan(app))
  const edge = await listen(createServer(server))
  running.push(edge)
  const post = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${edge.url}/api/mizan/call/`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
  return { url: edge.url, post, reports }
}

const RENAME = '{"fn":"rename","args":{"name":"Bo"}}'

describe('mounted under a prefix, which Express cuts off', () => {
  test('the whole path counts', async () => {
    const { url, post } = await start((server, handler) => server.use('/api', handler))
    expect(await (await post(RENAME)).json()).toEqual({ result: 'Bo', invalidate: ['users'] })
    expect(await (await fetch(`${url}/api/mizan/ctx/users/`)).json()).toEqual({ user_list: ['Ada'] })
  })
  test('the base of the app may be the prefix itself', async () => {
    const { post } = await start((server, handler) => server.use('/api/mizan', handler))
    expect((await post(RENAME)).status).toBe(200)
  })
})

describe('bodies that were read before', () => {
  test('by express.json(): its value goes on, whatever its names are', async () => {
    const { post } = await start((server, handler) => server.use(express.json(), handler))
    const answer = await post(
      '{"fn":"rename","args":{"name":"Bo","more":{"constructor":{"a":1},"b":[1,null]}}}',
    )
    expect(await answer.text()).toBe('{"result":{"constructor":{"a":1},"b":[1,null]},"invalidate":["users"]}')
  })
  test('by express.json(), which inflated them', async () => {
    const { post } = await start((server, handler) => server.use(express.json(), handler))
    const answer = await post(gzipSync(RENAME), { 'content-encoding': 'gzip' })
    expect(await answer.json()).toMatchObject({ result: 'Bo' })
  })
  test('by express.raw() and express.text(): their bytes go on', async () => {
    for (const parser of [express.raw({ type: '*/*' }), express.text({ type: '*/*' })]) {
      const { post } = await start((server, handler) => server.use(parser, handler))
      expect((await post(RENAME)).status).toBe(200)
      expect((await post('{"fn":')).status).toBe(400)
    }
  })
  test('by something that left nothing: the log says what to do', async () => {
    const { post, reports } = await start((server, handler) =>
      server.use((request, _response, next) => {
        request.resume().on('end', () => next())
      }, handler),
    )
    const answer = await post(RENAME)
    expect([answer.status, await answer.json()]).toMatchObject([500, { error: { code: 'INTERNAL' } }])
    expect(String(reports[0]?.error)).toContain('put app.use(mizan(app)) before the parser that read it')
  })
  test('never make a type right that is wrong', async () => {
    const { post } = await start((server, handler) => server.use(express.urlencoded(), handler))
    const answer = await post('fn=rename', { 'content-type': 'application/x-www-form-urlencoded' })
    expect(answer.status).toBe(415)
  })
})

describe('what stands around it', () => {
  test('headers of a middleware before it go out; the protocol wins where both set one', async () => {
    const { post } = await start((server, handler) =>
      server.use((_request, response, next) => {
        response.setHeader('X-Frame-Options', 'DENY')
        response.setHeader('Cache-Control', 'public, max-age=60')
        next()
      }, handler),
    )
    const { headers } = await post(RENAME)
    expect([headers.get('x-frame-options'), headers.get('cache-control')]).toEqual(['DENY', 'no-store'])
  })
  test('behind a trusted proxy the origin is the public one', async () => {
    const { post } = await start((server, handler) => server.set('trust proxy', true).use(handler))
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example' }
    expect((await post(RENAME, { ...forwarded, origin: 'https://app.example' })).status).toBe(200)
    expect((await post(RENAME, { ...forwarded, origin: 'https://evil.example' })).status).toBe(403)
  })
})
