/** A body that a parser of Express read before Mizan could: bytes again, where they say the same. */
import type { ReceivedBody } from '@mizan/server-node'
import type { ExpressRequest } from './express-request.ts'

/** Undefined when the body is still to be read. Text and buffers are what they were; of JSON the value is. */
export function receivedBodyOf(request: ExpressRequest): ReceivedBody | undefined {
  if (!request.readableEnded && !request.readableDidRead) return undefined
  const { body } = request
  if (body instanceof Uint8Array) return { bytes: () => body }
  if (typeof body === 'string') return { bytes: () => Buffer.from(body) }
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
  if (isJson && body !== undefined) return { bytes: () => Buffer.from(JSON.stringify(body)) }
  return { bytes: explain }
}

/** Lands in the app's error log; the client gets INTERNAL. */
function explain(): never {
  throw new TypeError(
    'the body was read before Mizan got the request, and nothing that it can use was left in request.body: put app.use(mizan(app)) before the parser that read it',
  )
}
