import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../tests/any-text.ts'
import { decodeQuery, encodeQuery, type JsonValue, type ParamKind, type TypeExpression } from '../index.ts'

const declared: readonly {
  name: string
  type: TypeExpression
  kind: ParamKind
  values: fc.Arbitrary<JsonValue>
}[] = [
  { name: 'id', type: { kind: 'integer' }, kind: 'text', values: fc.maxSafeInteger() },
  {
    name: 'x',
    type: { kind: 'number' },
    kind: 'text',
    values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  },
  { name: 'is_open', type: { kind: 'boolean' }, kind: 'text', values: fc.boolean() },
  { name: 'q', type: { kind: 'string' }, kind: 'text', values: anyText },
  {
    name: 'tags',
    type: { kind: 'list', item: { kind: 'string' } },
    kind: 'list',
    values: fc.array(fc.string()),
  },
  {
    name: 'constructor',
    type: { kind: 'json' },
    kind: 'json',
    values: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  },
]
const kinds = Object.fromEntries(declared.map(({ name, kind }) => [name, kind]))

test('params come back as they went', () => {
  const values = fc.record(Object.fromEntries(declared.map((param) => [param.name, param.values])))
  fc.assert(
    fc.property(values, (params) => {
      const present = Object.entries(params).filter(([, value]) => value !== null)
      expect(decodeQuery(encodeQuery(params, kinds), declared, new Map())).toEqual({
        ok: true,
        values: Object.fromEntries(present),
        functions: [],
      })
    }),
  )
})

test('any text is values or a refusal', () => {
  const near = fc.string({
    unit: fc.constantFrom('id', 'tags', 'q', '=', '&', '%', '+', '5', 'ÿ', '%C3', '%A9', '[', '_mizan_fn'),
  })
  fc.assert(
    fc.property(near, (raw) => void decodeQuery(raw, declared, new Map())),
    { numRuns: 2000 },
  )
})

test('a refusal says what the type says', () => {
  const result = decodeQuery('id=x&is_open=1', declared, new Map())
  expect(result).toMatchObject({
    code: 'VALIDATION_FAILED',
    fields: { '/id': ['must be an integer within ±(2^53−1)'], '/is_open': ['must be true or false'] },
  })
})

test('a list with a default is not empty by leaving out', () => {
  const list = { name: 'tags', type: { kind: 'list', item: { kind: 'string' } }, default: '["a"]' } as const
  expect(decodeQuery('', [list], new Map())).toEqual({ ok: true, values: {}, functions: [] })
})
