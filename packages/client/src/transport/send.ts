/** One request and its answer: bounded in time, and every way to fail a TransportError or a ProtocolError (SPEC.md, Errors). */
import { HEADER_PROTOCOL, type JsonValue, PROTOCOL_VERSION, type ProtocolError } from '@mizan/protocol'
import type { Kernel, ReadBody } from '../kernel.ts'
import { guardDeadline } from './deadlines.ts'
import { TransportError, type TransportErrorCode } from './transport-error.ts'

export interface Outgoing {
  /** Under the base URL. */
  readonly path: string
  /** JSON text; absent for GET. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly cache?: RequestCache
  /** Reads the body in its own way; undefined: as JSON. */
  readonly readBody?: ReadBody
  /** The answer broke off: what came of it is the last known. */
  readonly doubt?: () => void
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Undefined when it is not JSON of this protocol. */
  readonly body: JsonValue | undefined
}

/** Either an answer, be it a refusal, or why there is none. */
export type Came = Answer | Error

/** Sends at once; the answer ends the request, as `arrived` is told unless it is over. */
export function send(kernel: Kernel, outgoing: Outgoing, arrived: (came: Came) => void): () => void {
  const controller = new AbortController()
  const finish = (came: Came) => {
    if (forget()) arrived(came)
  }
  const stop = (code: TransportErrorCode) => {
    finish(new TransportError(code))
    controller.abort()
  }
  const forget = guardDeadline(kernel, () => stop('TIMEOUT'))
  void exchange(kernel, outgoing, controller.signal).then(finish)
  return () => stop('ABORTED')
}

async function exchange(kernel: Kernel, outgoing: Outgoing, signal: AbortSignal): Promise<Came> {
  const { baseUrl, environment, options } = kernel
  const { path, body = null, cache = 'default', readBody } = outgoing
  try {
    const response = await environment.fetch(baseUrl + path, {
      method: body === null ? 'GET' : 'POST',
      headers: {
        ...options.headers?.(),
        ...outgoing.headers,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      credentials: options.credentials ?? 'same-origin',
      signal,
      cache,
      body,
    })
    const { headers, ok, status } = response
    const isOurs = headers.get(HEADER_PROTOCOL) === `${PROTOCOL_VERSION}`
    const content = await ((isOurs && ok && readBody?.(response)) || response.text().then(parse))
    return { status, headers, body: isOurs ? content : undefined }
  } catch (cause) {
    // What a reader of the body found.
    const { code } = Object(cause) as Partial<ProtocolError>
    if (code === 'PROTOCOL') return cause as ProtocolError
    return new TransportError(environment.isOnline() ? 'CONNECTION' : 'OFFLINE', cause)
  }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
