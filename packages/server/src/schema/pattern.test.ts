import { assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toIRegexp } from './pattern.ts'

describe('toIRegexp', () => {
  test.each<[string, string | undefined]>([
    ['^[a-z]+$', '[a-z]+'],
    ['^\\d{4}-\\d\\d$', '[0-9]{4}-[0-9][0-9]'],
    ['^[\\w.-]+$', '[A-Za-z0-9_.\\-]+'],
    ['^(?:a|b)c?$', '(a|b)c?'],
    ['^a+?b*?$', 'a+b*'],
    ['^a$|^b$', 'a|b'],
    ['^\\/x\\$$', '/x$'],
    ['^\\u0041\\x42$', 'AB'],
    ['^\\u005d$', '\\]'],
    ['^\\D\\W$', '[^0-9][^A-Za-z0-9_]'],
    ['^[[]$', '[\\[]'],
    ['^a{2,}b{3}c{1,2}$', 'a{2,}b{3}c{1,2}'],
    ['^a', 'a(.|[\\n\\r])*'],
    ['a$', '(.|[\\n\\r])*a'],
    ['a', '(.|[\\n\\r])*a(.|[\\n\\r])*'],
    ['', '(.|[\\n\\r])*(.|[\\n\\r])*'],
    ['^(?=a)b$', undefined],
    ['^(?<name>a)$', undefined],
    ['^(a)\\1$', undefined],
    ['^\\bword\\b$', undefined],
    ['^\\s+$', undefined],
    ['^\\p{L}$', undefined],
    ['^[\\D]$', undefined],
    ['^[]$', undefined],
    ['^(^a)$', undefined],
    ['^(a$)$', undefined],
    ['^a{$', undefined],
    ['^*$', undefined],
    ['^\\ud800$', undefined],
    ['^(a$', undefined],
  ])('%s', (source, pattern) => {
    expect(toIRegexp(source)).toBe(pattern)
  })

  test('accepts the same texts as the pattern it was made of', () => {
    const sources = [
      '^[a-c]+$',
      '^(?:ab|c)?d$',
      '^\\d{1,2}$',
      'b',
      '^a',
      'c$',
      '^a$|b',
      '^[^a]$',
      '^[\\d-]+$',
      '^\\w*$',
    ]
    const text = string({
      unit: constantFrom('a', 'b', 'c', 'd', '1', '-', '_', '\n', 'é'),
      maxLength: 6,
    })
    assert(
      property(constantFrom(...sources), text, (source, value) => {
        const translated = toIRegexp(source)
        expect(new RegExp(`^(?:${String(translated)})$`, 'u').test(value)).toBe(
          new RegExp(source).test(value),
        )
      }),
    )
  })

  test('never throws, whatever the pattern is', () => {
    assert(property(string(), (source) => void toIRegexp(source)))
  })
})
