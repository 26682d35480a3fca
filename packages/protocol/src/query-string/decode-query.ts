/** A query string to the params of a context (SPEC.md, Query string, Slices). */

import { LIMITS } from '../generated/limits.ts'
import type { TypeExpression } from '../ir/model.ts'
import { type NamedTypes, stripNullable } from '../ir/resolve-type.ts'
import type { JsonObject, JsonValue } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import type { FieldProblems } from '../structure/check-result.ts'
import { compileChecker } from '../structure/compile-checker.ts'
import { encodePointer } from '../structure/pointer.ts'
import { paramKind } from '../values/param-kind.ts'
import { decodeText } from './decode-text.ts'
import { splitQuery } from './split-query.ts'

/** The reserved key that restricts a bundle to some of its queries. */
export const FUNCTION_KEY = '_mizan_fn'

/** A field or a context param. */
export interface DeclaredParam {
  readonly name: string
  readonly type: TypeExpression
  readonly default?: string
  readonly optional?: boolean
}

export type QueryResult =
  | {
      readonly ok: true
      /** What stands there, and empty lists; defaults and nulls of what does not stand there are left to who knows them. */
      readonly values: JsonObject
      /** Values of `_mizan_fn` in their order, unknown and repeated ones too. */
      readonly functions: string[]
    }
  | QueryRefusal

export type QueryRefusal =
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
    if (texts.length === 0) {
      if (isEmptyList(param, types)) values[param.name] = []
      continue
    }
    const decoded = decodeParam(param.type, texts, types)
    if (decoded.ok) values[param.name] = decoded.value
    else if (decoded.code === 'BAD_REQUEST')
      return { ...decoded, message: `The param "${param.name}" is no JSON.` }
    else
      for (const { at, problem } of decoded.problems) fields[encodePointer([param.name, ...at])] = [problem]
  }
  if (Object.keys(fields).length > 0) return { ok: false, code: 'VALIDATION_FAILED', fields }
  return {
    ok: true,
    values,
    functions: pairs.flatMap(([name, text]) => (name === FUNCTION_KEY ? [text] : [])),
  }
}

/** A list that is left out is empty, unless absence says something else. */
function isEmptyList(param: DeclaredParam, types: NamedTypes): boolean {
  if (param.default !== undefined || param.optional === true) return false
  return paramKind(param.type, types) === 'list' && !stripNullable(param.type, types).nullable
}

type DecodedParam =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly code: 'BAD_REQUEST' }
  | { readonly ok: false; readonly code: 'VALIDATION_FAILED'; readonly problems: readonly ParamProblem[] }

/** `at`: the place of an item. */
interface ParamProblem {
  readonly at: readonly string[]
  readonly problem: string
}

function decodeParam(type: TypeExpression, texts: readonly string[], types: NamedTypes): DecodedParam {
  const plain = stripNullable(type, types).type
  const kind = paramKind(type, types)
  if (kind === 'list' && plain.kind === 'list') {
    const item = stripNullable(plain.item, types).type
    const values = texts.map((text) => decodeText(item, text))
    const wrong = values.flatMap((value, index) => (value === undefined ? [index] : []))
    const problems = wrong
      .slice(0, LIMITS.maxFieldProblems)
      .map((index) => ({ at: [String(index)], problem: problemOf(item, texts[index]) }))
    if (problems.length > 0) return { ok: false, code: 'VALIDATION_FAILED', problems }
    return { ok: true, value: values as JsonValue[] }
  }
  const [text, second] = texts
  if (text === undefined || second !== undefined) return refused('must not be repeated')
  if (kind !== 'text') return decodeJson(text)
  const value = decodeText(plain, text)
  return value === undefined ? refused(problemOf(plain, text)) : { ok: true, value }
}

function decodeJson(text: string): DecodedParam {
  try {
    return { ok: true, value: parseJson(text) }
  } catch {
    return { ok: false, code: 'BAD_REQUEST' }
  }
}

function refused(problem: string): DecodedParam {
  return { ok: false, code: 'VALIDATION_FAILED', problems: [{ at: [], problem }] }
}

/** What the type itself would say, without its bounds. */
function problemOf(type: TypeExpression, text: string | undefined): string {
  const bare = { kind: type.kind, ...(type.kind === 'literal' && { value: type.value }) } as TypeExpression
  const result = compileChecker(bare, new Map())(text)
  return (result.ok ? undefined : result.fields['']?.[0]) ?? 'must be written in the one form of its type'
}
