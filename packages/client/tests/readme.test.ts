/** The code of README.md is this file's: what stands there in `ts` blocks stands here, type-checked and run. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  browserEnvironment,
  type ClientEvent,
  clientEvents,
  createClient,
  type Environment,
  fetchQuery,
  optimistic,
} from '../src/index.ts'
import { createWorld, settle } from './fake-world.ts'
import {
  ADA,
  BOB,
  bundle,
  profileQuery,
  rename,
  showLoaded,
  USER_5,
  userContext,
  userEntry,
} from './fixture.ts'

it('reads, changes and shows', async () => {
  const world = createWorld()
  const environment = world.environment
  const log: unknown[] = []
  const render = (...shown: unknown[]) => log.push(shown)

  // README
  const client = createClient({ baseUrl: '/api/mizan', environment })

  const reader = client.readContext(userContext, { user_id: 5 })
  const stop = reader.subscribe(() => {
    const { data, error, isStale } = reader.snapshot(profileQuery)
    render(data?.name, error?.code, isStale)
  })

  const renaming = client.mutate(rename, { user_id: 5, name: 'Bob' })
  // /README

  await settle()
  const [call, reading] = world.requests
  await reading?.answer(bundle(ADA), { headers: userEntry() })
  await call?.answer({ result: BOB as never, invalidate: [USER_5], refresh: [] })
  await renaming
  await world.only().answer(bundle(BOB), { headers: userEntry() })
  stop()
  expect(log.at(-1)).toEqual(['Bob', undefined, false])
})

it('shows a value before the answer', async () => {
  const world = createWorld()
  const { client } = world
  const page = await showLoaded(world)

  // README
  const bob = { user_id: 5, name: 'Bob' }
  const shown = client.mutate(rename, bob, {
    optimistic: optimistic((view, args) =>
      view.update(profileQuery, { user_id: args.user_id }, (old) => ({ ...old, name: args.name })),
    ),
  })
  // /README

  expect(page.name()).toBe('Bob')
  await world.only().answer({ result: BOB as never, invalidate: [] })
  expect(await shown).toEqual(BOB)
})

it('tells what happened', async () => {
  const world = createWorld()
  const { client } = world
  const lines: string[] = []
  const panel = { add: (line: string) => lines.push(line) }

  // README
  clientEvents(client).subscribe((event: ClientEvent) => {
    if (event.kind === 'mutation') panel.add(`${event.function} ${event.status}: ${event.targets.join(', ')}`)
    if (event.kind === 'entry') panel.add(`${event.action} ${event.context} ${event.functions.join(', ')}`)
  })
  // /README

  const reader = client.readContext(userContext, { user_id: 5 })
  reader.subscribe(() => undefined)
  await settle()
  await world.only().answer(bundle(), { headers: userEntry() })
  void client.mutate(rename, { user_id: 5, name: 'Bob' })
  await world.only().answer({ result: BOB as never, invalidate: [USER_5] })
  expect(lines).toEqual([
    'fetched user user_orders, user_profile',
    'update_profile started: ',
    'update_profile succeeded: user;user_id=5',
    'refetched user user_orders, user_profile',
  ])
})

it('takes another environment', async () => {
  const app = {
    fetch: async (request: Request) =>
      new Response(`{"user_profile":{"name":"${request.method}"}}`, { headers: { 'X-Mizan-Protocol': '1' } }),
  }

  // README
  const inProcess: Environment = {
    ...browserEnvironment(),
    fetch: (url, init) => app.fetch(new Request(new URL(url, 'http://localhost'), init)),
  }
  // /README

  const client = createClient({ baseUrl: '/api/mizan', environment: inProcess })
  expect(await fetchQuery(client, profileQuery, { params: { user_id: 5 } })).toEqual({ name: 'GET' })
})

it('is the code of README.md', () => {
  const blocks = [...read('../README.md').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) =>
    normalize(code ?? ''),
  )
  const regions = [...read('./readme.test.ts').matchAll(/\/\/ README\n(.*?)\/\/ \/README\n/gs)].map(
    ([, code]) => normalize(code ?? ''),
  )
  expect(blocks).toEqual(regions.slice(0, blocks.length))
  expect(blocks).toHaveLength(4)
})

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

function normalize(code: string): string {
  return code.replace(/^ {2}/gm, '').replace(/\s+$/, '').replaceAll('\n  ', '\n').replaceAll(/\n +/g, '\n')
}
