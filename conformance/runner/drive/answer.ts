/** What came back: an HTTP answer byte by byte, with the times at which it came, or the output of a command. */

export interface Answer {
  /** Exit code where a command answered. */
  readonly status: number
  /** In the order and the case they came in. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
  /** With the heads of its chunks, as it came. */
  readonly rawBody: Buffer
  /** Milliseconds since the request was sent. */
  readonly endedMs: number
  /** Bytes of the raw body that had come by then. */
  readonly arrivals: readonly { readonly ms: number; readonly bytes: number }[]
}

/** All values of a header, joined as RFC 9110 allows; undefined when it is absent. */
export function headerOf(answer: Answer, name: string): string | undefined {
  const key = name.toLowerCase()
  const values = answer.headers.filter(([one]) => one.toLowerCase() === key).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

export function textOf(answer: Answer): string {
  return answer.body.toString('utf8')
}
