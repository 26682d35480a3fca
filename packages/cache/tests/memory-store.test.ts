import { expect, test } from 'vitest'
import { createMemoryStore } from '../src/index.ts'
import { describeStore } from './store-suite.ts'

describeStore('memory', async () => {
  const time = { nowMs: 1_790_000_000_000 }
  const store = createMemoryStore({ now: () => time.nowMs })
  return {
    connect: async () => store,
    pass: async (ms) => {
      time.nowMs += ms
    },
    close: async () => store.close(),
    hasExpiry: false,
  }
})

test('a lease whose tag was crowded out holds for everything until it lapses', () => {
  let nowMs = 1_790_000_000_000
  const store = createMemoryStore({ maxBytes: 100_000, maxTagBytes: 10_000, now: () => nowMs })
  const random = '0'.repeat(32)
  const place = { context: 'c', key: 'k', tags: ['c'] }
  const readNow = () => {
    const read = store.read(place, random)
    if (read instanceof Promise) throw new TypeError('this store is synchronous')
    return read
  }
  void store.lease({ context: 'c', tags: ['c'] }, { lease: 'l', lifeMs: 1000, random })
  // What a client asks for is his to choose.
  for (let at = 0; at < 1000; at += 1)
    void store.read({ context: 'd', key: `${at}`, tags: [`d;id=${at}`] }, random)
  const { isLeased, versions } = readNow()
  expect(isLeased).toBe(true)
  const entry = { body: '', etag: '', fingerprint: '', versions, storedAtMs: nowMs, ttlMs: 60_000 }
  expect(store.write(place, entry, 60_000)).toBe(false)
  nowMs += 1000
  expect(readNow()).toMatchObject({ isLeased: false, entry: undefined })
  expect(store.write(place, entry, 60_000)).toBe(true)
})
