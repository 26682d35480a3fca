import { expect, test } from 'vitest'
import { remember } from './remember.ts'

test('asks once for each key, and again for what it forgot', () => {
  const asked: number[] = []
  const double = remember(
    (n: number) => {
      asked.push(n)
      return n * 2
    },
    { toKey: String, limit: 2 },
  )
  expect([1, 2, 1, 2, 3, 2, 1].map(double)).toEqual([2, 4, 2, 4, 6, 4, 2])
  expect(asked).toEqual([1, 2, 3, 1])
})
