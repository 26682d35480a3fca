// Made from protocol/headers.yaml by `node scripts/generate-constants.ts`. Do not edit.

/** Version of the wire protocol, the value of X-Mizan-Protocol. */
export const PROTOCOL_VERSION = 1

// One by one, so that a browser's bundle holds only those that it needs.

/** Version of the wire protocol. */
export const HEADER_PROTOCOL = 'X-Mizan-Protocol'

/** Fingerprint of the function or context asked for. */
export const HEADER_SCHEMA = 'X-Mizan-Schema'

/** Canonical params of a bundle, in target syntax. */
export const HEADER_ENTRY = 'X-Mizan-Entry'

/** Targets of a mutation. */
export const HEADER_INVALIDATE = 'X-Mizan-Invalidate'

/** OWN.PKEY of the caller, or - when anonymous; absent on public answers. */
export const HEADER_IDENTITY = 'X-Mizan-Identity'

/** Id of the mutation, made by the server. */
export const HEADER_CAUSE = 'X-Mizan-Cause'

/** Id of the request in the logs. */
export const HEADER_REQUEST_ID = 'X-Request-Id'

/** Strong validator of the bytes of a bundle. */
export const HEADER_ETAG = 'ETag'

/** The ETag that the kernel holds unmodified. */
export const HEADER_IF_NONE_MATCH = 'If-None-Match'

/** Seconds to wait after RATE_LIMITED or UNAVAILABLE. */
export const HEADER_RETRY_AFTER = 'Retry-After'

/** RFC 9875 groups of a public bundle. */
export const HEADER_CACHE_GROUPS = 'Cache-Groups'

/** RFC 9875 groups that a mutation made stale. */
export const HEADER_CACHE_GROUP_INVALIDATION = 'Cache-Group-Invalidation'

/** Makes one mutation safe to retry. */
export const HEADER_IDEMPOTENCY_KEY = 'Idempotency-Key'

/** An MWT. */
export const HEADER_TOKEN = 'X-Mizan-Token'

/** Signed double submit token of a session. */
export const HEADER_CSRF_TOKEN = 'X-CSRFToken'

/** What the origin cache did: hit, miss or bypass. */
export const HEADER_CACHE = 'X-Mizan-Cache'

/** Keyed hash of the values of declared vary inputs. */
export const HEADER_VARY = 'X-Mizan-Vary'

/** Milliseconds after which a kernel reads once more. */
export const HEADER_SETTLE = 'X-Mizan-Settle'

/** Ticket to watch the entry. */
export const HEADER_WATCH = 'X-Mizan-Watch'

/** Signature of an edge on a forwarded request, or of a purge call. */
export const HEADER_SIGNATURE = 'Mizan-Signature'

/** keep: said to a verified edge of an answer that it may keep for its reader. */
export const HEADER_EDGE = 'Mizan-Edge'

/** Names of the headers of the protocol. */
export const HEADERS = {
  protocol: HEADER_PROTOCOL,
  schema: HEADER_SCHEMA,
  entry: HEADER_ENTRY,
  invalidate: HEADER_INVALIDATE,
  identity: HEADER_IDENTITY,
  cause: HEADER_CAUSE,
  requestId: HEADER_REQUEST_ID,
  etag: HEADER_ETAG,
  ifNoneMatch: HEADER_IF_NONE_MATCH,
  retryAfter: HEADER_RETRY_AFTER,
  cacheGroups: HEADER_CACHE_GROUPS,
  cacheGroupInvalidation: HEADER_CACHE_GROUP_INVALIDATION,
  idempotencyKey: HEADER_IDEMPOTENCY_KEY,
  token: HEADER_TOKEN,
  csrfToken: HEADER_CSRF_TOKEN,
  cache: HEADER_CACHE,
  vary: HEADER_VARY,
  settle: HEADER_SETTLE,
  watch: HEADER_WATCH,
  signature: HEADER_SIGNATURE,
  edge: HEADER_EDGE,
} as const

/** Headers of an answer that a page of another origin may read: Access-Control-Expose-Headers. */
export const EXPOSED_HEADERS: readonly string[] = [
  HEADER_PROTOCOL,
  HEADER_SCHEMA,
  HEADER_ENTRY,
  HEADER_INVALIDATE,
  HEADER_IDENTITY,
  HEADER_CAUSE,
  HEADER_REQUEST_ID,
  HEADER_ETAG,
  HEADER_RETRY_AFTER,
  HEADER_CACHE,
  HEADER_VARY,
  HEADER_SETTLE,
  HEADER_WATCH,
]
