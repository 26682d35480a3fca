/** Which schemas the library is not asked about, and which it is. */
import type { NamedTypes, TypeExpression } from '@mizan/protocol'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isImpliedByIr } from '../src/schema/implied-by-ir.ts'
import { isInputImplied, isOutputImplied, register, Things } from './support/register-alone.ts'

describe('the library is not asked', () => {
  const Card = z.object({
    id: z.int(),
    title: z.string(),
    done: z.boolean(),
    state: z.enum(['open', 'closed']),
    kind: z.literal('card'),
    note: z.string().nullable().optional(),
    points: z.array(z.number()),
    extra: z.unknown(),
  })
  interface Tree {
    name: string
    children: Tree[]
  }
  const Tree: z.ZodType<Tree> = z
    .object({ name: z.string(), children: z.lazy(() => z.array(Tree)) })
    .meta({ id: 'Tree' })

  test.each<[string, z.ZodType]>([
    ['about plain structure', z.array(Card)],
    ['about descriptions and brands', Card.describe('A card.').brand('Card')],
    ['about recursion', Tree],
  ])('%s, either way', (_name, schema) => {
    expect([isInputImplied(schema), isOutputImplied(schema)]).toEqual([true, true])
  })

  test.each<[string, z.ZodType]>([
    ['bounds', z.int().min(1).max(100)],
    ['open bounds', z.number().gt(0).lt(1)],
    ['lengths', z.string().min(1).max(80)],
    ['sizes', z.array(z.int()).min(1).max(3)],
    ['constant defaults', z.int().default(5)],
    ['closed objects', z.strictObject({ a: z.int() })],
  ])('about %s of arguments', (_name, schema) => {
    expect([isInputImplied(schema), isOutputImplied(schema) ?? false]).toEqual([true, false])
  })
})

describe('the library is asked', () => {
  class Loud extends Object {}
  const patched = Object.create(z.string()) as z.ZodType

  test.each<[string, z.ZodType]>([
    ['about a refinement', z.string().refine((text) => text !== 'no')],
    ['about one deep inside', z.object({ a: z.array(z.int().refine((value) => value > 1)) })],
    ['about one of the whole', z.object({ a: z.int() }).refine(({ a }) => a > 1)],
    ['about a transform', z.string().trim()],
    ['about a pattern', z.string().regex(/^[a-z]+$/)],
    ['about a format', z.email()],
    ['about a uuid', z.uuid()],
    ['about a date', z.date()],
    ['about a coercion', z.coerce.number()],
    ['about a fallback', z.int().catch(5)],
    ['about a computed default', z.int().default(() => Date.now())],
    ['about a value for nothing', z.int().prefault(5)],
    ['about a frozen value', z.object({ a: z.int() }).readonly()],
    ['about a pipe', z.string().pipe(z.string().max(5))],
    ['about a multiple', z.number().multipleOf(0.1)],
    ['about a record', z.record(z.string(), z.int())],
    ['about a name that every object has', z.object({ constructor: z.string().optional() })],
    ['about a wrapper of a schema', patched],
    [
      'about an instance',
      z
        .object({ a: z.int() })
        .and(z.object({ b: z.instanceof(Loud).optional() }))
        .or(z.int()),
    ],
  ])('%s', (_name, schema) => {
    expect([isInputImplied(schema) ?? false, isOutputImplied(schema) ?? false]).toEqual([false, false])
  })

  test.each<[string, z.ZodType, TypeExpression]>([
    ['shorter', z.string().min(2), { kind: 'string', minLength: 1 }],
    ['longer', z.string().max(2), { kind: 'string', maxLength: 3 }],
    ['lower', z.int().min(2), { kind: 'integer', min: 1 }],
    ['broken', z.int(), { kind: 'number' }],
    ['null', z.int(), { kind: 'nullable', type: { kind: 'integer' } }],
    ['another', z.enum(['a', 'b']), { kind: 'enum', values: ['a', 'c'] }],
  ])('where the type takes more: what is %s', (_name, schema, type) => {
    expect(isImpliedByIr(schema, type, { types: new Map(), side: 'input' })).toBe(false)
  })

  test('about a class of somebody else', () => {
    const Own = z.core.$constructor('Own', (own: z.ZodString, def: z.core.$ZodStringDef) => {
      z.ZodString.init(own, def)
    })
    const type: TypeExpression = { kind: 'string' }
    const place = { types: new Map(), side: 'input' } as const
    expect(isImpliedByIr(z.string(), type, place)).toBe(true)
    expect(isImpliedByIr(new Own({ type: 'string' }), type, place)).toBe(false)
  })

  test('about a member that a shared type lets be absent', () => {
    const types: NamedTypes = new Map()
    const type: TypeExpression = {
      kind: 'struct',
      fields: [{ name: 'a', type: { kind: 'integer' }, optional: true }],
    }
    expect(isImpliedByIr(z.object({ a: z.int() }), type, { types, side: 'input' })).toBe(false)
    expect(isImpliedByIr(z.object({}), type, { types, side: 'output' })).toBe(false)
    expect(isImpliedByIr(z.object({ a: z.int().optional() }), type, { types, side: 'input' })).toBe(true)
  })

  test('about lists that keys are made of, so that a handler can change its own', async () => {
    const subject = register({ context: Things, input: { ids: z.array(z.int()) } })
    const decoded = await subject?.declared.decodeArguments({ ids: [1, 2] })
    if (decoded?.ok !== true) throw new TypeError('refused')
    ;(decoded.value as { ids: number[] }).ids.push(3)
    expect(decoded.normal).toEqual({ ids: [1, 2] })
  })
})

test('what a handler does to its arguments shows in no key', async () => {
  const subject = register({ context: Things, input: { id: z.int(), q: z.string() } })
  const decoded = await subject?.declared.decodeArguments({ id: 1, q: 'a' })
  if (decoded?.ok !== true) throw new TypeError('refused')
  ;(decoded.value as { id: number }).id = 7
  expect(decoded.normal).toEqual({ id: 1, q: 'a' })
})
