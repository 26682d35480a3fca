/** The answer to bytes that node:http cannot read as a request: an envelope like every other (SPEC.md, HTTP-9). */
import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'

/** For the `clientError` event. A socket that has begun an answer is only closed: two answers on it would be one wrong one. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  // node keeps the answer that a socket is busy with there, and nowhere public.
  const begun = (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent === true
  if (error.code === 'ECONNRESET' || !socket.writable || begun) {
    socket.destroy()
    return
  }
  const body = JSON.stringify({
    error: { code: 'BAD_REQUEST', message: 'the bytes are not an HTTP request' },
  })
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'X-Mizan-Protocol: 1',
    `X-Request-Id: ${randomUUID()}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroySoon?.())
}

declare module 'node:stream' {
  interface Duplex {
    destroySoon?(): void
  }
}
