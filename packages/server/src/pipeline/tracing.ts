/** How spans are made, without knowing by whom: `@mizan/server/opentelemetry` is one. */

export interface Tracing {
  /** `work` is the whole request; it ends when `onEnd` is called, which for a streamed answer is after `work` resolved. */
  request<Answer>(request: TracedRequest, work: (span: RequestSpan) => Promise<Answer>): Promise<Answer>
  /** One run of a function, inside of a request or of an in-process call. */
  run<Result>(run: TracedRun, work: () => Result): Result
}

export interface TracedRequest {
  readonly id: string
  readonly method: string
  /** Without the query string. */
  readonly path: string
  /** `name` is lower-case. */
  header(name: string): string | undefined
}

export interface TracedRun {
  readonly function: string
  readonly kind: 'query' | 'mutation'
}

export interface RequestSpan {
  end(outcome: TracedOutcome): void
}

export interface TracedOutcome {
  readonly status: number
  readonly function?: string | undefined
  readonly context?: string | undefined
  readonly code?: string | undefined
  readonly cause?: string | undefined
  /** Header texts, hidden ones too. */
  readonly targets: readonly string[]
}
