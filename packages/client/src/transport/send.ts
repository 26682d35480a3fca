/** One request and its answer: bounded in time, abortable, every way to fail one of three errors (SPEC.md, Errors). */
import {
  type CallError,
  decodeErrorEnvelope,
  HEADER_PROTOCOL,
  HEADER_RETRY_AFTER,
  isProtocolError,
  type JsonValue,
  PROTOCOL_VERSION,
  ProtocolError,
} from '@mizan/protocol'
import type { DetailsDecoders } from '../descriptor.ts'
import type { Kernel } from '../kernel.ts'
import { TransportError, type TransportErrorCode } from './transport-error.ts'

export interface Outgoing {
  readonly url: string
  /** JSON text; absent for GET. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly cache?: RequestCache
  /** Reads the body in its own way; undefined: as JSON. */
  readonly readBody?: (response: Response) => Promise<JsonValue> | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Undefined when it is not JSON. */
  readonly body: JsonValue | undefined
}

/** Rejects with TransportError, or what `readBody` finds; a refusal is an answer. */
export async function send(kernel: Kernel, outgoing: Outgoing, signal: AbortSignal): Promise<Answer> {
  const { environment, settings } = kernel
  if (signal.aborted) throw new TransportError('ABORTED')
  const controller = new AbortController()
  let failure: TransportErrorCode | undefined
  const broken = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new Error(failure)))
  })
  const stop = (code: TransportErrorCode) => {
    failure ??= code
    controller.abort()
  }
  const whenAborted = () => stop('ABORTED')
  const cancelTimer = environment.setTimer(() => stop('TIMEOUT'), settings.timeoutMs)
  signal.addEventListener('abort', whenAborted)
  try {
    return await Promise.race([exchange(kernel, outgoing, controller.signal), broken])
  } catch (cause) {
    if (isProtocolError(cause)) throw cause
    throw new TransportError(failure ?? (environment.isOnline() ? 'CONNECTION' : 'OFFLINE'), cause)
  } finally {
    cancelTimer()
    signal.removeEventListener('abort', whenAborted)
  }
}

/** The error that an answer with a status of 400 or more stands for, or one whose shape is not ours. */
export function readError(answer: Answer, decoders: DetailsDecoders | undefined): CallError | ProtocolError {
  const retryAfter = answer.headers.get(HEADER_RETRY_AFTER)
  const retryAfterSeconds =
    retryAfter !== null && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : undefined
  return decodeError(answer.body, { status: answer.status, retryAfterSeconds }, decoders)
}

/** An error envelope, its declared details decoded. */
export function decodeError(
  body: unknown,
  facts: { readonly status?: number | undefined; readonly retryAfterSeconds?: number | undefined },
  decoders: DetailsDecoders | undefined,
): CallError | ProtocolError {
  const error = decodeErrorEnvelope(body, facts)
  if (error === undefined) return protocolError(facts.status)
  if (decoders === undefined || !Object.hasOwn(decoders, error.code)) return error
  try {
    const details = decoders[error.code]?.(error.details as JsonValue)
    // Written by name: `details` is read-only for everybody but the one who makes the error.
    return Object.defineProperty(error, 'details', { value: details, enumerable: true })
  } catch (cause) {
    return protocolError(facts.status, cause)
  }
}

export function protocolError(status: number | undefined, cause?: unknown): ProtocolError {
  return new ProtocolError('The answer is not one of the Mizan protocol. Does baseUrl point at the server?', {
    status,
    cause,
  })
}

async function exchange(kernel: Kernel, outgoing: Outgoing, signal: AbortSignal): Promise<Answer> {
  const { environment, settings } = kernel
  const { url, body, headers, cache, readBody } = outgoing
  const type = body === undefined ? undefined : { 'Content-Type': 'application/json' }
  const init: RequestInit = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...settings.headers(), ...headers, ...type },
    credentials: settings.credentials,
    signal,
  }
  if (body !== undefined) init.body = body
  if (cache !== undefined) init.cache = cache
  const response = await environment.fetch(url, init)
  const version = response.headers.get(HEADER_PROTOCOL)
  const isOurs = version === null || version === String(PROTOCOL_VERSION)
  const isRead = response.ok && isOurs ? readBody?.(response) : undefined
  const read = isRead ?? response.text().then(parse)
  const content = await read
  return { status: response.status, headers: response.headers, body: isOurs ? content : undefined }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
