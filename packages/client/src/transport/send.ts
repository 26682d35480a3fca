/** One request and its answer: bounded in time, and every way to fail a TransportError or a ProtocolError (SPEC.md, Errors). */
import type { JsonValue } from '@mizan/protocol'
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
  /** X-CSRFToken, where there is one. */
  readonly csrf?: unknown
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

export type Exchange = (kernel: Kernel, outgoing: Outgoing, signal: AbortSignal) => Promise<Came>

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
  void kernel.exchange(kernel, outgoing, controller.signal).then(finish)
  return () => stop('ABORTED')
}
