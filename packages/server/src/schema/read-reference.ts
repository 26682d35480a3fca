/** `$ref`: to a named type, to an unnamed definition that is inlined, or to nowhere. */
import {
  constraintsOf,
  isJsonSchema,
  type JsonSchema,
  referenceOf,
  schemaAt,
  schemasAt,
} from './json-schema.ts'
import { type ReadContext, type Reading, refuse } from './reading.ts'

export function readReference(schema: JsonSchema, context: ReadContext): Reading {
  const key = referenceOf(schema) ?? ''
  const { $ref: _reference, $defs: _definitions, ...beside } = schema
  const named = context.nameOf(key)
  const found = Object.hasOwn(context.definitions, key) ? context.definitions[key] : undefined
  const definition = isJsonSchema(found) ? found : named === undefined ? undefined : context.load(named)
  if (definition !== undefined && named !== undefined && constraintsOf(beside).length === 0) {
    return context.readNamed(named, definition, context)
  }
  if (key === '' || context.inlining.includes(key)) {
    return refuse(
      context,
      'this schema holds itself and has no name',
      'Export it from a registered module, or give it an id (z: .meta({ id })).',
    )
  }
  if (definition === undefined) return refuse(context, `the schema refers to "${key}", which is not there`)
  if (isAnyJson(definition, key)) return { type: { kind: 'json' } }
  const inside = { ...context, inlining: [...context.inlining, key] }
  // Further rules on a named schema make another, unnamed type of it.
  return context.read({ ...definition, ...beside }, inside)
}

const KINDS_OF_JSON = ['array', 'boolean', 'null', 'number', 'object', 'string']

/** The way libraries spell "any JSON value": all six kinds, arrays and objects of itself. */
function isAnyJson(definition: JsonSchema, key: string): boolean {
  const members = schemasAt(definition, 'anyOf')?.flatMap((member) => {
    const types: readonly unknown[] = Array.isArray(member['type']) ? member['type'] : [member['type']]
    return types.map((type): JsonSchema => ({ ...member, type }))
  })
  if (
    members === undefined ||
    members
      .map(({ type }) => String(type))
      .toSorted()
      .join() !== KINDS_OF_JSON.join()
  )
    return false
  const array = members.find(({ type }) => type === 'array') ?? {}
  const object = members.find(({ type }) => type === 'object') ?? {}
  return [schemaAt(array, 'items'), schemaAt(object, 'additionalProperties')].every(
    (inner) => inner !== undefined && referenceOf(inner) === key,
  )
}
