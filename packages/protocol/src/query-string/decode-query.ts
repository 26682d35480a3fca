/** A query string to the params of a context (SPEC.md, Query string, Slices). */

import type { TypeExpression } from '../ir/model.ts'
import { type NamedTypes, stripNullable } from '../ir/resolve-type.ts'
import type { JsonObject, JsonValue } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import type { FieldProblems } from '../structure/check-result.ts'
import { encodePointer } from '../structure/pointer.ts'
import { paramKind } from '../values/param-kind.ts'
import { decodeText } from './decode-text.ts'
import { splitQuery } from './split-query.ts'

/** The reserved key that restricts a bundle to some of its queries. */
export const FUNCTION_KEY = '_mizan_fn'

export interface DeclaredParam {
  readonly name: string
  readonly type: TypeExpression
}

export type QueryResult =
  | {
      readonly ok: true
      /** What stands there, in the grammar of its type; what does not stand there is for `completeParams`. */
      readonly values: JsonObject
      /** Values of `_mizan_fn` in their order, unknown and repeated ones too. */
      readonly functions: string[]
    }
  | { readonly ok: false; readonly code: 'BAD_REQUEST'; readonly message: string }
  | { readonly ok: false; readonly code: 'VALIDATION_FAILED'; readonly fields: FieldProblems }

/** `raw` stands without `?`. Params that are not declared are ignored; constraints are left to the function's own check. */
export function decodeQuery(raw: string, params: readonly DeclaredParam[], types: NamedTypes): QueryResult {
  const pairs = splitQuery(raw)
  if (pairs === undefined) {
    return { ok: false, code: 'BAD_REQUEST', message: 'The query string is not valid percent-encoded UTF-8.' }
  }
  const values: Record<string, JsonValue> = {}
  const fields: FieldProblems = {}
  for (const param of params) {
    const texts = pairs.flatMap(([name, text]) => (name === param.name ? [text] : []))
    if (texts.length === 0) continue
    const decoded = decodeParam(param.type, texts, types)
    if (decoded.ok) values[param.name] = decoded.value
    else fields[encodePointer([param.name])] = [decoded.problem]
  }
  if (Object.keys(fields).length > 0) return { ok: false, code: 'VALIDATION_FAILED', fields }
  return {
    ok: true,
    values,
    functions: pairs.flatMap(([name, text]) => (name === FUNCTION_KEY ? [text] : [])),
  }
}

/**
 * Fills in what absence means for declared params: null where null fits, an empty list for a list of scalars. Members that are
 * not declared are dropped, and null counts as absent: what the POST form of a context fetch asks for.
 */
export function completeParams(
  values: JsonObject,
  params: readonly DeclaredParam[],
  types: NamedTypes,
): JsonObject {
  const complete: Record<string, JsonValue> = {}
  for (const { name, type } of params) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined && value !== null) complete[name] = value
    else if (stripNullable(type, types).nullable) complete[name] = null
    else if (paramKind(type, types) === 'list') complete[name] = []
  }
  return complete
}

type DecodedParam =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: string }

function decodeParam(type: TypeExpression, texts: readonly string[], types: NamedTypes): DecodedParam {
  const plain = stripNullable(type, types).type
  const kind = paramKind(type, types)
  if (kind === 'list' && plain.kind === 'list') {
    const item = stripNullable(plain.item, types).type
    return decoded(texts.map((text) => decodeText(item, text)))
  }
  const [text, second] = texts
  if (text === undefined || second !== undefined) return { ok: false, problem: 'must not be repeated' }
  return decoded(kind === 'text' ? decodeText(plain, text) : decodeJson(text))
}

function decoded(value: JsonValue | undefined | readonly (JsonValue | undefined)[]): DecodedParam {
  const isWhole = Array.isArray(value) ? value.every((item) => item !== undefined) : value !== undefined
  return isWhole
    ? { ok: true, value: value as JsonValue }
    : { ok: false, problem: 'must be written in the canonical text of its type' }
}

function decodeJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
