/** Texts of params, in the few bytes that a page can spare: equal to those of `@mizan/protocol`, as a test shows (SPEC.md, VAL-9 to VAL-12, CTX-9, CTX-18). */
import type { JsonObject, JsonValue, ParamKind } from '@mizan/protocol'
import type { ParamKinds } from '../descriptor.ts'
import { isJsonObject } from './share-json.ts'

/** Canonical params of an entry or a target, a `name=text` each; no name holds a `=`. */
export type Pairs = readonly string[]

/**
 * Canonical texts of wire values, as far as a client knows them: defaults and transforms happen at the server. With `isNarrow` only
 * those of params that `kinds` names.
 */
export function pairsOf(params: JsonObject, kinds: ParamKinds, isNarrow = false): string[] {
  const pairs: string[] = []
  for (const name of Object.keys(params)) {
    const value = params[name]
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (value === null || value === undefined || (isNarrow && kind === undefined)) continue
    pairs.push(`${name}=${canonicalText(value, kind)}`)
  }
  return pairs
}

/** The query string of params that `kinds` names: keys sorted, lists by repeating the key. */
export function queryOf(params: JsonObject, kinds: ParamKinds): string {
  const names = Object.keys(params).filter((name) => Object.hasOwn(kinds, name))
  const pairs = names.sort().flatMap((name) => {
    const value = params[name] as JsonValue
    const kind = kinds[name]
    return kind === 'list' && Array.isArray(value)
      ? value.map((item) => `${name}=${encode(canonicalText(item))}`)
      : `${name}=${encode(canonicalText(value, kind))}`
  })
  return pairs.join('&')
}

/** `X-Mizan-Entry` as pairs; undefined when it is not of this context. */
export function decodeEntry(text: unknown, context: string): string[] | undefined {
  const [head, ...pairs] = String(text).split(';')
  if (head !== context) return undefined
  try {
    return pairs.map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** RFC 8785 JSON. */
export function canonicalJson(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).filter((name) => value[name] !== undefined)
  return `{${names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`)
    .join()}}`
}

/** What no kind is known of, params of targets, is text unless it cannot be. */
function canonicalText(value: JsonValue, kind: ParamKind = 'text'): string {
  return kind === 'text' && typeof value !== 'object' ? String(value) : canonicalJson(value)
}

/** Every byte outside RFC 3986 unreserved. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
