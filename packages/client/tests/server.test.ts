/** The kernel over a real server, answering in process: the fixture application. */
import { beforeEach, expect, it } from 'vitest'
import { createFixtureApp } from '../../../protocol/fixture/typescript/app.ts'
import { resetStore, store } from '../../../protocol/fixture/typescript/store.ts'
import {
  bringAnswer,
  bytesToBase64,
  type Client,
  type ContextDescriptor,
  createClient,
  datetimeToDate,
  dehydrate,
  deliverOnce,
  type Environment,
  hydration,
  type MutationDescriptor,
  type QueryDescriptor,
  type Reader,
  streaming,
  tokens,
} from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'

interface Profile {
  readonly name: string
  readonly joined_at: Date
  readonly followers: bigint
}

type WireProfile = { name: string; joined_at: string; followers: string }

const decode = (wire: unknown): Profile => {
  const { name, joined_at, followers } = wire as WireProfile
  return { name, joined_at: datetimeToDate(joined_at), followers: BigInt(followers) }
}
const ids = { user_id: 'text' } as const
const profile: QueryDescriptor<{ user_id: number }, Profile> = {
  name: 'user_profile',
  context: 'user',
  schema: '',
  params: ids,
  decode,
}
const orders: QueryDescriptor<{ user_id: number; limit?: number }, { id: string }[]> = {
  name: 'user_orders',
  context: 'user',
  schema: '',
  params: { ...ids, limit: 'text' },
}
const userContext: ContextDescriptor<{ user_id: number; limit?: number }> = {
  name: 'user',
  schema: '',
  params: orders.params,
  queries: { user_orders: orders, user_profile: profile },
}
const settings: QueryDescriptor<object, { user: string; theme: string }> = {
  name: 'me_settings',
  context: 'me',
  schema: '',
  params: {},
}
const mutation = <Result = null>(name: string, affects: string[]): MutationDescriptor<object, Result> => ({
  name,
  schema: '',
  affects,
  bring: bringAnswer,
  deliver: deliverOnce,
})
const rename: MutationDescriptor<object, Profile> = {
  ...mutation<Profile>('update_profile', ['user']),
  decode,
}
const signIn = mutation('sign_in', ['me'])
const signOut = mutation('sign_out', ['me'])

let sent: string[] = []
let answers: number[] = []
let client: Client
let world: World
let wired: Environment
/** Answers of calls that do not arrive. */
let losses = 0
let types: (string | null)[] = []
/** Headers of requests, as they were sent. */
let heads: Headers[] = []

