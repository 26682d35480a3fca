/** The lean texts of the kernel against those of @mizan/protocol, which the vectors judge. */
import { canonicalTextOfKind, encodeEntryHeader, encodeQuery, toCanonicalJson } from '@mizan/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson, decodeEntry, pairsOf, queryOf } from './param-text.ts'

const names = fc.constantFrom('a', 'B', 'user_id', 'constructor', 'toString', '__proto__', '10', '9')
const text = fc.string({ unit: 'binary' }).filter((each) => each.isWellFormed())
const scalar = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ maxDepth: 4 }, scalar, fc.constant(null), fc.array(tie('json')), tie('object')),
  object: fc.dictionary(fc.oneof(names, text), tie('json'), { noNullPrototype: true }),
})) as unknown as { json: fc.Arbitrary<never> }
const kinded = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), value: scalar }),
  fc.record({ kind: fc.constant('list' as const), value: fc.array(scalar) }),
  fc.record({ kind: fc.constant('json' as const), value: json.filter((value) => value !== null) }),
)
const params = fc.dictionary(fc.constantFrom('a', 'B', 'user_id', 'constructor'), kinded)

it('one text a JSON value', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(toCanonicalJson(value))
    }),
    { numRuns: 2000 },
  )
})

it('one text a param, and one query string', () => {
  fc.assert(
    fc.property(params, (given) => {
      const kinds = Object.fromEntries(Object.entries(given).map(([name, { kind }]) => [name, kind]))
      const values = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]))
      const texts = Object.entries(given).map(
        ([name, { kind, value }]) => `${name}=${canonicalTextOfKind(kind, value as never)}`,
      )
      expect(pairsOf(values as never, kinds)).toEqual(texts)
      expect(queryOf(values as never, kinds)).toBe(encodeQuery(values as never, kinds))
    }),
    { numRuns: 2000 },
  )
})

it('an entry comes back as it went, and what is none is none', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'user_id'), text), (given) => {
      const pairs = Object.keys(given)
        .sort()
        .map((name) => `${name}=${given[name]}`)
      expect(decodeEntry(encodeEntryHeader('user', given), 'user')).toEqual(pairs)
    }),
  )
  expect(decodeEntry('users;a=1', 'user')).toBeUndefined()
  expect(decodeEntry('user;a=%E4', 'user')).toBeUndefined()
  expect(decodeEntry(undefined, 'user')).toBeUndefined()
})
