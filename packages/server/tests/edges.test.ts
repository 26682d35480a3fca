/** What an app does for edges before it: it tells them what became stale, and which of its callers' answers a verified one may keep. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSignedRequest, keyId, readManifest, signRequest } from '@mizan/protocol'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { type AppOptions, client, createApp, ReactContext } from '../src/index.ts'

const EDGE_SECRET = 'edge-secret-of-these-tests-0123456789'
const secrets = { cache: 'cache-secret-of-these-tests', edge: EDGE_SECRET }
const named = [{ kid: keyId(EDGE_SECRET), secret: EDGE_SECRET }]

const Mine = new ReactContext('mine')
const Board = new ReactContext('board')
const mine_text = client({ context: Mine, auth: true, cache: 60, output: z.string() }, () => 'mine')
const mine_host = client(
  { context: new ReactContext('host'), auth: true, cache: 60, output: z.string() },
  (_, call) => call.request.origin,
)
const board_text = client(
  { context: Board, cache: 60, input: { id: z.int() }, output: z.string() },
  ({ id }) => `board ${id}`,
)
const touch = client(
  { affects: [Board, { context: Mine, hidden: true }], input: { id: z.int() } },
  () => undefined,
)
const modules = [{ mine_text, mine_host, board_text, touch }]

const user = { id: 'u', isStaff: false, isSuperuser: false, permissions: [] }

function createTestApp(options: AppOptions = {}) {
  return createApp({
    modules,
    secrets,
    resolveUser: ({ headers }) => (headers.get('x-user') === 'u' ? user : null),
    onError: () => undefined,
    ...options,
  })
}

interface Received {
  readonly signature: string | undefined
  readonly target: string
  readonly body: string
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Answers with the statuses in turn, then 204; not before `wait` settles. */
async function startEdge(
  statuses: number[] = [],
  wait: (count: number) => Promise<void> | undefined = () => undefined,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => {
      body += piece
    })
    request.on('end', () => {
      received.push({
        signature: request.headers['mizan-signature'] as string,
        target: request.url ?? '',
        body,
      })
      const status = statuses.shift() ?? 204
      void Promise.resolve(wait(received.length)).then(() => response.writeHead(status).end())
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

function touchIt(app: ReturnType<typeof createTestApp>, id: number): Promise<Response> {
  return app.fetch(
    new Request('https://app.test/api/mizan/call/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fn: 'touch', args: { id } }),
    }),
  )
}

it('tells its edges what a mutation made stale before it is answered, hidden targets too', async () => {
  const { url, received } = await startEdge()
  const app = createTestApp({ edges: [{ url }] })
  const answer = await touchIt(app, 5)
  expect(answer.headers.get('x-mizan-invalidate')).toBe('board')
  const [purge] = received
  const { signature, target = '', body = '' } = purge ?? {}
  expect(target).toBe('/_mizan/purge')
  expect(
    isSignedRequest(signature, { method: 'POST', target, body }, { secrets: named, nowMs: Date.now() }),
  ).toBe(true)
  const said = JSON.parse(body) as { targets: string[]; cause: string; at: number }
  expect(said.targets.toSorted()).toEqual(['board', 'mine'])
  expect(said.cause).toBe(answer.headers.get('x-mizan-cause'))
  await app.invalidate({ context: Board, params: { id: 7 } })
  expect((JSON.parse(received[1]?.body ?? '') as { targets: string[] }).targets).toEqual(['board;id=7'])
})

it('tries an edge that was away again, with everything since, and lets nobody wait for it', async () => {
  const { url, received } = await startEdge([503])
  const app = createTestApp({ edges: [{ url }] })
  await app.invalidate({ context: Board, params: { id: 1 } })
  await app.invalidate({ context: Board, params: { id: 2 } })
  expect(received).toHaveLength(1)
  await expect.poll(() => received.length, { timeout: 5000 }).toBe(2)
  expect((JSON.parse(received[1]?.body ?? '') as { targets: string[] }).targets).toEqual([
    'board;id=1',
    'board;id=2',
  ])
})

it('answers no mutation before its own targets were taken, however many wait for the same edge', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { url, received } = await startEdge([], (count) => gates[count - 1]?.promise)
  const app = createTestApp({ edges: [{ url }] })
  const done: number[] = []
  const change = async (id: number): Promise<void> => {
    await app.invalidate({ context: Board, params: { id } })
    done.push(id)
  }
  const changes = [change(0)]
  await expect.poll(() => received.length).toBe(1)
  changes.push(change(1), change(2), change(3))
  gates[0]?.resolve()
  await expect.poll(() => received.length).toBe(2)
  expect(done).toEqual([0])
  gates[1]?.resolve()
  await Promise.all(changes)
  expect(received.flatMap(({ body }) => (JSON.parse(body) as { targets: string[] }).targets)).toEqual(
    [0, 1, 2, 3].map((id) => `board;id=${id}`),
  )
})

