/** `allOf`: objects are folded into one; further rules about a text or a number are left to the library. */
import {
  constraintsOf,
  isJsonSchema,
  type JsonSchema,
  referenceOf,
  schemaAt,
  schemasAt,
  stringsAt,
} from './json-schema.ts'
import { type ReadContext, type Reading, refuse } from './reading.ts'

export function readIntersection(schema: JsonSchema, context: ReadContext): Reading {
  const { allOf: _allOf, ...own } = schema
  const parts = schemasAt(schema, 'allOf') ?? []
  const [only] = parts
  if (constraintsOf(own).length === 0 && parts.length === 1 && only !== undefined)
    return context.read(only, context)
  if (own['type'] !== undefined && own['type'] !== 'object') return context.read(own, context)
  const folded = fold([...(constraintsOf(own).length === 0 ? [] : [own]), ...parts], context)
  if (typeof folded === 'string')
    return refuse(
      context,
      folded,
      'Write one object with the members of both (z.object({ ...a.shape, ...b.shape })).',
    )
  return context.read(folded, context)
}

/** The one object that has the members of all parts, or why there is none. */
function fold(parts: readonly JsonSchema[], context: ReadContext): JsonSchema | string {
  const properties: Record<string, unknown> = {}
  const required = new Set<string>()
  for (const part of parts) {
    const object = resolve(part, context)
    if (object['type'] !== 'object') return 'the IR cannot say an intersection with what is no object'
    const wrong = constraintsOf(object).find((keyword) => !FOLDABLE.has(keyword))
    if (wrong !== undefined) return `the IR cannot say an intersection with "${wrong}"`
    for (const [name, property] of Object.entries(schemaAt(object, 'properties') ?? {})) {
      if (Object.hasOwn(properties, name) && JSON.stringify(properties[name]) !== JSON.stringify(property)) {
        return `both sides of an intersection declare "${name}", and differently`
      }
      properties[name] = property
    }
    for (const name of stringsAt(object, 'required')) required.add(name)
  }
  return { type: 'object', properties, required: [...required] }
}

const FOLDABLE = new Set(['type', 'properties', 'required', 'additionalProperties'])

/** A named part is folded in by its members: the IR has no inheritance. */
function resolve(part: JsonSchema, context: ReadContext): JsonSchema {
  const key = referenceOf(part)
  const target = key === undefined ? undefined : context.definitions[key]
  const whole = isJsonSchema(target) ? target : part
  const nested = schemasAt(whole, 'allOf')
  if (nested === undefined) return whole
  const folded = fold(nested, context)
  return typeof folded === 'string' ? whole : folded
}
