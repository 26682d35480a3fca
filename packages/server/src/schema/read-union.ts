/** Literals, enums, nullables and unions. */
import type { TypeExpression } from '@mizan/protocol'
import {
  constraintsOf,
  DISCRIMINATOR,
  isJsonSchema,
  type JsonSchema,
  referenceOf,
  schemaAt,
  stringAt,
  stringsAt,
} from './json-schema.ts'
import { below, type ReadContext, type Reading, refuse } from './reading.ts'

/** `const` and `enum`. */
export function readChoice(schema: JsonSchema, context: ReadContext): Reading {
  const values: readonly unknown[] =
    schema['const'] === undefined ? (schema['enum'] as unknown[]) : [schema['const']]
  const members = values.map((value) => literalOf(value))
  const wrong = values.find((_, index) => members[index] === undefined)
  if (wrong !== undefined)
    return refuse(
      context,
      `${JSON.stringify(wrong)} is no literal of the IR`,
      'Literals are strings, integers, booleans and null.',
    )
  const types = members.filter((member) => member !== undefined)
  if (values.includes(true) && values.includes(false))
    return combine([{ kind: 'boolean' }, ...types.filter((type) => !isBoolean(type))])
  return combine(types)
}

/** `anyOf` and `oneOf`; the normal form of unions sorts, flattens and makes enums of them later. */
export function readUnion(schema: JsonSchema, members: readonly JsonSchema[], context: ReadContext): Reading {
  const beside = constraintsOf(schema).filter((keyword) => !BESIDE_UNIONS.has(keyword))
  if (beside[0] !== undefined && !Array.isArray(schema['type'])) {
    return refuse(
      context,
      `the IR has nothing for "${beside[0]}" beside a union`,
      'Put it into every member of the union.',
    )
  }
  const readings = members
    .map((member, index) => context.read(member, below(context, `|${index}`)))
    .filter(({ isUndefined }) => isUndefined !== true)
  const values = readings.filter(({ type }) => type.kind !== 'nothing')
  const [only] = values
  if (only !== undefined && values.length === 1)
    return { ...only, type: combine(readings.map(({ type }) => type)).type }
  const discriminator = discriminatorOf(schema, members, context)
  const hasNatives = values.some(({ plan }) => plan !== undefined)
  return {
    type: combine(
      readings.map(({ type }) => type),
      discriminator,
    ).type,
    plan: hasNatives
      ? { kind: 'union', members: values.map(({ type, plan }) => ({ type, plan })) }
      : undefined,
  }
}

const BESIDE_UNIONS = new Set(['anyOf', 'oneOf', 'type', 'format', DISCRIMINATOR, 'discriminator', 'not'])

function literalOf(value: unknown): TypeExpression | undefined {
  if (value === null) return { kind: 'nothing' }
  if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'literal', value }
  return typeof value === 'number' && Number.isSafeInteger(value) ? { kind: 'literal', value } : undefined
}

function isBoolean(type: TypeExpression): boolean {
  return type.kind === 'literal' && typeof type.value === 'boolean'
}

/** Strings → one enum, null → nullable, one alone → itself. */
function combine(types: readonly TypeExpression[], discriminator?: string): Reading {
  const isNullable = types.some(({ kind }) => kind === 'nothing')
  const texts: string[] = []
  const others: TypeExpression[] = []
  for (const type of types) {
    if (type.kind === 'literal' && typeof type.value === 'string') texts.push(type.value)
    else if (type.kind === 'enum') texts.push(...type.values)
    else if (type.kind !== 'nothing') others.push(type)
  }
  const distinct = [...new Set(texts)]
  const [text] = distinct
  if (text !== undefined)
    others.push(distinct.length === 1 ? { kind: 'literal', value: text } : { kind: 'enum', values: distinct })
  const [first] = others
  if (first === undefined) return { type: { kind: 'nothing' } }
  const type: TypeExpression =
    others.length === 1
      ? first
      : { kind: 'union', members: others, ...(discriminator === undefined ? {} : { discriminator }) }
  return { type: isNullable ? { kind: 'nullable', type } : type }
}

/** Said by the library, or the first member that every object of the union requires with a literal of its own. */
function discriminatorOf(
  schema: JsonSchema,
  members: readonly JsonSchema[],
  context: ReadContext,
): string | undefined {
  const said =
    stringAt(schema, DISCRIMINATOR) ?? stringAt(schemaAt(schema, 'discriminator') ?? {}, 'propertyName')
  if (said !== undefined) return said
  const objects = members.map((member) => resolve(member, context)).filter(({ type }) => type !== 'null')
  const [first] = objects
  if (first === undefined || objects.length < 2) return undefined
  return Object.keys(schemaAt(first, 'properties') ?? {}).find((name) => {
    const literals = objects.map((object) => requiredLiteral(object, name))
    return literals.every((literal) => literal !== undefined) && new Set(literals).size === objects.length
  })
}

function requiredLiteral(schema: JsonSchema, name: string): unknown {
  const property = schemaAt(schemaAt(schema, 'properties') ?? {}, name)
  if (property === undefined || !stringsAt(schema, 'required').includes(name)) return undefined
  const choices = property['enum']
  return property['const'] ?? (Array.isArray(choices) && choices.length === 1 ? choices[0] : undefined)
}

function resolve(schema: JsonSchema, context: ReadContext): JsonSchema {
  let current = schema
  for (let hops = 0; hops < 32; hops++) {
    const key = referenceOf(current)
    const target = key === undefined ? undefined : context.definitions[key]
    if (!isJsonSchema(target)) return current
    current = target
  }
  return current
}
