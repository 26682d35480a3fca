/** What the quick look before the scan must not pass over. */
import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

const tooLarge = '9'.repeat(309)
const largest = `1${'0'.repeat(308)}`

test.each(Array.from({ length: 12 }, (_, at) => at * 61))(
  'a number of 309 digits is found behind %i others',
  (before) => {
    expect(() => parseJson(`["${'x'.repeat(before)}",${tooLarge}]`)).toThrow(/too large/)
    expect(parseJson(`["${'x'.repeat(before)}",${largest}]`)).toEqual(['x'.repeat(before), 1e308])
  },
)

test('digits in texts, next to each other and at the very end are no numbers that are too large', () => {
  expect(parseJson(`["${tooLarge}"]`)).toEqual([tooLarge])
  expect(parseJson(largest)).toBe(1e308)
  expect(() => parseJson(tooLarge)).toThrow(/too large/)
  expect(() => parseJson('{"a":1e400}')).toThrow(/too large/)
  expect(() => parseJson('{"a":-1E+400}')).toThrow(/too large/)
  expect(() => parseJson('{"a":1.5e999}')).toThrow(/too large/)
})

test('many brackets that are not deep are read, deep ones are refused before they are parsed', () => {
  const wide = JSON.stringify(Array.from({ length: 300 }, () => ({ a: [1] })))
  expect(parseJson(wide)).toHaveLength(300)
  expect(() => parseJson('['.repeat(65) + ']'.repeat(65))).toThrow(/deeper/)
  expect(() => parseJson('{"a":'.repeat(65))).toThrow(/deeper/)
})
