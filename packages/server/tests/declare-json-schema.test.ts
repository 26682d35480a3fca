/** JSON Schema as an unknown library writes it: only the two standards are known of it. */
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { type } from 'arktype'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { createRegistry } from '../src/registry/create-registry.ts'
import { declared, problems } from './declared-problems.ts'

/** A schema of a library that nobody has heard of; it accepts everything but undefined. */
function foreign(json: object): StandardSchemaV1 & StandardJSONSchemaV1 {
  const describeSide = (): Record<string, unknown> => structuredClone(json) as Record<string, unknown>
  return {
    '~standard': {
      version: 1,
      vendor: 'unheard-of',
      validate: (value: unknown) => (value === undefined ? { issues: [{ message: 'missing' }] } : { value }),
      jsonSchema: { input: describeSide, output: describeSide },
    },
  }
}

/** The printed type on one line. */
function typeOf(json: object, exports: object = {}): string {
  const { irText } = createRegistry({
    modules: [{ f: client({ affects: 'nothing', input: { x: foreign(json) } }, () => null), ...exports }],
  })
  const text = irText.slice(irText.indexOf('field "x"'), irText.indexOf('    output {'))
  return text.replaceAll(/\s+/g, ' ').replace(/ \} $/, '')
}

const integer = { type: 'integer' }

