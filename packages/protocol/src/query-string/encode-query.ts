/** Params of a context as a query string (SPEC.md, Query string). */
import type { JsonValue } from '../json/json-value.ts'
import { percentEncode } from '../targets/percent.ts'
import { canonicalTextOfKind } from '../values/canonical-text.ts'
import type { ParamKind } from '../values/param-kind.ts'

/** Keys sorted, nulls left out, lists by repeating the key; without `?`. Params that `kinds` does not name are left out. */
export function encodeQuery(
  params: Readonly<Record<string, JsonValue | undefined>>,
  kinds: Readonly<Record<string, ParamKind>>,
): string {
  const pairs: string[] = []
  for (const name of Object.keys(params).toSorted()) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined) continue
    const value = params[name]
    const isRepeated = kind === 'list' && Array.isArray(value)
    for (const item of isRepeated ? value : [value]) {
      const text = canonicalTextOfKind(isRepeated ? 'text' : kind, item)
      if (text !== undefined) pairs.push(`${name}=${percentEncode(text)}`)
    }
  }
  return pairs.join('&')
}
