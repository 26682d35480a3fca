/** One request and its answer: bounded in time, and every way to fail a TransportError or a ProtocolError (SPEC.md, Errors). */
import { HEADER_PROTOCOL, type JsonValue, PROTOCOL_VERSION } from '@mizan/protocol'
import type { Kernel, ReadBody } from '../kernel.ts'
import { guardDeadline } from './deadlines.ts'
import { TransportError, type TransportErrorCode } from './transport-error.ts'

export interface Outgoing {
  /** Under the base URL. */
  readonly path: string
  /** JSON text; absent for GET. */
  readonly body?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly cache?: RequestCache
  /** Reads the body in its own way; undefined: as JSON. */
  readonly readBody?: ReadBody
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Undefined when it is not JSON of this protocol. */
  readonly body: JsonValue | undefined
}

/** Either an answer, be it a refusal, or why there is none. */
export type Came = Answer | Error

/** Sends at once; the answer ends the request, as told to `arrived` unless it is over. */
export function send(kernel: Kernel, outgoing: Outgoing, arrived: (came: Came) => void): () => void {
  const { environment } = kernel
  const controller = new AbortController()
  let isOver = false
  const finish = (came: Came) => {
    if (isOver) return
    isOver = true
    forget()
    arrived(came)
  }
  const stop = (code: TransportErrorCode) => {
    finish(new TransportError(code))
    controller.abort()
  }
  const forget = guardDeadline(kernel, () => stop('TIMEOUT'))
  exchange(kernel, outgoing, controller.signal).then(finish, (cause) =>
    finish(
      cause.code === 'PROTOCOL'
        ? cause
        : new TransportError(environment.isOnline() ? 'CONNECTION' : 'OFFLINE', cause),
    ),
  )
  return () => stop('ABORTED')
}

async function exchange(kernel: Kernel, outgoing: Outgoing, signal: AbortSignal): Promise<Answer> {
  const { baseUrl, environment, options } = kernel
  const { path, body, headers, cache = 'default', readBody } = outgoing
  const isPost = body !== undefined
  const response = await environment.fetch(baseUrl + path, {
    method: isPost ? 'POST' : 'GET',
    headers: { ...options.headers?.(), ...headers, ...(isPost && { 'Content-Type': 'application/json' }) },
    credentials: options.credentials ?? 'same-origin',
    signal,
    cache,
    ...(isPost && { body }),
  })
  const isOurs = response.headers.get(HEADER_PROTOCOL) === `${PROTOCOL_VERSION}`
  const content = await ((isOurs && response.ok && readBody?.(response)) || response.text().then(parse))
  return { status: response.status, headers: response.headers, body: isOurs ? content : undefined }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
