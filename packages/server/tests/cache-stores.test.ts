/** The origin cache over the stores that there are, and over one that fails (SPEC.md, CACHE-16, CACHE-17, CACHE-18, CACHE-21). */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CacheStore, createMemoryStore } from '@mizan/cache'
import { type AppOptions, type Call, client, createApp, ReactContext } from '@mizan/server'
import { observeCache } from '@mizan/server/opentelemetry'
import { createRedisStore } from '@mizan/store-redis'
import { createSqliteStore } from '@mizan/store-sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { flakyStore } from '../../cache/tests/support/flaky-store.ts'
import { connectTo, startRedis } from '../../store-redis/tests/support/redis-server.ts'
import { call, fetchContext } from './support/ask.ts'
import { createGate, FakeClock, settle } from './support/fake-clock.ts'

const Team = new ReactContext('team')
const text = z.string()

interface World {
  names: Record<string, string>
  /** Before the handler of a mutation ends. */
  during: () => unknown
  reads: string[]
}

function createTeam(
  store: CacheStore,
  options: AppOptions = {},
  cache: Partial<AppOptions['cache'] & object> = {},
) {
  const world: World = { names: { red: 'Ada' }, during: () => undefined, reads: [] }
  const team_name = client(
    { context: Team, cache: 60, input: { team: text }, output: text },
    ({ team }, { needsPrimary }: Call) => {
      world.reads.push(needsPrimary ? 'primary' : 'replica')
      return world.names[team] ?? ''
    },
  )
  const rename = client({ affects: Team, input: { team: text, name: text } }, async ({ team, name }) => {
    world.names[team] = name
    await world.during()
  })
  const rename_named = client(
    { affects: 'nothing', input: { team: text, name: text } },
    async ({ team, name }, request: Call) => {
      world.names[team] = name
      await world.during()
      request.invalidate({ context: Team, params: { team } })
    },
  )
  const app = createApp({
    modules: [{ team_name, rename, rename_named }],
    secrets: { cache: 'a secret of the tests' },
    onError: () => undefined,
    cache: { store, ...cache },
    ...options,
  })
  const read = async (query = 'team=red') => {
    const { headers, json, status } = await fetchContext(app, 'team', query)
    return {
      status,
      mark: headers.get('x-mizan-cache'),
      settle: headers.get('x-mizan-settle'),
      name: (json as { team_name?: string }).team_name,
    }
  }
  return { app, world, read }
}

const STORES: readonly [name: string, open: () => Promise<{ store: CacheStore; end: () => unknown }>][] = [
  ['memory', async () => ({ store: createMemoryStore(), end: () => undefined })],
  [
    'SQLite',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'mizan-cache-'))
      return {
        store: createSqliteStore({ path: join(folder, 'cache.sqlite') }),
        end: () => rmSync(folder, { recursive: true }),
      }
    },
  ],
  [
    'Redis',
    async () => {
      const server = await startRedis()
      const connected = await connectTo(server.url)
      const end = async (): Promise<void> => {
        connected.destroy()
        await server.close()
      }
      return { store: createRedisStore({ client: connected }), end }
    },
  ],
]

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

describe.each(STORES)('%s', (_name, open) => {
  test('keeps bundles until a mutation makes them stale, in a transaction or not', async () => {
    const { store, end } = await open()
    ends.push(end)
    // A busy machine is no failing store.
    const { app, read, world } = createTeam(store, {}, { timeoutMs: 20_000 })
    // Redis is told a script when it is first asked for it: until then a write may come after the next read.
    for (let times = 0; times < 3; times += 1) await read('team=blue')
    expect([await read(), await read()]).toMatchObject([{ mark: 'miss' }, { mark: 'hit', name: 'Ada' }])
    await call(app, 'rename', { team: 'red', name: 'Grace' })
    expect([await read(), await read()]).toMatchObject([
      { mark: 'miss', name: 'Grace' },
      { mark: 'hit', name: 'Grace' },
    ])
    world.during = () => {
      throw new Error('half-way')
    }
    expect((await call(app, 'rename', { team: 'red', name: 'Eve' })).status).toBe(500)
    expect(await read()).toMatchObject({ mark: 'miss', name: 'Eve' })
    expect((await call(app, 'rename', { team: 7 })).status).toBe(422)
    expect(await read()).toMatchObject({ mark: 'hit' })
    await app.close()
  })
})

