/** The pipeline's plain answer written out by node:http, with the connection left in a state that fits it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PlainAnswer } from '@mizan/server'
import { storeHead } from './store-head.ts'

/** How much of a refused body is read and thrown away so that the connection can be used again. */
const MAX_DRAINED_BYTES = 65_536
/** How long a connection that cannot be used again stays open, so that a client that is still sending reads its answer. */
const LINGER_MS = 1000

/** A promise only where the answer does not go out at once. */
export function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswer,
): Promise<void> | undefined {
  const { status, body } = answer
  // Its client went away: node would emit an error about the bytes.
  if (response.destroyed) return undefined
  const isFinal = answer.unreadBody === true && !isDrained(request)
  if (typeof body === 'string' && !isFinal) {
    const bytes = Buffer.byteLength(body)
    const length = ['Content-Length', String(bytes)]
    if (!storeHead(request, response, { answer, length })) response.writeHead(status, toHead(answer, length))
    // As many bytes as units is ASCII, which is written without being encoded.
    response.end(body, bytes === body.length ? 'latin1' : 'utf8')
    return undefined
  }
  response.on('error', ignore)
  const head = toHead(answer, isFinal ? ['Connection', 'close'] : [])
  if (typeof body === 'string') head.push('Content-Length', String(Buffer.byteLength(body)))
  response.writeHead(status, head)
  if (typeof body === 'object') return pipeline(Readable.fromWeb(body as never), response).catch(ignore)
  if (isFinal) return linger(request, response, body)
  response.end()
  return undefined
}

/** Names and values in turn: the form that node takes as it is. */
function toHead({ headers }: PlainAnswer, more: readonly string[]): string[] {
  const head: string[] = []
  for (const [name, value] of headers) head.push(name, value)
  head.push(...more)
  return head
}

/** Little is to come, and its length is known: node reads it away behind the answer. */
function isDrained({ headers, complete, readableEnded }: IncomingMessage): boolean {
  if (complete || readableEnded) return true
  const announced = headers['content-length']
  return headers['transfer-encoding'] === undefined && Number(announced ?? 0) <= MAX_DRAINED_BYTES
}

/** Closing a socket that still has bytes to read resets it, and the client would lose the answer. */
function linger(request: IncomingMessage, response: ServerResponse, body: string | undefined): Promise<void> {
  response.write(body ?? '')
  request.resume()
  return new Promise((resolve) => {
    const close = (): void => {
      clearTimeout(timer)
      response.end()
      resolve()
    }
    const timer = setTimeout(close, LINGER_MS)
    request.once('end', close).once('close', close)
  })
}

function ignore(): void {}
