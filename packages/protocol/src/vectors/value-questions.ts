/** Questions about JSON, values and query strings (SPEC.md, JSON, Values, Query string). */
import { resolveType } from '../ir/resolve-type.ts'
import { toCanonicalJson } from '../json/canonical-json.ts'
import { JsonError } from '../json/json-error.ts'
import type { JsonValue } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { decodeQuery } from '../query-string/decode-query.ts'
import { encodeQuery } from '../query-string/encode-query.ts'
import { compileChecker } from '../structure/compile-checker.ts'
import { compileEncoder } from '../structure/compile-encoder.ts'
import { base64ToBytes } from '../values/base64.ts'
import { canonicalText } from '../values/canonical-text.ts'
import { type ParamKind, paramKind } from '../values/param-kind.ts'
import {
  isJsonObject,
  type Question,
  type Questions,
  Refusal,
  readList,
  readMember,
  readObject,
  readOptional,
  readText,
} from './question.ts'
import { readNamedTypes, readType } from './read-model.ts'

export const valueQuestions: Questions = {
  json_decode(question) {
    const isText = readOptional(question, 'base64') === undefined
    const input = isText ? readText(question, 'text') : readBytes(readText(question, 'base64'))
    return refuseWith('BAD_REQUEST', () => toCanonicalJson(parseJson(input)))
  },
  jcs: (question) => toCanonicalJson(readMember(question, 'value')),
  normal_form: normalForm,
  encode: (question) => {
    const types = readNamedTypes(question)
    return compileEncoder(readType(question), types)(readMember(question, 'value'))
  },
  canonical_text(question) {
    if (readMember(question, 'value') === null) return null
    return canonicalText(readType(question), normalForm(question), readNamedTypes(question)) ?? null
  },
  param_kind: (question) => paramKind(readType(question), readNamedTypes(question)),
  query_encode: (question) => encodeQuery(readObject(question, 'params'), readKinds(question)),
  query_decode(question) {
    const params = readList(question, 'params').map((param) => {
      if (!isJsonObject(param)) throw new Refusal('A param is an object.')
      return { name: readText(param, 'name'), type: readType(param) }
    })
    const types = readNamedTypes(question)
    for (const { type } of params) resolveType(type, types)
    const result = decodeQuery(readText(question, 'raw'), params, types)
    if (result.ok) return { values: result.values, functions: result.functions }
    const { code } = result
    if (code === 'BAD_REQUEST') throw new Refusal(result.message, { code })
    throw new Refusal('The params do not fit their types.', { code, fields: result.fields })
  },
}

function normalForm(question: Question): JsonValue {
  const result = compileChecker(readType(question), readNamedTypes(question))(readMember(question, 'value'))
  if (result.ok) return result.value
  throw new Refusal('The value does not fit the type.', { code: 'VALIDATION_FAILED', fields: result.fields })
}

function readKinds(question: Question): Record<string, ParamKind> {
  return Object.fromEntries(
    Object.entries(readObject(question, 'kinds')).map(([name, kind]) => {
      if (kind !== 'text' && kind !== 'list' && kind !== 'json')
        throw new Refusal('"kinds" holds no param kind.')
      return [name, kind]
    }),
  )
}

function readBytes(base64: string): Uint8Array {
  try {
    return base64ToBytes(base64)
  } catch {
    throw new Refusal('"base64" is not padded base64.')
  }
}

function refuseWith(code: string, step: () => JsonValue): JsonValue {
  try {
    return step()
  } catch (error) {
    if (error instanceof JsonError) throw new Refusal(error.message, { code })
    throw error
  }
}
