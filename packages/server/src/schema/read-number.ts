/** Integers and numbers; bounds that say nothing are dropped when the type is brought to normal form. */
import type { JsonSchema } from './json-schema.ts'
import { boundsOf } from './read-text.ts'
import type { Reading } from './reading.ts'

export function readNumber(schema: JsonSchema): Reading {
  return { type: { kind: schema['type'] === 'integer' ? 'integer' : 'number', ...boundsOf(schema) } }
}
