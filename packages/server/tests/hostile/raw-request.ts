/** A request as a generator makes it: what every edge can be given in its own way. */
import type { PlainRequest } from '@mizan/server'

export interface RawRequest {
  readonly method: string
  readonly target: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array | undefined
}

export function toPlain({ method, target, headers, body }: RawRequest): PlainRequest {
  return {
    method,
    target,
    origin: 'https://app.example',
    header: (name) => headers.get(name),
    ...(body === undefined ? {} : { readBody: () => Promise.resolve(body) }),
  }
}
