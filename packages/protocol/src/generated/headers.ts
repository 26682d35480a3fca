// Made from protocol/headers.yaml by `node scripts/generate-constants.ts`. Do not edit.

/** Version of the wire protocol, the value of X-Mizan-Protocol. */
export const PROTOCOL_VERSION = 1

/** Names of the headers of the protocol. */
export const HEADERS = {
  /** Version of the wire protocol. */
  protocol: 'X-Mizan-Protocol',
  /** Fingerprint of the function or context asked for. */
  schema: 'X-Mizan-Schema',
  /** Canonical params of a bundle, in target syntax. */
  entry: 'X-Mizan-Entry',
  /** Targets of a mutation. */
  invalidate: 'X-Mizan-Invalidate',
  /** OWN.PKEY of the caller, or - when anonymous; absent on public answers. */
  identity: 'X-Mizan-Identity',
  /** Id of the mutation, made by the server. */
  cause: 'X-Mizan-Cause',
  /** Id of the request in the logs. */
  requestId: 'X-Request-Id',
  /** Strong validator of the bytes of a bundle. */
  etag: 'ETag',
  /** The ETag that the kernel holds unmodified. */
  ifNoneMatch: 'If-None-Match',
  /** Seconds to wait after RATE_LIMITED or UNAVAILABLE. */
  retryAfter: 'Retry-After',
  /** RFC 9875 groups of a public bundle. */
  cacheGroups: 'Cache-Groups',
  /** RFC 9875 groups that a mutation made stale. */
  cacheGroupInvalidation: 'Cache-Group-Invalidation',
  /** Makes one mutation safe to retry. */
  idempotencyKey: 'Idempotency-Key',
  /** An MWT. */
  token: 'X-Mizan-Token',
  /** Signed double submit token of a session. */
  csrfToken: 'X-CSRFToken',
  /** What the origin cache did: hit, miss or bypass. */
  cache: 'X-Mizan-Cache',
  /** Keyed hash of the values of declared vary inputs. */
  vary: 'X-Mizan-Vary',
  /** Milliseconds after which a kernel reads once more. */
  settle: 'X-Mizan-Settle',
  /** Ticket to watch the entry. */
  watch: 'X-Mizan-Watch',
  /** Signature of an edge on a forwarded request, or of a purge call. */
  signature: 'Mizan-Signature',
} as const

/** Headers of an answer that a page of another origin may read: Access-Control-Expose-Headers. */
export const EXPOSED_HEADERS: readonly string[] = [
  'X-Mizan-Protocol',
  'X-Mizan-Schema',
  'X-Mizan-Entry',
  'X-Mizan-Invalidate',
  'X-Mizan-Identity',
  'X-Mizan-Cause',
  'X-Request-Id',
  'ETag',
  'Retry-After',
  'X-Mizan-Cache',
  'X-Mizan-Vary',
  'X-Mizan-Settle',
  'X-Mizan-Watch',
]
