/** The answer as the pipeline makes it: plain values that an edge writes out. */

export interface PlainAnswer {
  readonly status: number
  /** In order; `Set-Cookie` may stand several times. Names and values are safe to write. */
  readonly headers: readonly HeaderPair[]
  /** Absent on HEAD, 204 and 304. A stream only where a view's own response had one. */
  readonly body?: string | ReadableStream<Uint8Array>
  /** The request's body was not read to its end: a connection cannot be used again. */
  readonly unreadBody?: true
}

export type HeaderPair = readonly [name: string, value: string]
