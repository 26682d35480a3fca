// Made from protocol/limits.yaml by `node scripts/generate-constants.ts`. Do not edit.

// One by one, so that a browser's bundle holds only those that it needs.

/** A function, context, param or field name. */
export const MAX_NAME_BYTES = 128

/** Nesting of arrays and objects in a JSON body. */
export const MAX_DEPTH = 64

/** A JSON body; an app may set another. */
export const MAX_BODY_BYTES = 1_048_576

/** A context fetch by GET; longer ones use POST. */
export const MAX_URL_BYTES = 4_096

/** X-Mizan-Invalidate before targets become broad, X-Mizan-Entry before it moves into the body. */
export const MAX_HEADER_BYTES = 4_096

/** Items of `mounted` in a call. */
export const MAX_MOUNTED = 32

/** Strings in an RFC 9875 header. */
export const MAX_CACHE_GROUPS = 32

/** Params a context may declare for every subset of them to be a tag. */
export const MAX_EXACT_TAG_PARAMS = 4

/** A run of a function; then its signal aborts and the answer is UNAVAILABLE. */
export const RUN_DEADLINE_MS = 30_000

/** Arrival of a whole request body. */
export const BODY_DEADLINE_MS = 10_000

/** All refreshed bundles of one mutation together. */
export const REFRESH_BUDGET_MS = 500

/** All refreshed bundles of one mutation together. */
export const REFRESH_BUDGET_BYTES = 262_144

/** Entries of details.fields. */
export const MAX_FIELD_PROBLEMS = 100

/** An X-Request-Id that is taken over. */
export const MIN_REQUEST_ID_CHARS = 8

/** An X-Request-Id that is taken over. */
export const MAX_REQUEST_ID_CHARS = 64

/** Digits after the seconds of a datetime, time or duration. */
export const MAX_FRACTION_DIGITS = 6

/** A bigint or decimal: its text, with sign and point. */
export const MAX_NUMBER_CHARS = 4_096

/** An Idempotency-Key. */
export const MAX_IDEMPOTENCY_KEY_CHARS = 128

/** A stored idempotent answer. */
export const IDEMPOTENCY_KEEP_MS = 86_400_000

/** An MWT. */
export const MAX_TOKEN_BYTES = 4_096

/** Clock difference that the times of an MWT may have. */
export const TOKEN_LEEWAY_MS = 30_000

/** An MWT, unless the app sets another. */
export const TOKEN_LIFETIME_MS = 300_000

/** A lease on tags, unless it is renewed. */
export const LEASE_MS = 30_000

/** The text of a vary input. */
export const MAX_VARY_CHARS = 256

/** Age, either way, of a Mizan-Signature. */
export const SIGNATURE_WINDOW_MS = 300_000

/** The body of a purge call. */
export const MAX_PURGE_BYTES = 65_536

/** Numbers of the protocol; units stand in the names. */
export interface Limits {
  /** A function, context, param or field name. */
  readonly maxNameBytes: number
  /** Nesting of arrays and objects in a JSON body. */
  readonly maxDepth: number
  /** A JSON body; an app may set another. */
  readonly maxBodyBytes: number
  /** A context fetch by GET; longer ones use POST. */
  readonly maxUrlBytes: number
  /** X-Mizan-Invalidate before targets become broad, X-Mizan-Entry before it moves into the body. */
  readonly maxHeaderBytes: number
  /** Items of `mounted` in a call. */
  readonly maxMounted: number
  /** Strings in an RFC 9875 header. */
  readonly maxCacheGroups: number
  /** Params a context may declare for every subset of them to be a tag. */
  readonly maxExactTagParams: number
  /** A run of a function; then its signal aborts and the answer is UNAVAILABLE. */
  readonly runDeadlineMs: number
  /** Arrival of a whole request body. */
  readonly bodyDeadlineMs: number
  /** All refreshed bundles of one mutation together. */
  readonly refreshBudgetMs: number
  /** All refreshed bundles of one mutation together. */
  readonly refreshBudgetBytes: number
  /** Entries of details.fields. */
  readonly maxFieldProblems: number
  /** An X-Request-Id that is taken over. */
  readonly minRequestIdChars: number
  /** An X-Request-Id that is taken over. */
  readonly maxRequestIdChars: number
  /** Digits after the seconds of a datetime, time or duration. */
  readonly maxFractionDigits: number
  /** A bigint or decimal: its text, with sign and point. */
  readonly maxNumberChars: number
  /** An Idempotency-Key. */
  readonly maxIdempotencyKeyChars: number
  /** A stored idempotent answer. */
  readonly idempotencyKeepMs: number
  /** An MWT. */
  readonly maxTokenBytes: number
  /** Clock difference that the times of an MWT may have. */
  readonly tokenLeewayMs: number
  /** An MWT, unless the app sets another. */
  readonly tokenLifetimeMs: number
  /** A lease on tags, unless it is renewed. */
  readonly leaseMs: number
  /** The text of a vary input. */
  readonly maxVaryChars: number
  /** Age, either way, of a Mizan-Signature. */
  readonly signatureWindowMs: number
  /** The body of a purge call. */
  readonly maxPurgeBytes: number
}

/** The numbers that hold where an app sets no other. */
export const LIMITS: Limits = {
  maxNameBytes: MAX_NAME_BYTES,
  maxDepth: MAX_DEPTH,
  maxBodyBytes: MAX_BODY_BYTES,
  maxUrlBytes: MAX_URL_BYTES,
  maxHeaderBytes: MAX_HEADER_BYTES,
  maxMounted: MAX_MOUNTED,
  maxCacheGroups: MAX_CACHE_GROUPS,
  maxExactTagParams: MAX_EXACT_TAG_PARAMS,
  runDeadlineMs: RUN_DEADLINE_MS,
  bodyDeadlineMs: BODY_DEADLINE_MS,
  refreshBudgetMs: REFRESH_BUDGET_MS,
  refreshBudgetBytes: REFRESH_BUDGET_BYTES,
  maxFieldProblems: MAX_FIELD_PROBLEMS,
  minRequestIdChars: MIN_REQUEST_ID_CHARS,
  maxRequestIdChars: MAX_REQUEST_ID_CHARS,
  maxFractionDigits: MAX_FRACTION_DIGITS,
  maxNumberChars: MAX_NUMBER_CHARS,
  maxIdempotencyKeyChars: MAX_IDEMPOTENCY_KEY_CHARS,
  idempotencyKeepMs: IDEMPOTENCY_KEEP_MS,
  maxTokenBytes: MAX_TOKEN_BYTES,
  tokenLeewayMs: TOKEN_LEEWAY_MS,
  tokenLifetimeMs: TOKEN_LIFETIME_MS,
  leaseMs: LEASE_MS,
  maxVaryChars: MAX_VARY_CHARS,
  signatureWindowMs: SIGNATURE_WINDOW_MS,
  maxPurgeBytes: MAX_PURGE_BYTES,
}
