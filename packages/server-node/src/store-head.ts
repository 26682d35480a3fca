/**
 * The head of an answer as one text, given to node:http in one piece. `writeHead` looks at every name and value again, and
 * at what each header means for the connection; here it is one line to it, and the connection is still node's to say.
 */
import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse, STATUS_CODES } from 'node:http'
import type { PlainAnswer } from '@mizan/server'

type StoreHeader = (this: ServerResponse, firstLine: string, headers: OutgoingHttpHeaders | string[]) => void

const writeHead: unknown = Reflect.get(ServerResponse.prototype, 'writeHead')
/** What `writeHead` ends with in every node since 0.x: a first line, to which it adds headers, Date and Connection. */
const storeHeader = Reflect.get(ServerResponse.prototype, '_storeHeader') as StoreHeader | undefined
/** Of a node that does it in another way, or whose `writeHead` somebody wrapped before, nothing is known. */
const isKnown = /this\._storeHeader\(statusLine, headers\)/.test(String(writeHead))

/** Whatever ends a line, and what no header can carry. */
const UNSAFE = /[^\t\x20-\x7e\x80-\xff]/

/** False, with nothing done, where `writeHead` has to do it: it would do more, or refuse. For answers with a body of text. */
export function storeHead(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, length }: { readonly answer: PlainAnswer; readonly length: string[] },
): boolean {
  if (!isUntouched(response) || request.headers.expect !== undefined) return false
  const { status } = answer
  const phrase = STATUS_CODES[status]
  if (phrase === undefined || status < 200 || status === 204 || status === 304) return false
  let text = `HTTP/1.1 ${status} ${phrase}\r\n`
  for (const [name, value] of answer.headers) {
    const line = toLine(name, value)
    if (line === undefined) return false
    text += line
  }
  response.statusCode = status
  response.statusMessage = phrase
  storeHeader?.call(response, text, length)
  return true
}

interface KnownLine {
  readonly value: string
  readonly line: string
}

/** By name, the line that was written last: of most names it is always the same one. */
const lines = new Map<string, KnownLine>()
/** Names come from declarations and handlers, and are few. */
const MAX_LINES = 100

/** Undefined for what would end a line, or cannot stand in one. */
function toLine(name: string, value: string): string | undefined {
  const known = lines.get(name)
  if (known?.value === value) return known.line
  if (UNSAFE.test(value) || UNSAFE.test(name)) return undefined
  const line = `${name}: ${value}\r\n`
  if (known !== undefined || lines.size < MAX_LINES) lines.set(name, { value, line })
  return line
}

/** Nobody put a header on it, or stands in the way of its head. */
function isUntouched(response: ServerResponse): boolean {
  return (
    isKnown &&
    response.writeHead === writeHead &&
    Reflect.get(response, '_storeHeader') === storeHeader &&
    !response.headersSent &&
    response.getHeaderNames().length === 0
  )
}
