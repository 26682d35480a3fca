/** The query string of a context fetch as an edge reads it and sends it on: declared params only, in the one way to write them (SPEC.md, CTX-8, EDGE-4). */
import type { TypeExpression } from '../ir/model.ts'
import type { JsonValue } from '../json/json-value.ts'
import { decodeQuery, FUNCTION_KEY } from '../query-string/decode-query.ts'
import { encodeQuery } from '../query-string/encode-query.ts'
import { splitQuery } from '../query-string/split-query.ts'
import { percentEncode } from '../targets/percent.ts'
import { compareByteOrder } from '../values/byte-order.ts'
import { canonicalTextOfKind } from '../values/canonical-text.ts'
import { type ParamKind, paramKind } from '../values/param-kind.ts'
import type { ManifestParam } from './edge-manifest.ts'

export interface CanonicalQuery {
  /** What to send on, without `?`. */
  readonly query: string
  /** Canonical texts by name, defaults filled in; undefined where the origin will refuse the query, or may. */
  readonly texts: Readonly<Record<string, string>> | undefined
  /** Of `_mizan_fn`: more than none asks for a slice. */
  readonly functions: readonly string[]
}

/** Undefined where the text is no query string at all (CTX-7). `raw` stands without `?`. */
export function canonicalQuery(
  raw: string,
  params: Readonly<Record<string, ManifestParam>>,
): CanonicalQuery | undefined {
  const pairs = splitQuery(raw)
  if (pairs === undefined) return undefined
  const names = Object.keys(params)
  const declared = names.map((name) => ({ name, type: typeOf(params[name]) }))
  const read = decodeQuery(raw, declared, NO_TYPES)
  const functions = pairs.flatMap(([name, text]) => (name === FUNCTION_KEY ? [text] : []))
  if (!read.ok) return { query: encodePairs(pairs, names), texts: undefined, functions }
  const values = withDefaults(read.values, params)
  const kinds = Object.fromEntries(declared.map(({ name, type }) => [name, paramKind(type, NO_TYPES)]))
  const query = [
    ...functions.map((text) => `${FUNCTION_KEY}=${percentEncode(text)}`),
    ...[encodeQuery(values, kinds)].filter((text) => text !== ''),
  ].join('&')
  const isWhole = names.every((name) => params[name]?.required !== true || Object.hasOwn(values, name))
  return { query, texts: isWhole ? toTexts(values, kinds) : undefined, functions }
}

const NO_TYPES = new Map<string, never>()

function typeOf(param: ManifestParam | undefined): TypeExpression {
  if (param?.type === 'list') return { kind: 'list', item: { kind: param.items ?? 'string' } }
  return { kind: param?.type ?? 'json' }
}

function withDefaults(
  values: Readonly<Record<string, JsonValue>>,
  params: Readonly<Record<string, ManifestParam>>,
): Readonly<Record<string, JsonValue>> {
  const all: Record<string, JsonValue> = {}
  for (const [name, { default: given }] of Object.entries(params))
    if (!Object.hasOwn(values, name) && given !== undefined) all[name] = given
  return { ...all, ...values }
}

function toTexts(
  values: Readonly<Record<string, JsonValue>>,
  kinds: Readonly<Record<string, ParamKind>>,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    const text = canonicalTextOfKind(kinds[name] ?? 'json', value)
    if (text !== undefined) texts[name] = text
  }
  return texts
}

/** As they are, but for what nobody declared: the origin says what is wrong with them. */
function encodePairs(pairs: readonly (readonly [string, string])[], names: readonly string[]): string {
  return pairs
    .filter(([name]) => name === FUNCTION_KEY || names.includes(name))
    .toSorted(([a], [b]) => compareByteOrder(a, b))
    .map(([name, text]) => `${name}=${percentEncode(text)}`)
    .join('&')
}
