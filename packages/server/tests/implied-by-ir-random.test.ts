/** Where the library is not asked, it would have said the same: schemas and values at random, with the library as the judge. */
import { isDeepStrictEqual } from 'node:util'
import { compileChecker, compileEncoder, compileFieldsChecker, compileWriter } from '@mizan/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isFieldImpliedByIr, isImpliedByIr } from '../src/schema/implied-by-ir.ts'
import { register, Things } from './support/register-alone.ts'

interface Case {
  readonly schema: z.ZodType
  /** Near what fits. */
  readonly values: fc.Arbitrary<unknown>
}

const texts = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'no',
    ' pad ',
    'ab',
    '\u{1f600}',
    '\u{1f600}\u{1f600}',
    'line\n',
    'a@b.cd',
    '2026-11-23',
    '5',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const numbers = fc.oneof(
  fc.integer({ min: -6, max: 12 }),
  fc.constantFrom(-0, 0.5, 0.3, 2 ** 31, 2 ** 53, -(2 ** 53), Number.NaN),
)

const leaf: fc.Arbitrary<Case> = fc
  .constantFrom<[z.ZodType, fc.Arbitrary<unknown>]>(
    [z.string(), texts],
    [z.string().min(2), texts],
    [z.string().min(1).max(3), texts],
    [z.string().length(2), texts],
    [z.string().max(1), texts],
    [z.string().trim(), texts],
    [z.string().regex(/a/), texts],
    [z.string().refine((text) => text !== 'no'), texts],
    [z.email(), texts],
    [z.iso.date(), texts],
    [z.int(), numbers],
    [z.int().min(1).max(9), numbers],
    [z.int().gt(0).lt(9), numbers],
    [z.int32(), numbers],
    [z.int().multipleOf(3), numbers],
    [z.number(), numbers],
    [z.number().int(), numbers],
    [z.number().min(0.5), numbers],
    [z.number().gt(0.3).lte(5), numbers],
    [z.number().multipleOf(0.1), numbers],
    [z.coerce.number(), numbers],
    [z.boolean(), fc.boolean()],
    [z.null(), fc.constant(null)],
    [z.enum(['a', 'no', 'ab']), texts],
    [z.literal('a'), texts],
    [z.literal(5), numbers],
    [z.literal([1, 'a', true]), fc.oneof(texts, numbers)],
    [z.any(), fc.jsonValue()],
    [z.unknown(), fc.jsonValue()],
    [z.bigint(), fc.oneof(texts, fc.bigInt())],
    [z.date(), fc.oneof(texts, fc.date())],
  )
  .map(([schema, values]) => ({ schema, values }))

/** What stands where something else should. */
const strays: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    undefined,
    Number.NaN,
    5n,
    new Date(0),
    new Map(),
    () => 5,
    Object.create({ a: 1, b: 'a' }),
  ),
)

function near(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 14, arbitrary: values }, { weight: 1, arbitrary: strays })
}

const NAMES = ['a', 'b', 'c', 'toString'] as const

function wrap(inner: fc.Arbitrary<Case>): fc.Arbitrary<Case> {
  const wrappers: ((schema: z.ZodType) => z.ZodType)[] = [
    (schema) => schema.nullable(),
    (schema) => schema.optional(),
    (schema) => schema.nullish(),
    (schema) => schema.default(null as never),
    (schema) => schema.nullable().default('a' as never),
    (schema) => schema.optional().nullable(),
    (schema) => schema.readonly(),
    (schema) => schema.brand('x'),
    (schema) => schema.describe('x'),
    (schema) => schema.catch(undefined as never),
    (schema) => schema.refine((value) => value !== 5),
    (schema) => z.lazy(() => schema),
    (schema) => schema.pipe(z.any()),
    (schema) => z.nonoptional(schema),
  ]
  return fc.tuple(inner, fc.constantFrom(...wrappers)).map(([{ schema, values }, around]) => ({
    schema: around(schema),
    values: fc.oneof(
      { weight: 8, arbitrary: values },
      { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
    ),
  }))
}

function members(inner: fc.Arbitrary<Case>): fc.Arbitrary<Case> {
  const objects: ((shape: z.ZodRawShape) => z.ZodType)[] = [
    (shape) => z.object(shape),
    (shape) => z.object(shape),
    (shape) => z.strictObject(shape),
    (shape) => z.object(shape).partial(),
    (shape) => z.object(shape).extend({ d: z.int().optional() }),
    (shape) => z.object(shape).refine((value) => Object.keys(value).length !== 1),
  ]
  const shapes = fc.array(fc.tuple(fc.constantFrom(...NAMES), inner), { maxLength: 4 })
  return fc.tuple(shapes, fc.constantFrom(...objects)).map(([list, make]) => {
    const cases = new Map(list)
    const shape = Object.fromEntries([...cases].map(([name, { schema }]) => [name, schema]))
    const known = Object.fromEntries([...cases].map(([name, { values }]) => [name, near(values)]))
    const values = fc
      .tuple(fc.record(known, { requiredKeys: [] }), fc.record(known), fc.nat(9), fc.nat(9))
      .map(([some, all, choice, more]) => ({
        ...(choice < 3 ? some : all),
        ...(more === 0 ? { extra: 1 } : {}),
      }))
    return { schema: make(shape), values }
  })
}

function lists(inner: fc.Arbitrary<Case>): fc.Arbitrary<Case> {
  const around: ((item: z.ZodType) => z.ZodType)[] = [
    (item) => z.array(item),
    (item) => z.array(item).min(1).max(2),
    (item) => z.array(item).nonempty(),
    (item) => z.array(item).length(2),
    (item) => z.tuple([item]),
    (item) => z.set(item),
    (item) => z.union([item, z.int()]),
  ]
  return fc.tuple(inner, fc.constantFrom(...around)).map(([{ schema, values }, make]) => ({
    schema: make(schema),
    values: fc.array(near(values), { maxLength: 3 }),
  }))
}

const cases: fc.Arbitrary<Case> = fc.letrec<{ node: Case }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    members(tie('node')),
    members(tie('node')),
    lists(tie('node')),
    wrap(tie('node')),
  ),
})).node

