/** Every workload's own check of its answers, without timing anything. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { DATA_LAYERS } from '../bytes/data-layers.ts'
import { nameFunctions } from '../checking/many-functions.ts'
import { ask } from '../harness/server-process.ts'
import { MizanCache } from '../invalidation/mizan-cache.ts'
import { ENTRIES_A_LIST } from '../invalidation/mounted-cache.ts'
import { TanstackCache } from '../invalidation/tanstack-cache.ts'
import { postJson } from '../servers/contestant.ts'
import { BUNDLERS, checkBundle } from './bundle.ts'
import { checkLayers, weigh } from './bytes.ts'
import { CACHERS, checkCached } from './cached.ts'
import { measureEdges } from './edge.ts'
import { renameOften, SCREENS } from './mutation.ts'
import { measurePurge, PURGERS } from './purge.ts'
import { checkServer, SERVERS } from './server.ts'
import { checkAnswers, withServers } from './server-load.ts'

// Servers and bundlers in processes of their own: a busy machine starts them slowly.
vi.setConfig({ testTimeout: 60_000 })

const FROM_SOURCE = ['--conditions=mizan-source']

test.each([...new Set([...SERVERS, ...BUNDLERS])])(
  '%s answers what it is asked, and is stopped',
  async (name) => {
    let port = 0
    await withServers(
      [name],
      async ([server]) => {
        if (server === undefined) throw new Error('no server')
        port = server.port
        await checkServer(server)
        await checkBundle(server)
        expect(await server.cpuMicros()).toBeGreaterThan(0)
      },
      FROM_SOURCE,
    )
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  },
)

test.each(CACHERS)('%s answers the same twice', async (name) => {
  await withServers(
    [name],
    async ([server]) => {
      if (server === undefined) throw new Error('no server')
      await checkCached(server)
    },
    FROM_SOURCE,
  )
})

test('a wrong answer is not timed, and what is not valid is refused', async () => {
  await withServers(
    ['bare', 'mizan'],
    async (servers) => {
      for (const server of servers) {
        await expect(checkAnswers(server, ({ noop }) => [noop], { ok: false })).rejects.toThrow(/answers/)
        const { asking } = server.contestant.noop
        const wrong = JSON.parse((asking.body ?? '').replace('5', '"5"')) as unknown
        await expect(ask(server.port, postJson(asking.path, wrong))).rejects.toThrow(/422/)
      }
    },
    FROM_SOURCE,
  )
})

test.each([
  ['Mizan', () => new MizanCache()],
  ['TanStack Query', () => new TanstackCache()],
])('%s reads three entries again, and no other', async (_name, create) => {
  const cache = create()
  await cache.mount(30)
  expect(cache.reads).toBe(30)
  await cache.invalidate(5)
  await cache.settle()
  expect(cache.reads).toBe(30 + ENTRIES_A_LIST)
  expect(cache.readsOf(5)).toBe(2 * ENTRIES_A_LIST)
})

test.each(Object.keys(SCREENS))('%s shows what the server has after a mutation', async (name) => {
  const samples = await renameOften(name, 2, 2)
  expect(samples).toHaveLength(2)
  for (const { requests, bytes } of samples) {
    expect(requests).toBe(name.startsWith('Mizan') ? 1 : 2)
    expect(bytes).toBeGreaterThan(500)
  }
})

test('every data layer has every hook and can be bundled', async () => {
  checkLayers()
  for (const source of Object.values(DATA_LAYERS)) expect((await weigh(source)).gzip).toBeGreaterThan(1000)
})

test('the functions of the type workload have names of their own', () => {
  const functions = nameFunctions(250)
  expect(new Set(functions.map(({ name }) => name)).size).toBe(250)
  expect(functions.at(-1)?.group).toBe(2)
  expect(functions.filter(({ kind }) => kind === 'query')).toHaveLength(125)
})

test('a client is generated for them, and a program that uses it', async () => {
  const { writeMizan } = await import('../checking/write-mizan.ts')
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-'))
  try {
    expect(await writeMizan(folder, nameFunctions(20))).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.each(PURGERS)('%s purges what it should, and nothing else', async (side) => {
  const { one, all } = await measurePurge(side, 10, FROM_SOURCE)
  expect(Math.min(one.length, all.length)).toBeGreaterThan(0)
})

test('every edge gives the right answers, and an origin without one the same', async () => {
  const bySide = await measureEdges({ seconds: 0.5, say: () => undefined }, 'mizan-source')
  for (const [name, seen] of bySide) {
    expect([name, seen.foreign, seen.failures]).toEqual([name, 0, 0])
    expect(seen.reads).toBeGreaterThan(0)
    if (!name.includes('lagging')) expect([name, seen.stale]).toEqual([name, 0])
  }
})
