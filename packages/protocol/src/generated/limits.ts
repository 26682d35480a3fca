// Made from protocol/limits.yaml by `node scripts/generate-constants.ts`. Do not edit.

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
  /** Age, either way, of a Mizan-Signature. */
  readonly signatureWindowMs: number
}

/** The numbers that hold where an app sets no other. */
export const LIMITS: Limits = {
  maxNameBytes: 128,
  maxDepth: 64,
  maxBodyBytes: 1_048_576,
  maxUrlBytes: 4_096,
  maxHeaderBytes: 4_096,
  maxMounted: 32,
  maxCacheGroups: 32,
  maxExactTagParams: 4,
  runDeadlineMs: 30_000,
  bodyDeadlineMs: 10_000,
  refreshBudgetMs: 500,
  refreshBudgetBytes: 262_144,
  maxFieldProblems: 100,
  minRequestIdChars: 8,
  maxRequestIdChars: 64,
  maxFractionDigits: 6,
  maxIdempotencyKeyChars: 128,
  idempotencyKeepMs: 86_400_000,
  maxTokenBytes: 4_096,
  tokenLeewayMs: 30_000,
  tokenLifetimeMs: 300_000,
  leaseMs: 30_000,
  signatureWindowMs: 300_000,
}
