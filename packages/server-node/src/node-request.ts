/** node:http's request as the plain request of the pipeline, its body read within the limits (SPEC.md, HTTP-4). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BodyLimits, bodyBroken, bodyTooLarge, bodyTooSlow, type PlainRequest } from '@mizan/server'

export function toPlainRequest(request: IncomingMessage, response: ServerResponse): PlainRequest {
  const { headers } = request
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  const readsBody = hasBody(request) ? { readBody: (limits: BodyLimits) => readBody(request, limits) } : {}
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    origin: `${scheme}://${headers.host ?? ''}`,
    header(name) {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined
      return typeof value === 'object' ? value.join(', ') : value
    },
    get signal() {
      return followClose(response)
    },
    ...readsBody,
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