describe('reads', () => {
  test.each<[object, string]>([
    [{}, 'field "x" { json }'],
    [{ type: ['string', 'null'], maxLength: 5 }, 'field "x" { nullable { string max-length=5 } }'],
    [
      { type: ['string', 'integer'], description: 'Either.' },
      'field "x" { doc "Either." union { integer string } }',
    ],
    [{ oneOf: [{ type: 'null' }, integer] }, 'field "x" { nullable { integer } }'],
    [{ enum: ['a', null, 'b'] }, 'field "x" { nullable { enum "a" "b" } }'],
    [{ enum: [true, false] }, 'field "x" { boolean }'],
    [{ const: 'only' }, 'field "x" { literal "only" }'],
    [{ type: 'string', contentEncoding: 'base64' }, 'field "x" { bytes }'],
    [{ type: 'string', format: 'date-time', pattern: '^long$' }, 'field "x" { datetime }'],
    [{ type: 'string', format: 'unheard-of', pattern: '^a+$' }, 'field "x" { string pattern="a+" }'],
    [{ type: 'string', format: '__proto__' }, 'field "x" { string }'],
    [{ type: 'integer', format: 'int64', minimum: -(2 ** 63), maximum: 2 ** 63 }, 'field "x" { integer }'],
    [{ type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 }, 'field "x" { integer max=9 min=1 }'],
    [
      { type: 'array', items: integer, uniqueItems: true, minItems: 0 },
      'field "x" { list unique=#true { integer } }',
    ],
    [{ type: 'array' }, 'field "x" { list { json } }'],
    [
      { type: 'array', prefixItems: [integer, { type: 'string' }], items: false },
      'field "x" { tuple { integer string } }',
    ],
    [{ type: 'object' }, 'field "x" { map { json } }'],
    [{ type: 'object', additionalProperties: integer }, 'field "x" { map { integer } }'],
    [{ type: 'object', properties: {} }, 'field "x" { struct }'],
    [
      { type: 'object', properties: { a: integer, b: integer }, required: ['b'] },
      'field "x" { struct { field "a" optional=#true { integer } field "b" { integer } } }',
    ],
    [{ allOf: [integer], description: 'One.' }, 'field "x" { doc "One." integer }'],
    [{ type: 'string', allOf: [{ pattern: 'a' }, { pattern: 'b' }] }, 'field "x" { string }'],
    [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': integer } }, 'field "x" { integer }'],
    [
      { $ref: '#/$defs/n', maximum: 5, $defs: { n: { ...integer, minimum: 1 } } },
      'field "x" { integer max=5 min=1 }',
    ],
    [
      { ...integer, default: 5, deprecated: true, examples: [7, 8] },
      'field "x" default="5" deprecated=#true example="7" { integer }',
    ],
    [
      {
        oneOf: [
          { type: 'object', properties: { k: { const: 'a' } }, required: ['k'] },
          { type: 'object', properties: { k: { enum: ['b'] } }, required: ['k'] },
        ],
        discriminator: { propertyName: 'k' },
      },
      'field "x" { union discriminator="k" { struct { field "k" { literal "a" } } struct { field "k" { literal "b" } } } }',
    ],
  ])('%j', (json, text) => {
    expect(typeOf(json)).toBe(text)
  })

  test('objects in an intersection are folded, also behind references', () => {
    const json = {
      allOf: [{ $ref: '#/$defs/A' }, { type: 'object', properties: { b: integer } }],
      $defs: {
        A: {
          allOf: [
            { type: 'object', properties: { a: integer }, required: ['a'] },
            { type: 'object', properties: { c: integer } },
          ],
        },
      },
    }
    expect(typeOf(json)).toBe(
      'field "x" { struct { field "a" { integer } field "c" optional=#true { integer } field "b" optional=#true { integer } } }',
    )
  })

  test('an exported schema names the type at its root', () => {
    const Point = foreign({ type: 'object', properties: { x: integer }, required: ['x'] })
    const f = client({ affects: 'nothing', output: Point }, () => null as never)
    expect(createRegistry({ modules: [{ f, Point }] }).irText).toContain(
      'type "Point" {\n    struct {\n        field "x" {',
    )
  })
})

describe('refuses', () => {
  test.each<[object, string]>([
    [{ type: 'date' }, 'input.x: there is no type "date" in JSON Schema'],
    [{ minimum: 5 }, 'input.x: the IR has nothing for "minimum" without a type'],
    [{ not: {} }, 'input.x: no value at all fits this schema'],
    [{ $ref: '#/$defs/gone' }, 'input.x: the schema refers to "gone", which is not there'],
    [{ $ref: '#' }, 'input.x: this schema holds itself and has no name'],
    [
      { type: 'object', properties: { a: { $ref: '#' } } },
      'input.x.a: this schema holds itself and has no name',
    ],
    [
      { $ref: '#/$defs/a', $defs: { a: { type: 'array', items: { $ref: '#/$defs/a' } } } },
      'input.x[]: this schema holds itself and has no name',
    ],
    [{ type: 'array', contains: integer }, 'input.x: the IR has nothing for "contains"'],
    [
      { type: 'object', patternProperties: { '^a': integer } },
      'input.x: the IR has nothing for "patternProperties"',
    ],
    [{ type: 'object', properties: { a: integer }, if: {} }, 'input.x: the IR has nothing for "if"'],
    [
      { anyOf: [integer, { type: 'string' }], minLength: 5 },
      'input.x: the IR has nothing for "minLength" beside a union',
    ],
    [{ type: 'string', format: 'binary' }, 'input.x: files are not supported yet'],
    [
      { allOf: [integer, { minimum: 5 }] },
      'input.x: the IR cannot say an intersection with what is no object',
    ],
    [
      {
        allOf: [
          { type: 'object', properties: { a: integer } },
          { type: 'object', properties: { a: { type: 'string' } } },
        ],
      },
      'input.x: both sides of an intersection declare "a", and differently',
    ],
    [
      { type: 'object', additionalProperties: { type: 'object', patternProperties: {} } },
      'input.x{}: the IR has nothing for "patternProperties"',
    ],
  ])('%j', (json, reason) => {
    const f = client({ affects: 'nothing', input: { x: foreign(json) } }, () => null)
    expect(problems([{ f }])).toEqual([`f: ${reason}`])
  })

  test('a library that throws', () => {
    const broken = foreign({})
    const jsonSchema = {
      input: () => {
        throw new Error('cannot')
      },
      output: () => ({}),
    }
    const f = declared({
      affects: 'nothing',
      input: { x: { '~standard': { ...broken['~standard'], jsonSchema } } },
    })
    expect(problems([{ f }])).toEqual(['f: input.x: the unheard-of schema cannot be described: cannot'])
  })
})

describe('computed defaults', () => {
  test('a moment of this minute was not written down', () => {
    expect(typeOf({ type: 'string', format: 'date-time', default: new Date().toISOString() })).toBe(
      'field "x" { datetime }',
    )
    expect(typeOf({ type: 'integer', default: Date.now() })).toBe('field "x" { integer }')
    expect(typeOf({ type: 'integer', default: 1_000_000 })).toBe('field "x" default="1000000" { integer }')
  })

  test('a member that is required has none as input', () => {
    const json = { type: 'object', properties: { a: { ...integer, default: 5 } }, required: ['a'] }
    expect(typeOf(json)).toBe('field "x" { struct { field "a" { integer } } }')
  })

  test('catch is none, on either side', () => {
    const f = client({ affects: 'nothing', output: z.object({ a: z.int().catch(5) }) }, () => null as never)
    expect(createRegistry({ modules: [{ f }] }).irText).toContain('field "a" {')
  })

  test('of any library make the argument optional', () => {
    let count = 0
    const counting = foreign({})
    const jsonSchema = { input: () => ({ type: 'integer', default: count++ }), output: () => ({}) }
    const f = declared({
      affects: 'nothing',
      input: {
        x: {
          '~standard': { ...counting['~standard'], jsonSchema, validate: (value: unknown) => ({ value }) },
        },
      },
    })
    expect(createRegistry({ modules: [{ f }] }).ir.functions[0]?.input).toEqual([
      { name: 'x', type: { kind: 'integer' }, optional: true },
    ])
  })
})

describe('names of libraries without identity', () => {
  const Point = type({ x: 'number' })
  const f = client(
    { affects: 'nothing', output: type({ from: Point, to: Point.or('null') }) },
    () => null as never,
  )

  test('a structure that is exported once has the name of its export', () => {
    expect(createRegistry({ modules: [{ f, Point }] }).irText).toContain('ref "Point"')
  })

  test('one that is exported under two names has none', () => {
    expect(createRegistry({ modules: [{ f, Point, Place: type({ x: 'number' }) }] }).ir.types).toEqual([])
    expect(createRegistry({ modules: [{ f, Point, Place: Point }] }).ir.types).toEqual([])
  })
})

describe('one type on both sides', () => {
  test('a codec is one type, though natives differ', () => {
    const Moment = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    })
    const f = client({ affects: 'nothing', input: { at: Moment }, output: Moment }, ({ at }) =>
      at.toISOString(),
    )
    const { functions, irText } = createRegistry({ modules: [{ f, Moment }] })
    expect(irText).toContain('type "Moment" {\n    datetime\n}')
    const decoded = functions.get('f')?.decodeArguments({ at: '1970-01-01T00:00:00Z' })
    expect(decoded).toMatchObject({ ok: true, value: { at: new Date(0) } })
    expect(functions.get('f')?.encodeResult('1970-01-01T00:00:00Z')).toBe('"1970-01-01T00:00:00Z"')
  })

  test('defaults and computed defaults agree on one struct', () => {
    const Settings = z.object({
      theme: z.string().default('dark'),
      seen: z.date().default(() => new Date()),
      size: z.int().prefault(3),
    })
    const f = client({ affects: 'nothing', input: { s: Settings }, output: Settings }, ({ s }) => s)
    const { ir } = createRegistry({ modules: [{ f, Settings }] })
    expect(ir.types).toEqual([
      {
        name: 'Settings',
        type: {
          kind: 'struct',
          fields: [
            { name: 'theme', type: { kind: 'string' }, default: '"dark"' },
            { name: 'seen', type: { kind: 'datetime' }, optional: true },
            { name: 'size', type: { kind: 'integer' }, default: '3' },
          ],
        },
      },
    ])
  })
})
