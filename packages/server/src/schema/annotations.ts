/** What a schema says about itself beyond its type: doc, deprecation, default, example. */
import { bytesToBase64, dateToDatetime, type JsonValue, toCanonicalJson } from '@mizan/protocol'
import { type JsonSchema, stringAt } from './json-schema.ts'
import type { Reading } from './reading.ts'

type Annotations = Pick<Reading, 'doc' | 'deprecated' | 'default' | 'example'>

export function readAnnotations(schema: JsonSchema): Annotations {
  const examples = schema['examples']
  const example = Array.isArray(examples) ? examples[0] : schema['example']
  return {
    doc: stringAt(schema, 'description'),
    deprecated: schema['deprecated'] === true ? true : undefined,
    default: schema['default'] === undefined ? undefined : constantText(schema['default']),
    example: example === undefined ? undefined : constantText(example),
  }
}

/** What the outer schema says goes before what the inner one says. */
export function annotate(reading: Reading, annotations: Annotations): Reading {
  return {
    ...reading,
    doc: annotations.doc ?? reading.doc,
    deprecated: annotations.deprecated ?? reading.deprecated,
    default: annotations.default ?? reading.default,
    example: annotations.example ?? reading.example,
  }
}

/** RFC 8785 JSON of a constant that may hold natives; undefined when it is no JSON even then. */
export function constantText(value: unknown): string | undefined {
  try {
    return toCanonicalJson(toJson(value))
  } catch {
    return undefined
  }
}

function toJson(value: unknown): JsonValue {
  if (value instanceof Date) return dateToDatetime(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return bytesToBase64(value)
  if (value instanceof Set || Array.isArray(value)) return [...value].map(toJson)
  if (value === null || typeof value !== 'object') return value as JsonValue
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]))
}
