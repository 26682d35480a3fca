/** `$ref`: to a named type, to an unnamed definition that is inlined, or to nowhere. */
import { constraintsOf, isJsonSchema, type JsonSchema, referenceOf } from './json-schema.ts'
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
  const inside = { ...context, inlining: [...context.inlining, key] }
  // Further rules on a named schema make another, unnamed type of it.
  return context.read({ ...definition, ...beside }, inside)
}
