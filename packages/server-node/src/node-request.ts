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

/** `whole`: the body, where it was taken off the request already. */
export function toPlainRequest(exchange: NodeExchange, whole?: Uint8Array): PlainRequest {
  return new NodeRequest(exchange, whole)
}

/** Bytes of the body, as the head says it; 0 where there is none, or where only its end tells. */
export function announcedLength({ headers }: IncomingMessage): number {
  const announced = headers['content-length']
  return announced === undefined || headers['transfer-encoding'] !== undefined ? 0 : Number(announced)
}

/** A class, because a literal with closures and a getter is made anew, member by member, for every request. */
class NodeRequest implements PlainRequest {
  readonly method: string
  readonly target: string
  readonly readBody: PlainRequest['readBody']
  private readonly exchange: NodeExchange
  private readonly headers: IncomingMessage['headers']

  constructor(exchange: NodeExchange, whole: Uint8Array | undefined) {
    const { request, body } = exchange
    this.exchange = exchange
    this.headers = request.headers
    this.method = request.method ?? ''
    this.target = exchange.target ?? request.url ?? ''
    if (whole !== undefined) this.readBody = bytesReader(() => whole)
    else if (hasBody(this.headers)) this.readBody = bodyReader(request, body)
    else this.readBody = undefined
  }

  get origin(): string {
    return this.exchange.origin ?? originOf(this.exchange.request, this.headers)
  }

  header(name: string): string | undefined {
    const value = Object.hasOwn(this.headers, name) ? this.headers[name] : undefined
    if (value === undefined || typeof value === 'object') return value?.join(', ')
    return name === 'content-encoding' && this.exchange.body !== undefined ? undefined : value
  }

  get signal(): AbortSignal {
    return followClose(this.exchange.response)
  }
}

function originOf({ socket }: IncomingMessage, { host = '' }: IncomingMessage['headers']): string {
  return (socket as { encrypted?: true }).encrypted === undefined ? `http://${host}` : `https://${host}`
}

function bodyReader(request: IncomingMessage, received: ReceivedBody | undefined): PlainRequest['readBody'] {
  return received === undefined ? (limits) => readBody(request, limits) : bytesReader(() => received.bytes())
}

function bytesReader(take: () => Uint8Array): PlainRequest['readBody'] {
  return ({ maxBytes }) => {
    const bytes = take()
    if (bytes.byteLength > maxBytes) throw bodyTooLarge(maxBytes)
    return bytes
  }
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  const announced = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (announced !== undefined && Number(announced) > 0)
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

async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limits.maxBytes) throw bodyTooLarge(limits.maxBytes)
  // node tells of a request before it looks at the bytes behind its head: most bodies are complete when it has.
  await Promise.resolve()
  const bytes = takeComplete(request)
  if (bytes === undefined) return readArriving(request, limits)
  if (bytes.length > limits.maxBytes) throw bodyTooLarge(limits.maxBytes)
  return bytes
}

/** A whole body that waits in the stream, without listeners and timers; undefined when some of it is still to come. */
function takeComplete(request: IncomingMessage): Buffer | undefined {
  if (!request.complete || request.readableFlowing !== null || request.destroyed) return undefined
  return (request.read() as Buffer | null) ?? undefined
}

function readArriving(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
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
