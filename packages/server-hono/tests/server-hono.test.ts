/** A Mizan app inside a real Hono, over real sockets. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { client, createApp, ReactContext } from '@mizan/server'
import { mizan } from '@mizan/server-hono'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { describeEdge } from '../../server/tests/support/edge-suite.ts'
import { listen } from '../../server/tests/support/listen.ts'

describeEdge('hono.use(mizan(app))', (app) => {
  const hono = new Hono().use(mizan(app)).get('/other', (context) => context.text('other'))
  const listener = getRequestListener(hono.fetch, { overrideGlobalObjects: false })
  return listen(createServer((request, response) => void listener(request, response)))
})

const Users = new ReactContext('users')
const app = createApp({
  modules: [
    {
      user_list: client({ context: Users, output: z.array(z.string()) }, () => ['Ada']),
      rename: client({ affects: Users, input: { name: z.string() }, output: z.string() }, ({ name }) => name),
    },
  ],
})

function post(hono: Pick<Hono, 'request'>, path = '/api/mizan/call/'): Response | Promise<Response> {
  return hono.request(path, {
    method: 'POST',
    body: '{"fn":"rename","args":{"name":"Bo"}}',
    headers: { 'content-type': 'application/json' },
  })
}

describe('mounted', () => {
  test('in an app of its own that hangs under a path', async () => {
    const hono = new Hono().route('/api', new Hono().use(mizan(app)))
    expect((await post(hono)).status).toBe(200)
  })
  test('with hono.mount, which cuts the prefix off unless it is told not to', async () => {
    const hono = new Hono().mount(app.base, app.fetch, { replaceRequest: false })
    expect(await (await post(hono)).json()).toEqual({ result: 'Bo', invalidate: ['users'] })
    expect((await post(new Hono().mount(app.base, app.fetch))).status).toBe(404)
  })
  test('behind a middleware that read the body', async () => {
    const hono = new Hono()
      .use(async (context, next) => {
        await context.req.json()
        await next()
      })
      .use(mizan(app))
    expect(await (await post(hono)).json()).toMatchObject({ result: 'Bo' })
  })
  test('headers of a middleware around it go out', async () => {
    const hono = new Hono().use(cors({ origin: 'https://a.example' })).use(mizan(app))
    const { headers } = await hono.request('/api/mizan/ctx/users/', {
      headers: { origin: 'https://a.example' },
    })
    expect([headers.get('access-control-allow-origin'), headers.get('cache-control')]).toEqual([
      'https://a.example',
      'public, no-cache',
    ])
  })
})