const questions = cases.chain(({ schema, values }) =>
  fc.tuple(fc.constant(schema), fc.array(near(values), { minLength: 12, maxLength: 12 })),
)

const RUNS = { numRuns: 1500 }

describe('asked or not', () => {
  test('arguments are the same: accepted or refused, value and normal form', () => {
    let passedOver = 0
    fc.assert(
      fc.property(questions, fc.boolean(), ([schema, values], isKeyed) => {
        const kind = isKeyed ? { context: Things } : {}
        const subject = register({ ...kind, input: { x: schema } })
        if (subject?.field === undefined) return
        const { field, types, declared } = subject
        if (!isFieldImpliedByIr(schema, field, { types, side: 'input' })) return
        passedOver++
        const check = compileFieldsChecker([field], types)
        const renew = (value: unknown): unknown => {
          const again = compileChecker(field.type, types)(compileEncoder(field.type, types)(value))
          return again.ok && again.value
        }
        for (const value of [...values, undefined]) {
          const args = JSON.parse(
            JSON.stringify({ x: value }, (_name, one: unknown) => (typeof one === 'bigint' ? 1 : one)),
          )
          if (!JSON.stringify(args).isWellFormed() || JSON.stringify(args).includes(String.raw`\ud`)) continue
          const checked = check(args)
          const decoded = declared.decodeArguments(args)
          if (decoded instanceof Promise) throw new TypeError('a promise')
          if (!checked.ok) {
            expect(decoded).toEqual(checked)
            continue
          }
          const given = checked.value as { readonly x?: unknown }
          const judged = schema['~standard'].validate(structuredClone(given.x))
          if (judged instanceof Promise || judged.issues !== undefined)
            throw new TypeError('the library refuses this')
          if (!decoded.ok) throw new TypeError('refused')
          const wanted = judged.value !== undefined || Object.hasOwn(given, 'x') ? { x: judged.value } : {}
          expect(isDeepStrictEqual(decoded.value, wanted)).toBe(true)
          expect(isDeepStrictEqual(decoded.normal, checked.value)).toBe(true)
          if (judged.value !== undefined) expect(isDeepStrictEqual(renew(judged.value), given.x)).toBe(true)
        }
      }),
      RUNS,
    )
    expect(passedOver).toBeGreaterThan(100)
  })

  test('results are the same: the text, or a refusal', () => {
    let passedOver = 0
    fc.assert(
      fc.property(questions, ([schema, values]) => {
        const subject = register({ output: schema })
        if (
          subject === undefined ||
          !isImpliedByIr(schema, subject.output, { types: subject.types, side: 'output' })
        )
          return
        passedOver++
        const write = compileWriter(subject.output, subject.types)
        for (const value of values) {
          const judged = schema['~standard'].validate(value)
          if (judged instanceof Promise) throw new TypeError('a promise')
          const wanted = judged.issues === undefined ? attempt(() => write(judged.value)) : undefined
          expect(attempt(() => subject.declared.encodeResult(value))).toBe(wanted)
        }
      }),
      RUNS,
    )
    expect(passedOver).toBeGreaterThan(100)
  })
})

function attempt<Answer>(act: () => Answer): Answer | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
