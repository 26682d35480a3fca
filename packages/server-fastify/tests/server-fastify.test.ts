/** A Mizan app inside a real Fastify, over real sockets. */
import { client, createApp, ReactContext } from '@mizan/server'
import { mizan } from '@mizan/server-fastify'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { describeEdge } from '../../server/tests/support/edge-suite.ts'

describeEdge('fastify.register(mizan(app))', async (app) => {
  const server = fastify({ forceCloseConnections: true })
  server.get('/other', () => 'other')
  await server.register(mizan(app))
  return { url: await server.listen({ host: '127.0.0.1', port: 0 }), close: () => server.close() }
})

const Users = new ReactContext('users')
const declared = {
  user_list: client({ context: Users, output: z.array(z.string()) }, () => ['Ada']),
  rename: client({ affects: Users, input: { name: z.string() }, output: z.string() }, ({ name }) => name),
}

const running: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
})

function create(options: FastifyServerOptions = {}): FastifyInstance {
  const server = fastify(options)
  running.push(server)
  return server
}

const app = createApp({ modules: [declared] })
const RENAME = {
  method: 'POST',
  url: '/api/mizan/call/',
  headers: { 'content-type': 'application/json' },
  payload: '{"fn":"rename","args":{"name":"Bo"}}',
} as const

describe('content-type parsers', () => {
  test('of the instance keep their bodies, Mizan reads its own', async () => {
    const server = create()
    server.addContentTypeParser('application/x-own', { parseAs: 'string' }, (_request, body, done) =>
      done(null, `parsed ${body.toString()}`),
    )
    server.post('/echo', (request) => request.body)
    await server.register(mizan(app))
    const json = await server.inject({ method: 'POST', url: '/echo', payload: { a: 1 } })
    expect(json.json()).toEqual({ a: 1 })
    const own = await server.inject({
      method: 'POST',
      url: '/echo',
      payload: 'x',
      headers: { 'content-type': 'application/x-own' },
    })
    expect(own.body).toBe('parsed x')
    expect((await server.inject(RENAME)).json()).toEqual({ result: 'Bo', invalidate: ['users'] })
  })
  test('the body limit of the instance is not in the way of the app’s own', async () => {
    const server = create({ bodyLimit: 10 })
    await server.register(mizan(app))
    expect((await server.inject(RENAME)).statusCode).toBe(200)
  })
})

describe('what stands around it', () => {
  test('hooks run, their headers go out, and what they refuse stays refused', async () => {
    const server = create()
    const seen: string[] = []
    server.addHook('onRequest', (request, reply, done) => {
      reply.header('x-frame-options', 'DENY').header('cache-control', 'public, max-age=60')
      seen.push(request.url)
      done()
    })
    server.addHook('preHandler', async (request, reply) => {
      if (request.headers['x-banned'] !== undefined) await reply.code(418).send('no')
    })
    await server.register(mizan(app))
    const answer = await server.inject(RENAME)
    expect([answer.headers['x-frame-options'], answer.headers['cache-control']]).toEqual(['DENY', 'no-store'])
    expect(seen).toEqual(['/api/mizan/call/'])
    expect(
      (await server.inject({ ...RENAME, headers: { ...RENAME.headers, 'x-banned': '1' } })).statusCode,
    ).toBe(418)
  })
  test('an error of a hook goes to the handler of the instance', async () => {
    const server = create()
    server.setErrorHandler((error: Error, _request, reply) =>
      reply.code(503).send(`theirs: ${error.message}`),
    )
    server.addHook('preHandler', () => Promise.reject(new Error('the hook broke')))
    await server.register(mizan(app))
    expect((await server.inject(RENAME)).body).toBe('theirs: the hook broke')
  })
  test('a prefix is refused with what to do', async () => {
    const server = create()
    await expect(
      (async () => {
        await server.register(mizan(app), { prefix: '/v1' })
        await server.ready()
      })(),
    ).rejects.toThrow("createApp({ base: '/v1/api/mizan' })")
  })
  test('behind a trusted proxy the origin is the public one', async () => {
    const server = create({ trustProxy: true })
    await server.register(mizan(app))
    const ask = async (origin: string): Promise<number> => {
      const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example', origin }
      return (await server.inject({ ...RENAME, headers: { ...RENAME.headers, ...forwarded } })).statusCode
    }
    expect([await ask('https://app.example'), await ask('https://evil.example')]).toEqual([200, 403])
  })
})
