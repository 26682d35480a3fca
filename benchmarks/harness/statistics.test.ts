import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, ratios, summarize } from './statistics.ts'

test('the median has as many values below it as above', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([7])).toBe(7)
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values)
      const below = values.filter((value) => value < middle).length
      const above = values.filter((value) => value > middle).length
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2)
    }),
  )
  expect(() => median([])).toThrow(RangeError)
})

test('the order of rounds is left alone', () => {
  const values = [3, 1, 2]
  expect(summarize(values)).toEqual({ median: 2, min: 1, max: 3 })
  expect(values).toEqual([3, 1, 2])
})

test('ratios are made round by round', () => {
  expect(ratios([2, 9], [1, 3])).toEqual([2, 3])
  expect(() => ratios([1], [1, 2])).toThrow(RangeError)
})
