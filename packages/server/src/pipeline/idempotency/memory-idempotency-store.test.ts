/** The store of one process: its bounds and its times. */
import { createMemoryIdempotencyStore } from '@mizan/server'
import { describe, expect, test } from 'vitest'

describe('memory', () => {
  const claim = { hash: 'h', keepMs: 1000, leaseMs: 1 }
  const keyOf = (key: string) => ({ identity: 'i', function: 'f', key })
  const outcome = { result: 'x'.repeat(100), targets: [], cause: 'c' }

  test('forgets after its time', () => {
    let now = 0
    const store = createMemoryIdempotencyStore({ now: () => now })
    expect(store.begin(keyOf('a'), claim)).toBeUndefined()
    void store.finish(keyOf('a'), outcome)
    now = 999
    expect(store.begin(keyOf('a'), claim)).toEqual({ hash: 'h', outcome })
    now = 1000
    expect(store.begin(keyOf('a'), claim)).toBeUndefined()
    expect(store.begin(keyOf('a'), claim)).toEqual({ hash: 'h', outcome: undefined })
  })
  test.each([{ maxRecords: 2 }, { maxChars: 400 }])('is bounded: %j', (bounds) => {
    const store = createMemoryIdempotencyStore({ ...bounds, now: () => 0 })
    void store.begin(keyOf('running'), claim)
    for (const key of ['a', 'b', 'c']) {
      void store.begin(keyOf(key), claim)
      void store.finish(keyOf(key), outcome)
    }
    expect(store.begin(keyOf('a'), claim)).toBeUndefined()
    expect([store.begin(keyOf('b'), claim), store.begin(keyOf('c'), claim)]).toMatchObject([
      { outcome },
      { outcome },
    ])
    expect(store.begin(keyOf('running'), claim)).toEqual({ hash: 'h', outcome: undefined })
  })
  test('what it kept cannot be changed from outside', () => {
    const store = createMemoryIdempotencyStore()
    const mine = { result: { a: [1] }, targets: [], cause: 'c' }
    void store.begin(keyOf('a'), claim)
    void store.finish(keyOf('a'), mine)
    mine.result.a.push(2)
    expect(store.begin(keyOf('a'), claim)).toMatchObject({ outcome: { result: { a: [1] } } })
  })
})