/** A store whose entries would live on, with what it was asked. */
const outliving = () => Object.assign(flakyStore(createMemoryStore()), { outlivesProcess: true })

describe('leases', () => {
  test('are held before and while a mutation runs, and readers bypass meanwhile', async () => {
    const store = outliving()
    const { app, read, world } = createTeam(store)
    await read()
    const gate = createGate()
    const begun = createGate()
    world.during = () => {
      begun.open()
      return gate.opened
    }
    const running = call(app, 'rename', { team: 'red', name: 'Grace' })
    await begun.opened
    expect(await read()).toMatchObject({ mark: 'bypass', name: 'Grace' })
    expect(await read('team=blue')).toMatchObject({ mark: 'miss' })
    gate.open()
    await running
    expect([await read(), await read()]).toMatchObject([{ mark: 'miss' }, { mark: 'hit', name: 'Grace' }])
  })
  test('are taken inside a transaction, for what was named too, and end with a rollback', async () => {
    const store = outliving()
    let end = (): void => undefined
    const { app, read } = createTeam(store, {
      transaction: async (run) => {
        await run()
        expect(await read()).toMatchObject({ mark: 'bypass' })
        end()
      },
    })
    await read()
    expect((await call(app, 'rename', { team: 'red', name: 'Grace' })).status).toBe(200)
    expect(await read()).toMatchObject({ mark: 'miss' })
    expect((await call(app, 'rename_named', { team: 'red', name: 'Eve' })).status).toBe(200)
    expect(await read()).toMatchObject({ mark: 'miss', name: 'Eve' })
    end = () => {
      throw new Error('the connection broke')
    }
    expect((await call(app, 'rename_named', { team: 'red', name: 'Max' })).status).toBe(500)
    expect(await read()).toMatchObject({ mark: 'miss' })
  })
  test('of an attempt that was rolled back end, and those of the next one count', async () => {
    const store = outliving()
    const { app, read } = createTeam(store, {
      transaction: async (run) => {
        await run()
        await run()
      },
    })
    await read()
    await call(app, 'rename', { team: 'red', name: 'Grace' })
    expect([await read(), await read()]).toMatchObject([{ mark: 'miss' }, { mark: 'hit' }])
    expect(store.calls.filter((name) => name === 'lease')).toHaveLength(2)
    expect(store.calls.filter((name) => name === 'release')).toHaveLength(1)
  })
  test('are renewed while a run goes on after its answer, and end with its purge', async () => {
    const clock = new FakeClock()
    const store = outliving()
    const { app, world, read } = createTeam(store, { clock, limits: { runDeadlineMs: 1000 } })
    await read()
    const gate = createGate()
    world.during = () => gate.opened
    const running = call(app, 'rename', { team: 'red', name: 'Grace' })
    await settle()
    await clock.advance(1000)
    expect((await running).status).toBe(503)
    await clock.advance(15_000)
    expect(store.calls.filter((name) => name === 'lease').length).toBeGreaterThan(1)
    gate.open()
    await settle()
    expect([await read(), await read()]).toMatchObject([{ mark: 'miss' }, { mark: 'hit', name: 'Grace' }])
    const taken = store.calls.filter((name) => name === 'lease').length
    await clock.advance(60_000)
    expect(store.calls.filter((name) => name === 'lease').length).toBe(taken)
  })
})

