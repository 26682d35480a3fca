/** Literals, enums, nullables and unions; their normal form (one enum, nullable, sorted) is made of what is read here. */
import type { TypeExpression } from '@mizan/protocol'
import {
  constraintsOf,
  DISCRIMINATOR,
  type JsonSchema,
  referenceOf,
  schemaAt,
  stringAt,
} from './json-schema.ts'
import { below, type ReadContext, type Reading, refuse } from './reading.ts'

/** `const` and `enum`. */
export function readChoice(schema: JsonSchema, context: ReadContext): Reading {
  const values: readonly unknown[] =
    schema['const'] === undefined ? (schema['enum'] as unknown[]) : [schema['const']]
  const members: TypeExpression[] = []
  for (const value of values) {
    const literal = literalOf(value)
    if (literal === undefined) {
      return refuse(
        context,
        `${JSON.stringify(value)} is no literal of the IR`,
        'Literals are strings, integers, booleans and null.',
      )
    }
    members.push(literal)
  }
  return { type: unionOf(members) }
}

/** `anyOf` and `oneOf`. */
export function readUnion(schema: JsonSchema, members: readonly JsonSchema[], context: ReadContext): Reading {
  const beside = constraintsOf(schema).find((keyword) => !BESIDE_UNIONS.has(keyword))
  if (beside !== undefined && !Array.isArray(schema['type'])) {
    return refuse(
      context,
      `the IR has nothing for "${beside}" beside a union`,
      'Put it into every member of the union.',
    )
  }
  if (isAnyJson(members)) return { type: { kind: 'json' } }
  const readings = members
    .map((member, index) => context.read(member, below(context, `|${index}`)))
    .filter(({ isUndefined }) => isUndefined !== true)
  const discriminator =
    stringAt(schema, DISCRIMINATOR) ?? stringAt(schemaAt(schema, 'discriminator') ?? {}, 'propertyName')
  const type = unionOf(
    readings.map((reading) => reading.type),
    discriminator,
  )
  const values = readings.filter((reading) => reading.type.kind !== 'nothing')
  const [only] = values
  if (only !== undefined && values.length === 1) return { ...only, type }
  const hasNatives = values.some(({ plan }) => plan !== undefined)
  return {
    type,
    plan: hasNatives
      ? { kind: 'union', members: values.map(({ type: each, plan }) => ({ type: each, plan })) }
      : undefined,
  }
}

const BESIDE_UNIONS = new Set(['anyOf', 'oneOf', 'type', 'format', DISCRIMINATOR, 'discriminator', 'not'])

function literalOf(value: unknown): TypeExpression | undefined {
  if (value === null) return { kind: 'nothing' }
  if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'literal', value }
  return typeof value === 'number' && Number.isSafeInteger(value) ? { kind: 'literal', value } : undefined
}

function unionOf(members: readonly TypeExpression[], discriminator?: string): TypeExpression {
  const [only] = members
  if (only !== undefined && members.length === 1) return only
  return { kind: 'union', members, ...(discriminator === undefined ? {} : { discriminator }) }
}

const KINDS_OF_JSON = ['array', 'boolean', 'null', 'number', 'object', 'string']

/** The way libraries spell "any JSON value": all six kinds, arrays and objects of itself. */
function isAnyJson(union: readonly JsonSchema[]): boolean {
  const members = union.flatMap((member) => {
    const types: readonly unknown[] = Array.isArray(member['type']) ? member['type'] : [member['type']]
    return types.map((type): JsonSchema => ({ ...member, type }))
  })
  const kinds = members.map(({ type }) => String(type)).toSorted()
  if (kinds.join() !== KINDS_OF_JSON.join()) return false
  const items = schemaAt(members.find(({ type }) => type === 'array') ?? {}, 'items')
  const values = schemaAt(members.find(({ type }) => type === 'object') ?? {}, 'additionalProperties')
  if (items === undefined || values === undefined) return false
  return referenceOf(items) !== undefined && referenceOf(items) === referenceOf(values)
}