it('sends what came while an edge was on its way back', async () => {
  const gate = Promise.withResolvers<void>()
  const { url, received } = await startEdge([503], (count) => (count === 2 ? gate.promise : undefined))
  const app = createTestApp({ edges: [{ url }] })
  await app.invalidate({ context: Board, params: { id: 1 } })
  await expect.poll(() => received.length, { timeout: 5000 }).toBe(2)
  await app.invalidate({ context: Board, params: { id: 2 } })
  gate.resolve()
  await expect.poll(() => received.length, { timeout: 5000 }).toBe(3)
  expect((JSON.parse(received[2]?.body ?? '') as { targets: string[] }).targets).toEqual(['board;id=2'])
})

it('says everything where the targets that wait are too many', async () => {
  const { url, received } = await startEdge([503])
  const app = createTestApp({ edges: [{ url }] })
  await app.invalidate({ context: Board, params: { id: 0 } })
  for (let id = 1; id < 1100; id++) await app.invalidate({ context: Board, params: { id } })
  await app.close()
  expect((JSON.parse(received.at(-1)?.body ?? '') as { targets: string }).targets).toBe('*')
})

it('says to a verified edge alone that it may keep the bundle of a known caller', async () => {
  const app = createTestApp()
  const read = async (path: string, headers: Record<string, string> = {}): Promise<string | null> =>
    (await app.fetch(new Request(`https://app.test${path}`, { headers }))).headers.get('mizan-edge')
  const sign = (target: string, nowMs = Date.now()): Record<string, string> => ({
    'mizan-signature': signRequest(
      { method: 'GET', target, body: '' },
      named[0] ?? { kid: '', secret: '' },
      nowMs,
    ),
  })
  const mine = '/api/mizan/ctx/mine/'
  expect(await read(mine, { 'x-user': 'u', ...sign(mine) })).toBe('keep')
  expect(await read(mine, { 'x-user': 'u' })).toBeNull()
  expect(await read(mine, { 'x-user': 'u', ...sign('/api/mizan/ctx/board/?id=1') })).toBeNull()
  expect(await read(mine, { 'x-user': 'u', ...sign(mine, Date.now() - 301_000) })).toBeNull()
  // Nobody's in particular, refused, and tainted ones.
  expect(await read('/api/mizan/ctx/board/?id=1', sign('/api/mizan/ctx/board/?id=1'))).toBeNull()
  expect(await read(mine, sign(mine))).toBeNull()
  expect(await read('/api/mizan/ctx/host/', { 'x-user': 'u', ...sign('/api/mizan/ctx/host/') })).toBeNull()
})

it('prints a manifest', () => {
  const manifest = readManifest(
    createTestApp({ vary: { locale: { header: 'Accept-Language', resolve: (text = 'en') => text } } })
      .manifestText,
  )
  expect(Object.keys(manifest.contexts)).toEqual(['board', 'host', 'mine'])
  expect(manifest.contexts['mine']).toMatchObject({ cacheable: true, ttl: 60, user_scoped: true })
})

it('refuses edges without a secret, and what is none', () => {
  expect(() =>
    createTestApp({ secrets: { cache: secrets.cache }, edges: [{ url: 'https://edge.test' }] }),
  ).toThrow(/edges need secrets\.edge/)
  expect(() => createTestApp({ edges: [{ url: 'edge.test' }] })).toThrow(/is no edge/)
})
