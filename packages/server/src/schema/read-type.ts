/** JSON Schema → type expression (IR.md, the mapping table): decides what a schema is and sends it to the file that reads it. */
import { annotate, readAnnotations } from './annotations.ts'
import {
  constraintsOf,
  isJsonSchema,
  type JsonSchema,
  NATIVE,
  PROBLEM,
  referenceOf,
  schemaAt,
  schemasAt,
  stringAt,
} from './json-schema.ts'
import { readIntersection } from './read-intersection.ts'
import { readList } from './read-list.ts'
import { readNumber } from './read-number.ts'
import { readObject } from './read-object.ts'
import { readReference } from './read-reference.ts'
import { isTextFormat, readText } from './read-text.ts'
import { readChoice, readUnion } from './read-union.ts'
import { type ReadContext, type Reading, refuse } from './reading.ts'

export function readType(schema: JsonSchema, context: ReadContext): Reading {
  const inner = schemaAt(schema, '$defs')
  const here =
    inner === undefined ? context : { ...context, definitions: { ...context.definitions, ...inner } }
  return annotate(readBare(schema, here), readAnnotations(schema))
}

function readBare(schema: JsonSchema, context: ReadContext): Reading {
  const problem = stringAt(schema, PROBLEM)
  if (problem !== undefined) return refuse(context, problem)
  if (schema[NATIVE] === 'undefined') return { type: { kind: 'nothing' }, isUndefined: true }
  if (referenceOf(schema) !== undefined) return readReference(schema, context)
  if (isTextFormat(schema)) return readText(schema, context)
  if (schema['const'] !== undefined || Array.isArray(schema['enum'])) return readChoice(schema, context)
  const union = schemasAt(schema, 'anyOf') ?? schemasAt(schema, 'oneOf')
  if (union !== undefined) return readUnion(schema, union, context)
  if (Array.isArray(schema['allOf'])) return readIntersection(schema, context)
  if (Array.isArray(schema['type'])) return readUnion(schema, oneTypeEach(schema), context)
  return readKind(schema, context)
}

function readKind(schema: JsonSchema, context: ReadContext): Reading {
  switch (schema['type']) {
    case 'string':
      return readText(schema, context)
    case 'number':
    case 'integer':
      return readNumber(schema)
    case 'boolean':
      return { type: { kind: 'boolean' } }
    case 'null':
      return { type: { kind: 'nothing' } }
    case 'array':
      return readList(schema, context)
    case 'object':
      return readObject(schema, context)
    case undefined:
      return readUntyped(schema, context)
    default:
      return refuse(context, `there is no type "${String(schema['type'])}" in JSON Schema`)
  }
}

/** Nothing said is any JSON value. */
function readUntyped(schema: JsonSchema, context: ReadContext): Reading {
  const [first] = constraintsOf(schema)
  if (first === undefined) return { type: { kind: 'json' } }
  if (first === 'not' && isJsonSchema(schema['not']) && constraintsOf(schema['not']).length === 0) {
    return refuse(context, 'no value at all fits this schema', 'Leave the member out, or give it a type.')
  }
  return refuse(context, `the IR has nothing for "${first}" without a type`, 'Give the schema a type.')
}

function oneTypeEach(schema: JsonSchema): JsonSchema[] {
  const { description: _d, default: _v, examples: _e, deprecated: _p, ...rest } = schema
  return (schema['type'] as unknown[]).map((type) => ({ ...rest, type }))
}
