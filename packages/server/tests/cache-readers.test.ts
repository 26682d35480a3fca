/** What is asked again on a hit, and what is not: tokens, rules of schemas, inputs that vary (SPEC.md, CACHE-12, CACHE-5). */
import { createMemoryStore } from '@mizan/cache'
import { client, createApp, ReactContext } from '@mizan/server'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ask, errorOf, fetchContext } from './support/ask.ts'
import { createSigning, mint, person, signIn } from './support/signing.ts'

const SECRET = { secrets: { cache: 'a secret of the tests' } }
const markOf = (answered: { readonly headers: Headers }): string | null =>
  answered.headers.get('x-mizan-cache')

test('a hit by an MWT loads nobody; a miss loads her, and refuses what is stale', async () => {
  const desk = client(
    {
      context: new ReactContext('desk'),
      cache: 60,
      auth: true,
      input: { page: z.int() },
      output: z.string(),
    },
    ({ page }, { user }) => `${user?.id} ${user?.permissions.join()} ${page}`,
  )
  const signing = createSigning({ cache: { store: createMemoryStore() } }, { desk })
  const token = await mint(signing, await signIn(signing, 'ada'))
  const asked = { headers: { 'x-mizan-token': token } }
  signing.loads.length = 0
  const first = await fetchContext(signing.app, 'desk', 'page=1', asked)
  expect([first.json, markOf(first), signing.loads]).toEqual([{ desk: 'ada  1' }, 'miss', ['ada']])
  const second = await fetchContext(signing.app, 'desk', 'page=1', asked)
  expect([second.json, markOf(second), signing.loads]).toEqual([{ desk: 'ada  1' }, 'hit', ['ada']])
  expect(second.headers.get('x-mizan-identity')).toBe(first.headers.get('x-mizan-identity'))
  signing.users.set('ada', person('ada', { permissions: ['more'] }))
  const stale = await fetchContext(signing.app, 'desk', 'page=2', asked)
  expect([stale.status, errorOf(stale).details]).toEqual([401, { reason: 'stale' }])
  const asSession = await fetchContext(signing.app, 'desk', 'page=1', { headers: { 'x-user': 'ada' } })
  expect([asSession.json, markOf(asSession)]).toEqual([{ desk: 'ada more 1' }, 'miss'])
})

test('rules of a schema are asked at each request, and what they loaded is loaded again before a run', async () => {
  let isOpen = true
  let loaded = 'old'
  const day = z
    .string()
    .refine(() => isOpen, 'closed today')
    .transform((text) => `${text} ${loaded}`)
  const seen: string[] = []
  const plan = client(
    { context: new ReactContext('plan'), cache: 60, input: { day }, output: z.string() },
    ({ day: text }) => {
      seen.push(text)
      return 'plan'
    },
  )
  const store = createMemoryStore()
  const read = store.read.bind(store)
  // What a mutation writes just before the versions are read.
  store.read = (place, random) => {
    loaded = 'new'
    return read(place, random)
  }
  const app = createApp({ modules: [{ plan }], ...SECRET, cache: { store } })
  await fetchContext(app, 'plan', 'day=monday')
  expect(seen).toEqual(['monday new'])
  isOpen = false
  expect((await fetchContext(app, 'plan', 'day=monday')).status).toBe(422)
})

test('what a query string means is remembered only where the IR says it wholly', async () => {
  const list = client(
    { context: new ReactContext('list'), cache: 60, input: { page: z.int().max(9) }, output: z.int() },
    ({ page }) => page,
  )
  const app = createApp({ modules: [{ list }], ...SECRET, cache: { store: createMemoryStore() } })
  for (const mark of ['miss', 'hit', 'hit'])
    expect(markOf(await fetchContext(app, 'list', 'page=3'))).toBe(mark)
  expect((await fetchContext(app, 'list', 'page=30')).status).toBe(422)
  expect((await fetchContext(app, 'list', 'page=30')).status).toBe(422)
  const marks = []
  for (const query of ['page=3&utm=1', 'utm=2&page=3', 'page=%33'])
    marks.push(markOf(await fetchContext(app, 'list', query)))
  expect(marks).toEqual(['hit', 'hit', 'hit'])
})

test('entries of inputs by header are public, and each has its own', async () => {
  const words = client(
    { context: new ReactContext('words'), cache: 60, vary: ['locale'], output: z.string() },
    (_args, { vary }) => String(vary['locale']),
  )
  const app = createApp({
    modules: [{ words }],
    ...SECRET,
    cache: { store: createMemoryStore() },
    vary: { locale: { header: 'Accept-Language', resolve: (text) => text?.slice(0, 2) ?? 'en' } },
  })
  const read = (locale: string) => fetchContext(app, 'words', '', { headers: { 'accept-language': locale } })
  expect([markOf(await read('de-AT')), markOf(await read('fr'))]).toEqual(['miss', 'miss'])
  const again = await read('de-CH')
  expect([again.json, markOf(again), again.headers.get('vary'), again.headers.get('cache-control')]).toEqual([
    { words: 'de' },
    'hit',
    'Accept-Language',
    'public, no-cache',
  ])
  expect(again.headers.get('x-mizan-identity')).toBeNull()
})

test('a replay of an idempotent mutation purges again', async () => {
  const Team = new ReactContext('team')
  let name = 'Ada'
  const team = client({ context: Team, cache: 60, output: z.string() }, () => name)
  const rename = client({ affects: Team, auth: true, input: { to: z.string() } }, ({ to }) => {
    name = to
  })
  const signing = createSigning({ cache: { store: createMemoryStore() } }, { team, rename })
  const asked = { headers: { 'x-user': 'ada', 'idempotency-key': 'once', origin: 'https://app.example' } }
  const send = () =>
    ask(signing.app, 'POST', '/api/mizan/call/', { json: { fn: 'rename', args: { to: 'Grace' } }, ...asked })
  expect((await send()).status).toBe(200)
  expect(markOf(await fetchContext(signing.app, 'team'))).toBe('miss')
  expect((await send()).status).toBe(200)
  expect([markOf(await fetchContext(signing.app, 'team')), signing.app.counters().replays]).toEqual([
    'miss',
    1,
  ])
})
