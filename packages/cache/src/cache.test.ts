/** The origin cache through its front door: what is answered from it, what is kept, and what is not (SPEC.md, CACHE-12 to CACHE-23). */
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../tests/support/fake-clock.ts'
import { flakyStore } from '../tests/support/flaky-store.ts'
import { createCache } from './cache.ts'
import type { CacheStore } from './cache-store.ts'
import type { Fill } from './fill.ts'
import type { Asked } from './look-up.ts'
import { createMemoryStore } from './memory-store.ts'

const asked: Asked = {
  context: 'user',
  key: 'a1',
  tags: ['user', 'user;user_id=5'],
  fingerprint: '0123456789abcdef',
  ttlMs: 1000,
}
const place = { context: 'user', tags: ['user;user_id=5'] }

function setUp(options: Partial<Parameters<typeof createCache>[0]> = {}) {
  const clock = fakeClock()
  const store = flakyStore(createMemoryStore({ now: () => clock.now }))
  const problems: string[] = []
  let count = 0
  const cache = createCache({
    store,
    clock,
    createRandom: () => (count++).toString(16).padStart(32, '0'),
    report: ({ operation }) => problems.push(operation),
    ...options,
  })
  return { cache, store, clock, problems }
}

function give(text: string): Fill<undefined, string> {
  return { run: () => ({ own: text, bundle: { body: `"${text}"`, etag: `"${text}"` } }) }
}

function delayed(): {
  fill: Fill<undefined, string>
  finish: (text: string, isShared?: boolean) => void
  runs: () => number
} {
  const waiting: ((text: string, isShared: boolean) => void)[] = []
  let runs = 0
  const fill: Fill<undefined, string> = {
    run: () => {
      runs += 1
      return new Promise((resolve) => {
        waiting.push((text, isShared) =>
          resolve({ own: text, ...(isShared && { bundle: { body: `"${text}"`, etag: `"${text}"` } }) }),
        )
      })
    },
  }
  return { fill, finish: (text, isShared = true) => waiting.shift()?.(text, isShared), runs: () => runs }
}

