import { expect, test } from 'vitest'
import { createMemorySessionStore } from './memory-session-store.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const OTHER = 'fedcba9876543210fedcba9876543210'

function open(maxSessions?: number) {
  const time = { nowMs: 1_000_000 }
  const limits = maxSessions === undefined ? {} : { maxSessions }
  return { time, store: createMemorySessionStore({ now: () => time.nowMs, ...limits }) }
}

test('a session is there until its time is over, and touch gives it more', async () => {
  const { store, time } = open()
  await store.create(KEY, { userId: 'ada' }, 1000)
  expect(await store.read(KEY)).toEqual({ userId: 'ada', leftMs: 1000 })
  time.nowMs += 999
  expect(await store.touch(KEY, 1000)).toBe(true)
  time.nowMs += 999
  expect(await store.read(KEY)).toEqual({ userId: 'ada', leftMs: 1 })
  time.nowMs += 1
  expect(await store.read(KEY)).toBeUndefined()
  expect(await store.touch(KEY, 1000)).toBe(false)
  expect(await store.read(KEY)).toBeUndefined()
})

test('a new key takes the place of the old one', async () => {
  const { store } = open()
  await store.create(KEY, { userId: 'ada' }, 1000)
  await store.replace({ from: KEY, to: OTHER }, { userId: 'eve' }, 1000)
  expect(await store.read(KEY)).toBeUndefined()
  expect(await store.read(OTHER)).toMatchObject({ userId: 'eve' })
  await store.delete(OTHER)
  await store.delete(OTHER)
  expect(await store.read(OTHER)).toBeUndefined()
})

test('a refresh token is spent once; the second time ends the session', async () => {
  const { store } = open()
  await store.create(KEY, { userId: 'ada', refreshHash: 'a' }, 1000)
  const spend = (from: string, to: string) => store.rotate(KEY, { from, to, lifetimeMs: 1000 })
  expect(await spend('a', 'b')).toEqual({ state: 'rotated', userId: 'ada' })
  expect(await spend('b', 'c')).toEqual({ state: 'rotated', userId: 'ada' })
  expect(await spend('b', 'd')).toEqual({ state: 'reused' })
  expect(await spend('c', 'e')).toEqual({ state: 'missing' })
  expect(await store.read(KEY)).toBeUndefined()
})

test('a session of a cookie has no refresh token to spend', async () => {
  const { store } = open()
  await store.create(KEY, { userId: 'ada' }, 1000)
  expect(await store.rotate(KEY, { from: 'a', to: 'b', lifetimeMs: 1000 })).toEqual({ state: 'missing' })
  expect(await store.read(KEY)).toMatchObject({ userId: 'ada' })
})

test('beyond its bound the store forgets what was not used for longest', async () => {
  const { store } = open(2)
  await store.create('1', { userId: 'ada' }, 1000)
  await store.create('2', { userId: 'eve' }, 1000)
  await store.read('1')
  await store.create('3', { userId: 'sam' }, 1000)
  expect(await store.read('1')).toBeDefined()
  expect(await store.read('2')).toBeUndefined()
})
