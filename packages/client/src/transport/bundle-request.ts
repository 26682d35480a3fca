/** The request for a bundle or for slices of it: GET with sorted keys, POST where the URL would be too long (SPEC.md, Context fetch). */
import { encodeQuery, HEADER_IF_NONE_MATCH, type JsonObject, MAX_URL_BYTES } from '@mizan/protocol'
import type { Entry } from '../store/entry.ts'
import type { Outgoing } from './send.ts'

export interface BundleRequest extends Outgoing {
  /** The whole of what the entry holds, so that its answer names the entry. */
  readonly isWhole: boolean
}

/** `functions` of the entry, with the params that they declare. */
export function bundleRequest(
  baseUrl: string,
  entry: Entry,
  asked: {
    readonly params: JsonObject
    readonly functions: ReadonlySet<string>
    readonly isRefetch: boolean
  },
): BundleRequest {
  const { source } = entry
  const isWhole = asked.functions.size === entry.slots.size
  const isBundle = isWhole && source.only === undefined
  const kinds = isBundle ? source.kinds : kindsOf(entry, asked.functions)
  const known = Object.entries(asked.params).filter(([name]) => Object.hasOwn(kinds, name))
  const params = Object.fromEntries(known)
  const chosen = isBundle ? {} : { _mizan_fn: [...asked.functions].sort() }
  const path = `${baseUrl}/ctx/${source.context}/`
  const query = encodeQuery({ ...params, ...chosen }, { ...kinds, _mizan_fn: 'list' })
  const url = query === '' ? path : `${path}?${query}`
  const cache: RequestCache = asked.isRefetch ? 'no-cache' : 'default'
  if (url.length <= MAX_URL_BYTES) {
    const isHeld = isWhole && entry.etag?.url === url
    const headers = isHeld ? { [HEADER_IF_NONE_MATCH]: entry.etag?.tag ?? '' } : {}
    return { url, isWhole, cache, headers }
  }
  const restriction = encodeQuery(chosen, { _mizan_fn: 'list' })
  return {
    url: restriction === '' ? path : `${path}?${restriction}`,
    isWhole,
    cache,
    body: JSON.stringify(params),
  }
}

function kindsOf(entry: Entry, functions: ReadonlySet<string>): Entry['source']['kinds'] {
  return Object.assign({}, ...[...functions].map((name) => entry.slots.get(name)?.query.params))
}
