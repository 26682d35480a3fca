/** What is red. */
import { expect, test } from 'vitest'
import { isRed, showCell } from './matrix.ts'

test.each([
  [{ claimed: true, passed: 5, cases: 5 }, false, '✓ 5'],
  [{ claimed: true, passed: 4, cases: 5 }, true, '✗ 4/5'],
  [{ claimed: true, passed: 0, cases: 0 }, true, '✗ 0/0'],
  [{ claimed: false, passed: 5, cases: 5 }, true, '✗ 5/5'],
  [{ claimed: false, passed: 4, cases: 5 }, false, '–'],
  [{ claimed: false, passed: 0, cases: 0 }, false, '–'],
])('%j', (cell, red, text) => {
  expect([isRed(cell), showCell(cell, false)]).toEqual([red, text])
})

test('what nobody claims is owed', () => {
  expect(showCell({ claimed: false, passed: 0, cases: 2 }, true)).toBe('owed')
})