describe('a store that fails', () => {
  test.each(['fail', 'fail-after', 'hang'] as const)(
    '%s: no request fails, and nothing dead comes back',
    async (mode) => {
      const clock = new FakeClock()
      const store = outliving()
      const { app, read } = createTeam(store, { clock })
      await read()
      store.mode = mode
      const asked = read()
      await settle()
      await clock.advance(50)
      expect(await asked).toMatchObject({ status: 200, mark: 'bypass', name: 'Ada' })
      const renamed = call(app, 'rename', { team: 'red', name: 'Grace' })
      await clock.advance(50)
      await clock.advance(50)
      expect((await renamed).status).toBe(200)
      expect(await read()).toMatchObject({ mark: 'bypass', name: 'Grace' })
      store.mode = 'answer'
      for (let times = 0; times < 5; times += 1) await clock.advance(2000)
      expect([await read(), await read()]).toMatchObject([
        { mark: 'miss', name: 'Grace' },
        { mark: 'hit', name: 'Grace' },
      ])
    },
  )
})

describe('replicas that lag', () => {
  const mounted = [{ context: 'team', params: { team: 'red' } }]
  test('leave a reader to ask once more, where there is no primary', async () => {
    let now = 1000
    const { app, read, world } = createTeam(createMemoryStore({ now: () => now }), {}, { replicaLagMs: 200 })
    expect(await read()).toMatchObject({ mark: 'bypass', settle: '200' })
    now += 200
    expect([await read(), await read()]).toMatchObject([
      { mark: 'miss', settle: null },
      { mark: 'hit', settle: null },
    ])
    const renamed = await call(app, 'rename', { team: 'red', name: 'Grace' }, { mounted })
    expect(renamed.headers.get('x-mizan-settle')).toBe('200')
    expect(renamed.json).not.toHaveProperty('refresh')
    now += 50
    expect(await read()).toMatchObject({ mark: 'bypass', settle: '150' })
    now += 150
    expect(await read()).toMatchObject({ mark: 'miss', settle: null })
    expect(world.reads).not.toContain('primary')
  })
  test('are not asked where queries can read the primary', async () => {
    let now = 1000
    const cache = { replicaLagMs: 200, hasPrimary: true }
    const { app, read, world } = createTeam(createMemoryStore({ now: () => now }), {}, cache)
    await read()
    const renamed = await call(app, 'rename', { team: 'red', name: 'Grace' }, { mounted })
    expect(renamed.json).toHaveProperty('refresh')
    expect(await read()).toMatchObject({ mark: 'hit', name: 'Grace', settle: null })
    await call(app, 'rename', { team: 'red', name: 'Eve' })
    expect(await read()).toMatchObject({ mark: 'miss', name: 'Eve' })
    await call(app, 'rename', { team: 'red', name: 'Max' })
    now += 200
    await read()
    expect(world.reads).toEqual(['primary', 'primary', 'primary', 'replica'])
  })
})

test('an entry past its time is given once more while it is read anew', async () => {
  let now = 1000
  const store = createMemoryStore({ now: () => now })
  const { read, world, app } = createTeam(store, {}, { staleWhileRevalidateMs: 10_000 })
  await read()
  world.names['red'] = 'unannounced'
  now += 61_000
  expect(await read()).toMatchObject({ mark: 'hit', name: 'Ada' })
  await settle()
  expect(await read()).toMatchObject({ mark: 'hit', name: 'unannounced' })
  now += 61_000
  await call(app, 'rename', { team: 'red', name: 'Grace' })
  expect(await read()).toMatchObject({ mark: 'miss', name: 'Grace' })
})

test('counters are metrics of a meter that is given', async () => {
  const observed: Record<string, number> = {}
  const callbacks = new Map<string, (result: { observe(value: number): void }) => void>()
  const meter = {
    createObservableCounter: (name: string) => ({
      addCallback: (callback: never) => callbacks.set(name, callback),
      removeCallback: () => callbacks.delete(name),
    }),
  }
  const { app, read } = createTeam(createMemoryStore())
  const end = observeCache(app, { meter: meter as never })
  await read()
  await read()
  for (const [name, callback] of callbacks) callback({ observe: (value) => (observed[name] = value) })
  expect(observed).toMatchObject({ 'mizan.cache.hit': 1, 'mizan.cache.miss': 1, 'mizan.cache.purge': 0 })
  expect(Object.keys(observed)).toHaveLength(6)
  end()
  expect(callbacks.size).toBe(0)
})
