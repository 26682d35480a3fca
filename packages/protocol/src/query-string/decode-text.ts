/** One scalar out of a query string (SPEC.md, CTX-3): numbers and booleans in the exact grammar of their canonical text, other texts as in a body. */

import type { TypeExpression } from '../ir/model.ts'
import type { JsonValue } from '../json/json-value.ts'
import { normalizeBytes } from '../values/base64.ts'
import { normalizeBigint, normalizeDecimal } from '../values/decimal.ts'
import { normalizeTextOf } from '../values/normal-text.ts'

/** The value of the text, or undefined where a parser of any language would have to be lenient to take it. */
export function decodeText(type: TypeExpression, text: string): JsonValue | undefined {
  switch (type.kind) {
    case 'string':
    case 'enum':
      return text
    case 'literal':
      return String(type.value) === text ? type.value : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'integer':
      return decodeInteger(text)
    case 'number':
      return Number.isFinite(Number(text)) && String(Number(text)) === text ? Number(text) : undefined
    case 'bigint':
      return normalizeBigint(text)
    case 'decimal':
      return normalizeDecimal(text)
    case 'bytes':
      return normalizeBytes(text)
    case 'uuid':
    case 'date':
    case 'time':
    case 'datetime':
    case 'duration':
      return normalizeTextOf[type.kind](text)
    default:
      return undefined
  }
}

/** `-?(0|[1-9][0-9]*)` within ±(2^53−1); `-0` is 0. */
function decodeInteger(text: string): number | undefined {
  const normal = normalizeBigint(text)
  const value = Number(normal)
  return normal !== undefined && Number.isSafeInteger(value) ? value : undefined
}