describe('a cache', () => {
  it('answers from the store without a promise', () => {
    const { cache } = setUp()
    expect(cache.bring(asked, give('one'))).toEqual({ from: 'run', state: 'miss', own: 'one' })
    expect(cache.bring(asked, give('two'))).toMatchObject({
      from: 'store',
      state: 'hit',
      entry: { body: '"one"' },
    })
    expect(cache.counters).toMatchObject({ hit: 1, miss: 1 })
  })

  it('does not answer with what a purge of any of its tags made stale', () => {
    const { cache } = setUp()
    for (const tag of asked.tags) {
      void cache.bring(asked, give('one'))
      void cache.purge([{ context: 'user', tags: [tag] }])
      expect(cache.bring(asked, give('two'))).toMatchObject({ state: 'miss', own: 'two' })
    }
    void cache.purge([{ context: 'user', tags: ['user;user_id=6'] }])
    expect(cache.bring(asked, give('three'))).toMatchObject({ state: 'hit' })
  })

  it('does not answer past the ttl, another fingerprint, or another reader', () => {
    const { cache, clock } = setUp()
    void cache.bring({ ...asked, pkey: 'p' }, give('one'))
    expect(cache.lookUp({ ...asked, pkey: 'p' })).toMatchObject({ state: 'hit' })
    expect(cache.lookUp({ ...asked, pkey: 'q' })).toMatchObject({ state: 'miss' })
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
    expect(cache.lookUp({ ...asked, pkey: 'p', fingerprint: 'f123456789abcdef' })).toMatchObject({
      state: 'miss',
    })
    clock.advance(1000)
    expect(cache.lookUp({ ...asked, pkey: 'p' })).toMatchObject({ state: 'miss' })
  })

  it('does not answer with an entry of the future, because the clock went back', () => {
    const { cache, clock } = setUp()
    void cache.bring(asked, give('one'))
    clock.now -= 1
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
  })

  it('keeps nothing of a run that began before a purge, and lets nobody who asked after it wait for that run', async () => {
    const { cache } = setUp()
    const old = delayed()
    const first = cache.bring(asked, old.fill)
    void cache.purge([place])
    expect(cache.bring(asked, give('new'))).toMatchObject({ state: 'miss', own: 'new' })
    old.finish('old')
    expect(await first).toMatchObject({ own: 'old' })
    expect(cache.lookUp(asked)).toMatchObject({ entry: { body: '"new"' } })
    expect(cache.counters.voided).toBe(1)
  })

  it('runs once for all who ask meanwhile', async () => {
    const { cache } = setUp()
    const slow = delayed()
    const answers = [cache.bring(asked, slow.fill), cache.bring(asked, slow.fill)]
    slow.finish('one')
    expect(await all(answers)).toMatchObject([
      { from: 'run', own: 'one' },
      { from: 'flight', bundle: { body: '"one"' } },
    ])
    expect(slow.runs()).toBe(1)
  })

  it('runs for everybody where a run was tainted, and stores nothing of it', async () => {
    const { cache } = setUp()
    const slow = delayed()
    const answers = [cache.bring(asked, slow.fill), cache.bring(asked, slow.fill)]
    slow.finish('mine', false)
    await answers[0]
    await Promise.resolve()
    slow.finish('yours', false)
    expect(await all(answers)).toMatchObject([{ own: 'mine' }, { own: 'yours' }])
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
    // The context is known for it now: nobody waits for another's run.
    void cache.bring(asked, slow.fill)
    void cache.bring(asked, slow.fill)
    expect(slow.runs()).toBe(4)
  })

  it('runs for who waited where the run failed', async () => {
    const { cache } = setUp()
    let fail: (error: Error) => void = () => undefined
    const failing = cache.bring(asked, {
      run: () => new Promise<never>((_resolve, reject) => (fail = reject)),
    })
    const waiting = cache.bring(asked, give('two'))
    fail(new Error('the database is gone'))
    await expect(failing).rejects.toThrow('the database is gone')
    expect(await waiting).toMatchObject({ from: 'run', own: 'two' })
  })

  it('loads the reader after the versions, and tells when it is another', async () => {
    const { cache } = setUp()
    const readers: unknown[] = []
    const fill = (pkey: string): Fill<string, string> => ({
      reload: () => ({ pkey, reader: `reader ${pkey}` }),
      run: ({ reader }) => {
        readers.push(reader)
        return { own: 'mine', bundle: { body: '1', etag: '"1"' } }
      },
    })
    expect(cache.bring({ ...asked, pkey: 'p' }, fill('q'))).toMatchObject({ state: 'another-reader' })
    expect(cache.bring({ ...asked, pkey: 'p' }, fill('p'))).toMatchObject({ own: 'mine' })
    expect(readers).toEqual(['reader p'])
    expect(cache.bring({ ...asked, pkey: 'p' }, fill('p'))).toMatchObject({ state: 'hit' })
  })

  it('answers once more past the ttl while it fills anew, but never past a purge', async () => {
    const { cache, clock } = setUp({ staleWhileRevalidateMs: 500 })
    void cache.bring(asked, give('one'))
    clock.advance(1100)
    const slow = delayed()
    expect(cache.bring(asked, slow.fill)).toMatchObject({ state: 'hit', entry: { body: '"one"' } })
    expect(cache.bring(asked, slow.fill)).toMatchObject({ state: 'hit', entry: { body: '"one"' } })
    await Promise.resolve()
    expect(slow.runs()).toBe(1)
    slow.finish('two')
    await clock.settle()
    expect(cache.lookUp(asked)).toMatchObject({ state: 'hit', entry: { body: '"two"' } })
    clock.advance(1100)
    void cache.purge([place])
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
  })
})