beforeEach(() => {
  resetStore()
  const app = createFixtureApp({ onError: () => undefined })
  world = createWorld()
  const jar = new Map<string, string>()
  sent = []
  answers = []
  types = []
  heads = []
  losses = 0
  let keys = 0
  wired = {
    ...world.environment,
    createId: () => `key-${(keys += 1)}`,
    readCsrfToken: () => jar.get('mizan_csrf'),

    async fetch(url, init) {
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const headers = {
        ...(init.headers as Record<string, string>),
        Origin: 'http://app.example',
        ...(cookie === '' ? {} : { Cookie: cookie }),
      }
      const { method, body } = init
      const request = new Request(`http://app.example${url}`, {
        method,
        headers,
        ...(body == null ? {} : { body }),
      } as RequestInit)
      const response = await app.fetch(request)
      for (const text of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (text.split(';')[0] ?? '').split('=')
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      sent.push(`${method} ${url.replace('/api/mizan', '')}`)
      answers.push(response.status)
      heads.push(request.headers)
      types.push(response.headers.get('Content-Type'))
      if (method === 'POST' && losses > 0) {
        losses -= 1
        throw new TypeError('fetch failed')
      }
      return response
    },
  }
  client = createClient({ baseUrl: '/api/mizan', environment: wired })
})

async function mountLoaded<Result>(reader: Reader<Result>): Promise<Reader<Result>> {
  reader.subscribe(() => undefined)
  await reader.load()
  return reader
}

const nameIn = (reader: Reader) => reader.snapshot(profile).data?.name

it('reads a bundle, decodes it, and takes params with and without the default for one entry', async () => {
  const [plain, exact] = await Promise.all([
    mountLoaded(client.readContext(userContext, { user_id: 1 })),
    mountLoaded(client.readContext(userContext, { user_id: 1, limit: 20 })),
  ])
  expect(plain.snapshot(profile).data).toEqual({
    name: 'Ada',
    joined_at: new Date('2026-01-01T05:06:07.080Z'),
    followers: 9007199254740993n,
  })
  expect(plain.snapshot(orders)).toBe(exact.snapshot(orders))
  expect(plain.snapshot(orders).data).toHaveLength(3)
  // An ETag belongs to one URL, and the last reader's is another one than the first answer's.
  await plain.refetch()
  await plain.refetch()
  expect(answers).toEqual([200, 200, 200, 304])
})

it('a mutation with merge and refresh makes every view of that user fresh in one round trip, and only those', async () => {
  await client.mutate(signIn, { user: '1' })
  const one = await mountLoaded(client.readContext(userContext, { user_id: 1 }))
  const slice = await mountLoaded(client.readQuery(profile, { user_id: 1 }) as Reader)
  const two = await mountLoaded(client.readContext(userContext, { user_id: 2 }))
  let renders = 0
  two.subscribe(() => {
    renders += 1
  })
  sent = []
  const result = await client.mutate(rename, { user_id: 1, name: 'Grace' })
  expect(result.followers).toBe(9007199254740993n)
  expect([nameIn(one), nameIn(slice), nameIn(two)]).toEqual(['Grace', 'Grace', 'Bob'])
  expect(one.entrySnapshot()).toMatchObject({ isStale: false, isFetching: false })
  expect([sent, renders]).toEqual([['POST /call/'], 0])
  await one.refetch()
  expect(nameIn(one)).toBe('Grace')
})

it('a function-level target refreshes its slice alone', async () => {
  const one = await mountLoaded(client.readContext(userContext, { user_id: 1 }))
  const held = one.snapshot(profile)
  sent = []
  await client.mutate(mutation<object>('place_order', ['user']), { user_id: 1, total: '1.50' })
  expect(one.snapshot(orders).data).toHaveLength(4)
  expect(one.snapshot(profile)).toBe(held)
  expect(sent).toEqual(['POST /call/'])
})

it('an exception names its targets, a declared error changes nothing', async () => {
  await mountLoaded(client.readContext(userContext, { user_id: 1 }))
  sent = []
  const breaking = mutation('break_profile', ['user'])
  await expect(client.mutate(breaking, { user_id: 1, how: 'declared' })).rejects.toMatchObject({
    code: 'WORN_OUT',
    status: 410,
  })
  expect(sent).toEqual(['POST /call/'])
  await expect(client.mutate(breaking, { user_id: 1, how: 'exception' })).rejects.toMatchObject({
    code: 'INTERNAL',
  })
  await client.readContext(userContext, { user_id: 1 }).refetch()
  expect(sent).toEqual(['POST /call/', 'POST /call/', 'GET /ctx/user/?user_id=1'])
})

it('signing in as somebody else leaves nothing of the one before, without a further request', async () => {
  await client.mutate(signIn, { user: '1' })
  store.themes.set('2', 'dark')
  const me = await mountLoaded(client.readQuery(settings, {}))
  expect(me.snapshot().data).toEqual({ user: '1', theme: 'light' })
  sent = []
  await client.mutate(signIn, { user: '2' })
  expect(me.snapshot().data).toEqual({ user: '2', theme: 'dark' })
  expect(sent).toEqual(['POST /call/'])
  await client.mutate(mutation('save_theme', ['me']), { theme: 'light' })
  expect(me.snapshot().data).toEqual({ user: '2', theme: 'light' })
  await client.mutate(signOut, {})
  expect(me.snapshot().data).toBeUndefined()
  await me.load()
  expect(me.snapshot()).toMatchObject({ status: 'error', error: { code: 'UNAUTHORIZED' } })
})

it('shows partial failures by query, refusals by all, and long params by POST', async () => {
  const query = (
    name: string,
    params: QueryDescriptor<object, string>['params'],
  ): QueryDescriptor<object, string> => ({ name, context: 'flaky', schema: '', params })
  const how = { how: 'text' } as const
  const queries = {
    flaky_first: query('flaky_first', how),
    flaky_second: query('flaky_second', how),
    flaky_steady: query('flaky_steady', {}),
  }
  const flaky: ContextDescriptor<object> = { name: 'flaky', schema: '', params: how, queries }
  const partial = await mountLoaded(client.readContext(flaky, { how: 'declared' }))
  expect(partial.snapshot('flaky_steady').data).toBe('steady')
  expect(partial.snapshot('flaky_first').error).toMatchObject({ code: 'WORN_OUT' })
  expect(partial.snapshot('flaky_second').error).toMatchObject({ code: 'CONFLICT', status: 409 })
  const refused = await mountLoaded(client.readContext(flaky, { how: 'x'.repeat(5000) }))
  expect(refused.snapshot('flaky_steady').error).toMatchObject({ code: 'VALIDATION_FAILED' })
  expect(sent.at(-1)).toBe('POST /ctx/flaky/')
})

it('a page rendered from dehydrated state asks for nothing', async () => {
  await mountLoaded(client.readContext(userContext, { user_id: 1 }))
  const { environment, requests } = createWorld()
  const browser = createClient({
    baseUrl: '/api/mizan',
    environment,
    plugins: [hydration(dehydrate(client))],
  })
  const reader = await mountLoaded(browser.readContext(userContext, { user_id: 1 }))
  expect(nameIn(reader)).toBe('Ada')
  expect(requests).toHaveLength(0)
  expect(bytesToBase64(new Uint8Array([1]))).toBe('AQ==')
})

it('a lost answer is asked for again by its key, and the server ran it once', async () => {
  await client.mutate(signIn, { user: '1' })
  const before = store.orders.get(1)?.length ?? 0
  losses = 1
  const placed = client.mutate(mutation<{ id: string }>('place_order', ['user']), { user_id: 1, total: '5' })
  await expect.poll(() => losses).toBe(0)
  await world.advance(1000)
  expect((await placed).id).toMatch(/^0{8}-/)
  expect(answers).toEqual([200, 200, 200])
  expect(store.orders.get(1)).toHaveLength(before + 1)
})

it('a streamed bundle is the same bundle', async () => {
  const plain = await mountLoaded(client.readContext(userContext, { user_id: 1 }))
  const streamed = createClient({ baseUrl: '/api/mizan', environment: wired, plugins: [streaming()] })
  const lines = await mountLoaded(streamed.readContext(userContext, { user_id: 1 }))
  await settle()
  expect(types.map((type) => type?.split(';')[0])).toEqual(['application/json', 'application/x-ndjson'])
  expect(lines.entrySnapshot()).toMatchObject({ status: 'success', isStale: false, isFetching: false })
  expect([lines.snapshot(profile).data, lines.snapshot(orders).data]).toEqual([
    plain.snapshot(profile).data,
    plain.snapshot(orders).data,
  ])
})

it('a page that no cookie tells its CSRF token asks for one, once for its user', async () => {
  const elsewhere = createClient({
    baseUrl: '/api/mizan',
    environment: { ...wired, readCsrfToken: () => undefined },
  })
  await elsewhere.mutate(signIn, { user: '1' })
  await elsewhere.mutate(mutation('save_theme', ['me']), { theme: 'dark' })
  await elsewhere.mutate(mutation('save_theme', ['me']), { theme: 'light' })
  expect(sent.slice(1)).toEqual(['POST /call/', 'GET /session/', 'POST /call/', 'POST /call/'])
  expect(answers).toEqual([200, 403, 200, 200, 200])
  await elsewhere.mutate(signIn, { user: '2' })
  await elsewhere.mutate(mutation('save_theme', ['me']), { theme: 'dark' })
  expect([store.themes.get('1'), store.themes.get('2')]).toEqual(['light', 'dark'])
})

it('a token is fetched, sent and taken, and is the next user’s after a login', async () => {
  const page = createClient({ baseUrl: '/api/mizan', environment: wired, plugins: [tokens()] })
  const tokenAt = (index: number) => heads.at(index)?.get('X-Mizan-Token') ?? undefined
  await page.mutate(signIn, { user: '1' })
  await expect.poll(() => answers.length).toBe(2)
  await settle()
  expect(sent).toEqual(['POST /call/', 'POST /session/token/'])
  const me = await mountLoaded(page.readQuery(settings, {}))
  expect(me.snapshot().data).toMatchObject({ user: '1' })
  const first = tokenAt(-1)
  expect(first).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  await page.mutate(signIn, { user: '2' })
  await expect.poll(() => sent.at(-1)).toBe('POST /session/token/')
  await settle()
  await me.refetch()
  expect(me.snapshot().data).toMatchObject({ user: '2' })
  expect(tokenAt(-1)).not.toBe(first)
  expect(answers.every((status) => status === 200)).toBe(true)
  await page.mutate(signOut, {})
  await me.load()
  expect(tokenAt(-1)).toBeUndefined()
  expect(me.snapshot()).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
})
