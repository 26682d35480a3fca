/** Which headers pass an edge (SPEC.md, EDGE-5). */
import {
  HEADER_CACHE,
  HEADER_CACHE_GROUP_INVALIDATION,
  HEADER_CACHE_GROUPS,
  HEADER_EDGE,
  HEADER_ENTRY,
  HEADER_IDENTITY,
  HEADER_INVALIDATE,
  HEADER_SIGNATURE,
} from '@mizan/protocol'

/** Of one connection (RFC 9110 §7.6.1), and made anew by whoever opens the next. */
const HOP =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|expect)$/
/** What only an origin, or the edge itself, may say. */
const FORGED = new Set(
  [
    HEADER_CACHE,
    HEADER_CACHE_GROUP_INVALIDATION,
    HEADER_CACHE_GROUPS,
    HEADER_ENTRY,
    HEADER_IDENTITY,
    HEADER_INVALIDATE,
    HEADER_SIGNATURE,
    HEADER_EDGE,
  ].map((name) => name.toLowerCase()),
)
/** What proxies say of clients, and what makes a framework take a request for another one. */
const CLAIMED =
  /^(forwarded|via|x-forwarded-.*|x-real-ip|true-client-ip|x-client-ip|x-cluster-client-ip|x-original-.*|x-rewrite-url|x-http-method.*|x-method-override|cf-.*|cdn-loop|fastly-.*|fly-.*)$/

/** Of a client's request, for the origin. `address` is what the platform says of the client, where it says so. */
export function forwardedHeaders(given: Headers, address: string | undefined): Headers {
  const named = connectionNames(given)
  const headers = new Headers()
  for (const [name, value] of given)
    if (!HOP.test(name) && !FORGED.has(name) && !CLAIMED.test(name) && !named.has(name))
      headers.append(name, value)
  // The platform encodes for its clients; what is kept must be one text.
  headers.set('accept-encoding', 'identity')
  if (address !== undefined) headers.set('x-forwarded-for', address)
  return headers
}

/** Of an origin's answer, for the client. */
export function answeredHeaders(given: Headers): Headers {
  const named = connectionNames(given)
  const headers = new Headers()
  for (const [name, value] of given)
    if (!HOP.test(name) && !named.has(name) && name !== 'set-cookie' && !OF_EDGES.has(name))
      headers.append(name, value)
  for (const cookie of given.getSetCookie()) headers.append('set-cookie', cookie)
  return headers
}

/** Said to the edge, not to its clients; and a body that was decoded has another length. */
const OF_EDGES = new Set([HEADER_EDGE.toLowerCase(), 'content-encoding'])

function connectionNames(headers: Headers): ReadonlySet<string> {
  const names = headers.get('connection')?.split(',') ?? []
  return new Set(names.map((name) => name.trim().toLowerCase()))
}