describe('leases', () => {
  it('let readers pass by while a mutation is under way, and leave what was kept when it changed nothing', async () => {
    const { cache, store } = setUp()
    store.outlivesProcess = true
    void cache.bring(asked, give('one'))
    const lease = await cache.lease([{ context: 'user', tags: ['user'] }])
    expect(cache.bring(asked, give('mine'))).toMatchObject({ state: 'bypass', own: 'mine' })
    await lease.release()
    expect(cache.lookUp(asked)).toMatchObject({ state: 'hit', entry: { body: '"one"' } })
  })

  it('end with new versions at the commit, also where it leased more than it purged', async () => {
    const { cache, store } = setUp()
    store.outlivesProcess = true
    void cache.bring(asked, give('one'))
    const lease = await cache.lease([{ context: 'user', tags: ['user'] }])
    await lease.commit([place])
    expect(cache.bring(asked, give('two'))).toMatchObject({ state: 'miss', own: 'two' })
    await lease.commit([place])
    expect(cache.lookUp(asked)).toMatchObject({ state: 'hit' })
  })

  it('void a fill that met one at its end', async () => {
    const { cache, store } = setUp()
    store.outlivesProcess = true
    const slow = delayed()
    const answer = cache.bring(asked, slow.fill)
    const lease = await cache.lease([place])
    slow.finish('old')
    await answer
    await lease.release()
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
    expect(cache.counters.voided).toBe(1)
  })

  it('are renewed while the run lives, and cost the version when nobody does', async () => {
    const { cache, store, clock } = setUp()
    store.outlivesProcess = true
    void cache.bring({ ...asked, ttlMs: 100_000 }, give('one'))
    await cache.lease([place])
    for (let passed = 0; passed < 60; passed += 1) clock.advance(1000)
    expect(cache.lookUp(asked)).toMatchObject({ state: 'bypass', reason: 'leased' })
    clock.dropTimers()
    clock.advance(30_000)
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
  })
})

describe('replicas', () => {
  it('are not read within their lag of a purge where the primary can be', () => {
    const { cache, clock } = setUp({ replicaLagMs: 200, hasPrimary: true })
    void cache.lookUp(asked)
    clock.advance(500)
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss', needsPrimary: false })
    void cache.purge([place])
    clock.advance(150)
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss', needsPrimary: true })
    clock.advance(50)
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss', needsPrimary: false })
  })

  it('make answers that settle where it cannot', () => {
    const { cache, clock } = setUp({ replicaLagMs: 200 })
    void cache.lookUp(asked)
    clock.advance(500)
    void cache.purge([place])
    clock.advance(150)
    expect(cache.bring(asked, give('one'))).toEqual({
      from: 'run',
      state: 'bypass',
      own: 'one',
      settleMs: 50,
    })
    clock.advance(50)
    expect(cache.bring(asked, give('two'))).toMatchObject({ state: 'miss', own: 'two' })
    expect(cache.lookUp(asked)).toMatchObject({ state: 'hit' })
  })
})

