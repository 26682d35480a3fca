/** Texts by which values are compared: two values have one text exactly when they are one value (VAL-9 to VAL-12). */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  type CacheKeyParts,
  cacheKey,
  canonicalText,
  compileChecker,
  decodeQuery,
  encodeQuery,
  type JsonValue,
  paramKind,
  parseJson,
  type TypeExpression,
  toCanonicalJson,
} from '../src/index.ts'
import { anyText } from './any-text.ts'

vi.setConfig({ testTimeout: 60_000 })

const none = new Map()
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>
const closeText = fc.oneof(
  anyText,
  fc.constantFrom('', 'null', 'true', '1', '01', '[]', '"a"', 'a', 'A', 'é', 'e\u0301'),
)

/** A type, and values that its checker brings to normal form. */
const types: readonly (readonly [string, TypeExpression, fc.Arbitrary<JsonValue>])[] = [
  ['boolean', { kind: 'boolean' }, fc.boolean()],
  [
    'integer',
    { kind: 'integer' },
    fc.oneof(fc.integer(), fc.constantFrom(0, -0, 1, 2 ** 53 - 1, 1 - 2 ** 53)),
  ],
  [
    'number',
    { kind: 'number' },
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324)),
  ],
  ['bigint', { kind: 'bigint' }, fc.oneof(fc.bigInt().map(String), fc.constantFrom('0', '-0'))],
  [
    'decimal',
    { kind: 'decimal' },
    fc
      .tuple(fc.integer({ min: -99, max: 99 }), fc.constantFrom('', '.0', '.5', '.50', '.05'))
      .map(([whole, rest]) => whole + rest),
  ],
  ['string', { kind: 'string' }, closeText],
  [
    'uuid',
    { kind: 'uuid' },
    fc.tuple(fc.uuid(), fc.boolean()).map(([text, up]) => (up ? text.toUpperCase() : text)),
  ],
  [
    'datetime',
    { kind: 'datetime' },
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('Z', '+00:00', '-01:00', '+02:00'))
      .map(([hour, zone]) => `2026-01-01T0${hour}:00:00${zone}`),
  ],
  [
    'duration',
    { kind: 'duration' },
    fc.constantFrom('PT90M', 'PT1H30M', 'PT5400S', 'P1D', 'PT24H', '-PT0S', 'PT0S', '-P1D'),
  ],
  ['nullable', { kind: 'nullable', type: { kind: 'string' } }, fc.oneof(closeText, fc.constant(null))],
  ['list', { kind: 'list', item: { kind: 'string' } }, fc.array(closeText, { maxLength: 3 })],
  [
    'map',
    { kind: 'map', value: { kind: 'integer' } },
    fc.dictionary(closeText, fc.integer({ min: 0, max: 2 }), { maxKeys: 3 }),
  ],
  [
    'union',
    { kind: 'union', members: [{ kind: 'integer' }, { kind: 'string' }] },
    fc.oneof(closeText, fc.integer({ min: 0, max: 3 })),
  ],
  ['json', { kind: 'json' }, json],
]

describe.each(types)('%s', (_name, type, values) => {
  const check = compileChecker(type, none)
  const normalize = (value: JsonValue) => {
    const result = check(value)
    if (!result.ok) throw new Error(`${JSON.stringify(value)} is none: ${JSON.stringify(result.fields)}`)
    return result.value
  }

  test('one text for one value, two for two', () => {
    // Pairs of equal values would be rare by themselves.
    const pair = fc.oneof(
      fc.tuple(values, values),
      values.map((value): [JsonValue, JsonValue] => [value, shuffled(value)]),
    )
    fc.assert(
      fc.property(pair, ([first, second]) => {
        const [a, b] = [normalize(first), normalize(second)]
        expect(canonicalText(type, a, none) === canonicalText(type, b, none)).toBe(
          isDeepStrictEqual(positive(a), positive(b)),
        )
        expect(canonicalText(type, a, none) === undefined).toBe(a === null)
      }),
      { numRuns: 1000 },
    )
  })

  test('comes back through a query string as it went', () => {
    const declared = { name: 'p', type, ...(type.kind === 'nullable' && { default: 'null' }) }
    fc.assert(
      fc.property(values, (value) => {
        const normal = normalize(value)
        const raw = encodeQuery({ p: normal }, { p: paramKind(type, none) })
        const decoded = decodeQuery(raw, [declared], none)
        if (!decoded.ok) throw new Error(raw)
        const back = Object.hasOwn(decoded.values, 'p') ? (decoded.values['p'] ?? null) : null
        expect(canonicalText(type, normalize(back), none)).toBe(canonicalText(type, normal, none))
      }),
      { numRuns: 500 },
    )
  })
})

test('RFC 8785 text is a fixed point, read by any JSON parser as the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = toCanonicalJson(value)
      expect(toCanonicalJson(parseJson(text))).toBe(text)
      expect(positive(JSON.parse(text) as JsonValue)).toEqual(positive(value))
    }),
    { numRuns: 2000 },
  )
})

test('a cache key is another one as soon as one of its parts is', () => {
  const few = fc.constantFrom('', 'a', 'b', 'a;b=1', 'é')
  const parts: fc.Arbitrary<CacheKeyParts> = fc.record(
    {
      secret: fc.constantFrom('0123456789abcdef', 'fedcba9876543210'),
      context: fc.constantFrom('user', 'users'),
      params: fc.dictionary(fc.constantFrom('a', 'b'), few),
      rev: fc.nat(2),
      user: few,
      vary: fc.dictionary(fc.constantFrom('a', 'b'), few),
    },
    { requiredKeys: ['secret', 'context', 'params'] },
  )
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(cacheKey(a) === cacheKey(b)).toBe(isDeepStrictEqual(withDefaults(a), withDefaults(b)))
    }),
    { numRuns: 2000 },
  )
})

/** Absent, zero and empty are one. */
function withDefaults({ rev = 0, vary = {}, user, ...parts }: CacheKeyParts): unknown {
  return positive({ ...parts, rev, vary, user: user ?? null })
}

/** The same value, its members in another order. */
function shuffled(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(shuffled)
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [
    name,
    shuffled(member ?? null),
  ])
  return Object.fromEntries(members.toReversed())
}

/** Zero has one text. */
function positive(value: JsonValue): unknown {
  if (typeof value === 'number') return value + 0
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(positive)
  return new Map(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, positive(member ?? null)]),
  )
}
