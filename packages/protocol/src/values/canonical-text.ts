/** The text by which param values are compared, stored and sent (SPEC.md, Canonical text). */

import type { TypeExpression } from '../ir/model.ts'
import type { NamedTypes } from '../ir/resolve-type.ts'
import { toCanonicalJson } from '../json/canonical-json.ts'
import type { JsonValue } from '../json/json-value.ts'
import { type ParamKind, paramKind } from './param-kind.ts'

/** Text of a normal form; undefined for null, which is left out wherever texts stand. */
export function canonicalText(type: TypeExpression, value: JsonValue, types: NamedTypes): string | undefined {
  return canonicalTextOfKind(paramKind(type, types), value)
}

/** The same for who knows the kind only, as generated clients do. */
export function canonicalTextOfKind(kind: ParamKind, value: JsonValue | undefined): string | undefined {
  if (value === null || value === undefined) return undefined
  return kind === 'text' && typeof value !== 'object' ? String(value) : toCanonicalJson(value)
}
