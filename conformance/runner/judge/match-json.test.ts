/** Matching of JSON and of headers. */
import { describe, expect, test } from 'vitest'
import { matchHeader } from './match-header.ts'
import { matchJson, valueAt } from './match-json.ts'

const exact = { isPartial: false }
const partial = { isPartial: true }

describe('json', () => {
  test('is equal by value, whatever the order of members', () => {
    expect(matchJson({ a: 1, b: [null, 'x'] }, { b: [null, 'x'], a: 1 }, exact)).toEqual([])
  })

  test.each([
    [1, '1'],
    [null, undefined],
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [{}, []],
    [{ constructor: 1 }, {}],
  ])('%j is not %j', (expected, actual) => {
    expect(matchJson(expected, actual as never, exact)).not.toEqual([])
  })

  test('may be matched in part, but what is named must be there', () => {
    expect(matchJson({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, partial)).toEqual([])
    expect(matchJson({ a: { b: 1 } }, { a: { c: 2 } }, partial)).toEqual(['/a/b is absent, not 1'])
  })

  test('has matchers', () => {
    expect(matchJson({ a: { $any: true } }, { a: null }, exact)).toEqual([])
    expect(matchJson({ a: { $any: true } }, {}, exact)).not.toEqual([])
    expect(matchJson({ a: { $absent: true } }, {}, exact)).toEqual([])
    expect(matchJson({ $matches: '^a+$' }, 'aa', exact)).toEqual([])
    expect(matchJson({ $matches: '^a+$' }, 'ab', exact)).not.toEqual([])
    expect(matchJson({ $matches: '5' }, 5, exact)).not.toEqual([])
    expect(matchJson({ $length: 2 }, [1, 2], exact)).toEqual([])
    expect(matchJson({ $set: [1, { a: 2 }] }, [{ a: 2 }, 1], exact)).toEqual([])
    expect(matchJson({ $set: [1, 1] }, [1, 2], exact)).not.toEqual([])
    expect(() => matchJson({ $typo: 1 }, 1, exact)).toThrow('$typo')
  })

  test('is found by pointer, and what the language has is not found', () => {
    expect(valueAt({ 'a/b': [{ '~': 5 }] }, '/a~1b/0/~0')).toBe(5)
    expect(valueAt({ a: 1 }, '/constructor')).toBeUndefined()
  })
})

describe('headers', () => {
  test.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', '/^[ab]$/', true],
    ['a', true, true],
    [undefined, true, false],
    [undefined, null, true],
    ['a', null, false],
    ['7', 7, true],
    ['a, b', ['/a/', '/b/'], true],
    ['a, b', ['/a/', '/c/'], false],
  ] as const)('%s against %s', (value, matcher, isMatch) => {
    expect(matchHeader('X', value, matcher).length === 0).toBe(isMatch)
  })
})
