/** What every session store does (SPEC.md, ID-19), over several connections to it. */
import type { RotateOutcome, SessionStore } from '@mizan/server'
import { afterEach, describe, expect, test } from 'vitest'

export interface SessionBench {
  /** Another connection to the same store each time. */
  connect(): Promise<SessionStore>
  /** Returns when so many milliseconds have passed by the store's clock. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

const KEY = '0123456789abcdef0123456789abcdef'
const OTHER = 'fedcba9876543210fedcba9876543210'
const MINUTE_MS = 60_000

export function describeSessions(name: string, open: () => Promise<SessionBench>): void {
  describe(name, () => {
    const benches: SessionBench[] = []
    const begin = async () => {
      const bench = await open()
      benches.push(bench)
      return { ...bench, one: await bench.connect(), two: await bench.connect() }
    }
    afterEach(async () => {
      for (const bench of benches.splice(0)) await bench.close()
    })

    test('a session is there for every connection until its time is over, and touch gives it more', async () => {
      const { one, two, pass } = await begin()
      await one.create(KEY, { userId: 'ada' }, 200)
      const found = await two.read(KEY)
      expect(found).toEqual({ userId: 'ada', leftMs: expect.any(Number) })
      expect(found?.leftMs).toBeGreaterThan(0)
      expect(found?.leftMs).toBeLessThanOrEqual(200)
      expect(await two.touch(KEY, MINUTE_MS)).toBe(true)
      await pass(201)
      expect((await one.read(KEY))?.leftMs).toBeGreaterThan(200)
      await one.create(OTHER, { userId: 'eve' }, 5)
      await pass(6)
      expect(await two.read(OTHER)).toBeUndefined()
      expect(await two.touch(OTHER, MINUTE_MS)).toBe(false)
      expect(await two.read(OTHER)).toBeUndefined()
    })

    test('any text can be the id of a user', async () => {
      const { one, two } = await begin()
      for (const userId of ['', ' ', 'a b', '- c', 'é😀', 'line\nfeed', "'; --", 'x'.repeat(5000)]) {
        await one.create(KEY, { userId }, MINUTE_MS)
        expect(await two.read(KEY)).toEqual({ userId, leftMs: expect.any(Number) })
        await one.create(KEY, { userId, refreshHash: 'h1' }, MINUTE_MS)
        expect(await two.read(KEY)).toEqual({ userId, refreshHash: 'h1', leftMs: expect.any(Number) })
        const rotated = await two.rotate(KEY, { from: 'h1', to: 'h2', lifetimeMs: MINUTE_MS })
        expect(rotated).toEqual({ state: 'rotated', userId })
      }
    })

    test('a new key takes the place of the old one, and nothing is left after the end', async () => {
      const { one, two } = await begin()
      await one.create(KEY, { userId: 'ada' }, MINUTE_MS)
      await two.replace({ from: KEY, to: OTHER }, { userId: 'eve' }, MINUTE_MS)
      expect(await one.read(KEY)).toBeUndefined()
      expect(await one.read(OTHER)).toMatchObject({ userId: 'eve' })
      await two.delete(OTHER)
      await two.delete(OTHER)
      expect(await one.read(OTHER)).toBeUndefined()
      await two.replace({ from: KEY, to: OTHER }, { userId: 'sam' }, MINUTE_MS)
      expect(await one.read(OTHER)).toMatchObject({ userId: 'sam' })
    })

    test('a refresh token is spent once; the second time ends the session', async () => {
      const { one, two } = await begin()
      await one.create(KEY, { userId: 'ada', refreshHash: 'a' }, MINUTE_MS)
      const spend = (store: SessionStore, from: string, to: string) =>
        store.rotate(KEY, { from, to, lifetimeMs: MINUTE_MS })
      expect(await spend(one, 'a', 'b')).toEqual({ state: 'rotated', userId: 'ada' })
      expect(await spend(two, 'b', 'c')).toEqual({ state: 'rotated', userId: 'ada' })
      expect(await spend(one, 'b', 'd')).toEqual({ state: 'reused' })
      expect(await spend(two, 'c', 'e')).toEqual({ state: 'missing' })
      expect(await one.read(KEY)).toBeUndefined()
    })

    test('a session of a cookie has no refresh token to spend', async () => {
      const { one } = await begin()
      await one.create(KEY, { userId: 'ada' }, MINUTE_MS)
      const spent = await one.rotate(KEY, { from: '-', to: 'b', lifetimeMs: MINUTE_MS })
      expect(spent).toEqual({ state: 'missing' })
      expect(await one.read(KEY)).toMatchObject({ userId: 'ada' })
    })

    test('of many who spend one token at once, one succeeds', async () => {
      const { connect } = await begin()
      const stores = await Promise.all(Array.from({ length: 6 }, connect))
      for (let round = 0; round < 20; round += 1) {
        await stores[0]?.create(KEY, { userId: 'ada', refreshHash: 'a' }, MINUTE_MS)
        const spent = stores.map(async (store, index) =>
          store.rotate(KEY, { from: 'a', to: `b${index}`, lifetimeMs: MINUTE_MS }),
        )
        const states = (await Promise.all(spent)).map(({ state }: RotateOutcome) => state).toSorted()
        expect(states).toEqual(['missing', 'missing', 'missing', 'missing', 'reused', 'rotated'])
      }
    })
  })
}
