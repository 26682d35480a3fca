import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCharacter } from '../../tests/any-text.ts'
import { JsonError, type JsonValue, parseJson, toCanonicalJson } from '../index.ts'

const json = fc.jsonValue({ stringUnit: anyCharacter }) as fc.Arbitrary<JsonValue>

describe('parseJson', () => {
  test('agrees with the engine about everything that is JSON', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('any bytes are a value or a JsonError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseJson(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(JsonError)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('__proto__ is a member like any other', () => {
    const value = parseJson('{"__proto__":{"isAdmin":true}}')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  test('an escaped name is what it says, whatever the engine read before', () => {
    parseJson('{"user":1,"\\\\":2}')
    expect(parseJson('{"user":1,"\\u001f":2}')).toEqual({ user: 1, '\u001f': 2 })
    expect(parseJson('[{"user":1,"\\u0041" : [true, null]}, "\\\\", -1.5e2]')).toEqual([
      { user: 1, A: [true, null] },
      '\\',
      -150,
    ])
    const polluting = parseJson('{"__pro\\u0074o__":{"x":[]},"a\\n":{},"a\\n":[]}') as object
    expect([Object.keys(polluting), Object.getPrototypeOf(polluting)]).toEqual([
      ['__proto__', 'a\n'],
      Object.prototype,
    ])
  })

  test('depth is counted outside strings only, also behind escaped quotes', () => {
    const brackets = '['.repeat(100)
    expect(parseJson(`["${brackets}\\\\","\\"${brackets}"]`)).toEqual([`${brackets}\\`, `"${brackets}`])
    expect(() => parseJson(`["\\\\",${brackets}`)).toThrow('nested deeper')
  })

  test('a million brackets, quotes or backslashes cost no stack and no time', () => {
    for (const char of ['[', '{', '"', '\\', '"\\', '[]'])
      expect(() => parseJson(char.repeat(1_000_000))).toThrow(JsonError)
  })

  test('refuses what is no portable value, and says nothing of the input', () => {
    for (const text of [
      '1e400',
      '[-1e999]',
      `[${'9'.repeat(400)}]`,
      '"\\ud800"',
      '{"\\udfff":1}',
      '"\ud800"',
      '\ufeff1',
      'secret',
    ]) {
      expect(() => parseJson(text), text).toThrow(JsonError)
      expect(() => parseJson(text), text).toThrow(/^[^0-9\\]*$/)
    }
  })

  test('a pair of escapes and a large exponent of zero are fine', () => {
    expect(parseJson('["\\ud83d\\ude00",0e999,1e308]')).toEqual(['😀', 0, 1e308])
  })
})

describe('toCanonicalJson', () => {
  test('agrees with the oracle', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(toCanonicalJson(value)).toBe(canonicalize(value))
      }),
    )
  })

  test('comes back as the same text', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(toCanonicalJson(parseJson(toCanonicalJson(value)))).toBe(toCanonicalJson(value))
      }),
    )
  })

  test('leaves undefined members out, and refuses what JSON cannot say', () => {
    const open: Record<string, unknown> = { a: undefined, b: 1 }
    expect(toCanonicalJson(open as JsonValue)).toBe('{"b":1}')
    open['b'] = open
    for (const bad of [open, [undefined], Number.NaN, 1n, '\ud800', { '\ud800': 1 }, () => 0]) {
      expect(() => toCanonicalJson(bad as JsonValue)).toThrow(JsonError)
    }
  })
})