describe('a store that fails', () => {
  it('costs its time once, and is asked again in the background', async () => {
    const { cache, store, clock, problems } = setUp()
    void cache.bring(asked, give('one'))
    store.mode = 'hang'
    const answer = cache.bring(asked, give('two'))
    clock.advance(50)
    expect(await answer).toMatchObject({ state: 'bypass', own: 'two' })
    expect(cache.bring(asked, give('three'))).toMatchObject({ state: 'bypass', own: 'three' })
    expect(problems).toEqual(['read'])
    store.mode = 'answer'
    clock.advance(100)
    await clock.settle()
    expect(cache.lookUp(asked)).toMatchObject({ state: 'hit', entry: { body: '"one"' } })
  })

  it('is not read from before the purges that it missed were delivered, however often it fails', async () => {
    const { cache, store, clock } = setUp()
    void cache.bring(asked, give('one'))
    for (const mode of ['fail', 'fail-after', 'hang'] as const) {
      store.mode = mode
      const purged = cache.purge([place])
      clock.advance(50)
      await purged
      expect(cache.lookUp(asked)).toMatchObject({ state: 'bypass', reason: 'failing' })
      for (let count = 0; count < 5; count += 1) {
        clock.advance(2000)
        await clock.settle()
        expect(cache.lookUp(asked)).toMatchObject({ state: 'bypass', reason: 'failing' })
      }
      store.mode = 'answer'
      clock.advance(2000)
      await clock.settle()
      expect(cache.bring(asked, give(mode))).toMatchObject({ state: 'miss', own: mode })
    }
  })

  it('owes no more than one purge of a context when they are many', async () => {
    const { cache, store, clock } = setUp()
    void cache.bring(asked, give('one'))
    store.mode = 'fail'
    for (let user = 0; user < 1000; user += 1)
      await cache.purge([{ context: 'user', tags: [`user;user_id=${user}`] }])
    store.mode = 'answer'
    store.calls.length = 0
    clock.advance(2000)
    await clock.settle()
    expect(store.calls.filter((call) => call === 'purge').length).toBeLessThanOrEqual(64)
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
  })

  it('may be full: what is there is still answered', () => {
    const { cache, store, problems } = setUp()
    void cache.bring(asked, give('one'))
    store.failing = 'write'
    for (const key of ['b', 'c', 'd'])
      expect(cache.bring({ ...asked, key }, give(key))).toMatchObject({ own: key })
    expect(cache.lookUp(asked)).toMatchObject({ state: 'hit' })
    expect(problems).toEqual(['write'])
  })

  it('costs a mutation its time at most twice', async () => {
    const { cache, store, clock } = setUp()
    store.outlivesProcess = true
    store.mode = 'hang'
    const taking = cache.lease([place])
    clock.advance(50)
    const lease = await taking
    const committing = lease.commit([place])
    clock.advance(50)
    await committing
    expect(cache.isOwing).toBe(true)
  })

  it('hears of a mutation as soon as it is back, because other processes may read from it already', async () => {
    const { cache, store, clock } = setUp()
    void cache.bring(asked, give('one'))
    store.mode = 'fail'
    expect(cache.lookUp(asked)).toMatchObject({ state: 'bypass' })
    store.mode = 'answer'
    await cache.purge([place])
    expect(cache.isOwing).toBe(false)
    await clock.settle()
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
  })

  it('is not asked by more than a few at once while it hangs', () => {
    const { cache, store, clock } = setUp()
    store.mode = 'hang'
    void cache.lookUp(asked)
    clock.advance(50)
    store.calls.length = 0
    for (let count = 0; count < 100; count += 1) void cache.purge([place])
    expect(store.calls.length).toBe(16)
    expect(cache.isOwing).toBe(true)
  })

  it('counts what it cannot read', () => {
    const broken: CacheStore = {
      ...createPlain(),
      read: () => ({
        entry: undefined,
        versions: [],
        isLeased: false,
        ageMs: 0,
        nowMs: 0,
        isCorrupted: true,
      }),
    }
    const { cache } = setUp({ store: broken })
    expect(cache.lookUp(asked)).toMatchObject({ state: 'miss' })
    expect(cache.counters).toMatchObject({ corrupted: 1, miss: 1 })
  })
})

function createPlain(): CacheStore {
  return {
    outlivesProcess: false,
    read: () => ({ entry: undefined, versions: [], isLeased: false, ageMs: 0, nowMs: 0 }),
    write: () => true,
    purge: () => undefined,
    lease: () => undefined,
    release: () => undefined,
    close: () => undefined,
  }
}

async function all<Value>(values: readonly (Value | Promise<Value>)[]): Promise<Value[]> {
  return Promise.all(values.map(async (value) => value))
}
