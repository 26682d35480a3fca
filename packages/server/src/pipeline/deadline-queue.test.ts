import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'
import { DeadlineQueue } from './deadline-queue.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('deadlines fall due in their order, each at its time', () => {
  const queue = new DeadlineQueue(100)
  const rung: string[] = []
  queue.add(() => rung.push('a'))
  vi.advanceTimersByTime(60)
  queue.add(() => rung.push('b'))
  vi.advanceTimersByTime(39)
  expect(rung).toEqual([])
  vi.advanceTimersByTime(2)
  expect(rung).toEqual(['a'])
  vi.advanceTimersByTime(60)
  expect(rung).toEqual(['a', 'b'])
})

test('one that was taken back does not ring, and the next one does', () => {
  const queue = new DeadlineQueue(100)
  const rung: string[] = []
  const cancel = queue.add(() => rung.push('a'))
  queue.add(() => rung.push('b'))
  cancel()
  cancel()
  vi.advanceTimersByTime(101)
  expect(rung).toEqual(['b'])
  queue.add(() => rung.push('c'))
  vi.advanceTimersByTime(101)
  expect(rung).toEqual(['b', 'c'])
})

test('many that are taken back leave one timer and little memory', () => {
  const queue = new DeadlineQueue(100)
  for (let at = 0; at < 50_000; at++) queue.add(() => undefined)()
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(101)
  expect(vi.getTimerCount()).toBe(0)
})

test('a deadline that is added while others ring is not lost', () => {
  const queue = new DeadlineQueue(100)
  let rung = 0
  queue.add(() => {
    queue.add(() => rung++)
  })
  vi.advanceTimersByTime(101)
  vi.advanceTimersByTime(101)
  expect(rung).toBe(1)
})

test('the system clock keeps lengths apart, and takes any number of them', () => {
  const rung: number[] = []
  for (let delay = 40; delay > 0; delay--) systemClock.after(delay * 10, () => rung.push(delay))
  const cancel = systemClock.after(15, () => rung.push(-1))
  cancel()
  vi.advanceTimersByTime(500)
  expect(rung).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
})
