import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePattern } from './compile-pattern.ts'
import { compileLinear } from './linear-matcher.ts'
import { parsePattern } from './parse-pattern.ts'

/** Patterns that mean the same to I-Regexp and to the engine. */
const patterns: fc.Arbitrary<string> = fc.letrec<{ choice: string; piece: string; atom: string }>((tie) => ({
  choice: fc
    .array(
      fc.array(tie('piece'), { maxLength: 3 }).map((pieces) => pieces.join('')),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .map((branches) => branches.join('|')),
  piece: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{0,}'))
    .map(([atom, quantifier]) => atom + quantifier),
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '-',
      '.',
      '[ab]',
      '[^a]',
      '[a-c]',
      '[-a]',
      '[b-]',
      '\\.',
      '\\n',
      '😀',
      '[a-😀]',
    ),
    tie('choice').map((choice) => `(${choice})`),
  ),
})).choice

const inputs = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '.', '\n', '😀'), maxLength: 8 })

describe('patterns', () => {
  test('mean what the engine means by them', () => {
    fc.assert(
      fc.property(patterns, inputs, (pattern, input) => {
        const oracle = new RegExp(`^(?:${pattern.replaceAll(/(?<![\\[])\./g, '[^\\n\\r]')})$`, 'u')
        expect(compilePattern(pattern)(input)).toBe(oracle.test(input))
      }),
      // The engine, which is the oracle, backtracks: some patterns would keep it busy for minutes. These do not.
      { numRuns: 500, seed: 20_261_123 },
    )
  })

  test('mean the same to both matchers', () => {
    fc.assert(
      fc.property(patterns, inputs, (pattern, input) => {
        expect(compileLinear(parsePattern(pattern))(input)).toBe(compilePattern(pattern)(input))
      }),
      { numRuns: 500, seed: 20_261_123 },
    )
  })

  test('anchors and dollars are characters', () => {
    expect(compilePattern('^a$')('^a$')).toBe(true)
    expect(compilePattern('^a$')('a')).toBe(false)
  })

  test.each(['(a+)+', '(a|a)*', '(a|ab)*', 'a*a*a*a*a*a*', '(.*)*', '((a?){30})*'])(
    '%s cannot be made to hang',
    (pattern) => {
      const matches = compilePattern(pattern)
      expect(matches(`${'a'.repeat(20_000)}!`)).toBe(pattern === '(.*)*')
    },
  )

  test('a pattern of thousands of states and a text of a whole body are refused instead of tried', () => {
    const matches = compilePattern('(a|b)*a(a|b){1201}')
    expect(matches('ab'.repeat(10_000))).toBe(true)
    expect(matches('ab'.repeat(500_000))).toBe(false)
  })

  test.each([
    '(?:a)',
    '(?=a)',
    '(?<n>a)',
    '\\d',
    '\\w',
    '\\b',
    '\\p{L}',
    '\\u0041',
    '(a)\\1',
    'a**',
    'a+?',
    '*a',
    '[',
    '[]',
    '[^]',
    '(',
    ')',
    'a)',
    '{2}',
    'a{',
    'a{,2}',
    'a{2,1}',
    'a{x}',
    '[z-a]',
    '[a-c-e]',
    '[[a]',
    '\\',
    'a]',
    '}',
    '\ud800',
  ])('%s is refused', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ name: 'IrError' }))
  })

  test('what would need too many states is refused, and what reads nothing is cheap', () => {
    expect(() => compilePattern('((a{100}){100}){100}')).toThrow('states')
    expect(() => compilePattern('a{1000000000}')).toThrow('states')
    expect(compilePattern('(){1000000000}')('')).toBe(true)
  })
})
