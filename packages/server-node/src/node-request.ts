/** node:http's request as the plain request of the pipeline, its body read within the limits (SPEC.md, HTTP-4). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BodyLimits, bodyBroken, bodyTooLarge, bodyTooSlow, type PlainRequest } from '@mizan/server'

/** node's pair, and what a framework around it knows better. */
export interface NodeExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Path and query string as the client sent them; default `request.url`. */
  readonly target?: string
  /** Scheme and host that the client addressed; default: by the connection and the Host header. */
  readonly origin?: string
  /** When somebody else read it: nothing of the request's own is read then. */
  readonly body?: ReceivedBody | undefined
}

/** A body that was read, and decoded by its Content-Encoding, before. */
export interface ReceivedBody {
  /** May throw: what it throws is the answer's failure. */
  bytes(): Uint8Array
}

export function toPlainRequest(exchange: NodeExchange): PlainRequest {
  const { request, response, body } = exchange
  const { headers } = request
  return {
    method: request.method ?? '',
    target: exchange.target ?? request.url ?? '',
    origin: exchange.origin ?? originOf(request),
    header(name) {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined
      if (body !== undefined && name === 'content-encoding') return undefined
      return typeof value === 'object' ? value.join(', ') : value
    },
    get signal() {
      return followClose(response)
    },
    ...(hasBody(request) ? { readBody: bodyReader(request, body) } : {}),
  }
}

function originOf({ socket, headers }: IncomingMessage): string {
  return `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? ''}`
}

function bodyReader(
  request: IncomingMessage,
  received: ReceivedBody | undefined,
): (limits: BodyLimits) => Promise<Uint8Array> {
  if (received === undefined) return (limits) => readBody(request, limits)
  return async ({ maxBytes }) => {
    const bytes = received.bytes()
    if (bytes.byteLength > maxBytes) throw bodyTooLarge(maxBytes)
    return bytes
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Aborts when the connection closes before the answer is out. */
function followClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  const onClose = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('the client went away', 'AbortError'))
  }
  if (response.closed || response.destroyed) onClose()
  else response.once('close', onClose)
  return controller.signal
}

function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limits.maxBytes) return Promise.reject(bodyTooLarge(limits.maxBytes))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => finish(() => reject(bodyTooSlow(limits.deadlineMs))), limits.deadlineMs)
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      settle()
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > limits.maxBytes) finish(() => reject(bodyTooLarge(limits.maxBytes)))
      else chunks.push(chunk)
    }
    const onEnd = (): void =>
      finish(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)))
    const onClose = (): void => finish(() => reject(bodyBroken()))
    request.on('data', onData).on('end', onEnd).on('close', onClose)
    // A broken connection closes the request too: what else there is to know about it is of no use here.
    request.on('error', ignore)
  })
}

function ignore(): void {}
