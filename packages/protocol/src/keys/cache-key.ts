/** Key of a bundle in an origin cache or at an edge (SPEC.md, Origin cache, Key). */
import { toCanonicalJson } from '../json/canonical-json.ts'
import type { JsonObject } from '../json/json-value.ts'
import { hmacSha256Hex } from './hmac.ts'

export interface CacheKeyParts {
  /** The cache secret. */
  readonly secret: string
  readonly context: string
  /** Canonical texts by name. */
  readonly params: Readonly<Record<string, string>>
  /** Revisions by query; zeros count as absent. A number where one counts for the whole context. */
  readonly rev?: number | Readonly<Record<string, number>>
  /** User id; absent for a public context. */
  readonly user?: string
  /** Texts of the declared vary inputs. */
  readonly vary?: Readonly<Record<string, string>>
}

/** `ctx:CONTEXT:HEX`. */
export function cacheKey(parts: CacheKeyParts): string {
  const { context, params, rev = 0, user, vary } = parts
  const key: JsonObject = {
    c: context,
    p: params,
    r: typeof rev === 'number' ? rev : nonZero(rev),
    ...(user !== undefined && { u: user }),
    ...(vary !== undefined && Object.keys(vary).length > 0 && { v: vary }),
  }
  return `ctx:${context}:${hmacSha256Hex(parts.secret, toCanonicalJson(key))}`
}

function nonZero(revs: Readonly<Record<string, number>>): JsonObject | number {
  const entries = Object.entries(revs).filter(([, rev]) => rev !== 0)
  return entries.length === 0 ? 0 : Object.fromEntries(entries)
}
