/** The request as the pipeline reads it: plain values, made by an edge (Fetch, node:http, a test). */

export interface PlainRequest {
  /** Upper-case, as it arrived. */
  readonly method: string
  /** Path and query string as they arrived, still percent-coded: `/api/mizan/ctx/user/?user_id=5`. */
  readonly target: string
  /** Scheme and host that the client addressed: `https://example.org`. */
  readonly origin: string
  /** `name` is lower-case; repeated fields are joined by `, `, cookies by `; `. */
  header(name: string): string | undefined
  /** Absent when the request has no body. Called at most once. A promise only where the body is still to come. */
  readonly readBody?: ((limits: BodyLimits) => Uint8Array | Promise<Uint8Array>) | undefined
  /** Aborts when the client went away. */
  readonly signal?: AbortSignal
}

/** An edge enforces both while it reads, and throws the error of `bodyTooLarge`, `bodyTooSlow` or `bodyBroken`. */
export interface BodyLimits {
  readonly maxBytes: number
  readonly deadlineMs: number
}
