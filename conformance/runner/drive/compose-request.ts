/** A request of a case as bytes: nothing is normalised on the way. */
import type { RequestParts } from './case-schema.ts'
import { makeJson } from './json.ts'
import { type Parts, toBytes } from './parts.ts'

export interface Composed {
  readonly bytes: Buffer
  readonly isHead: boolean
}

/** What surrounds a request: the server's URL and who asks. */
export interface Surroundings {
  readonly url: string
  /** `Cookie` header of the jar; empty when there is none. */
  readonly cookie: string
}

const BASE = '/api/mizan'

export function composeRequest(step: RequestParts, { url, cookie }: Surroundings): Composed {
  const { method, path } = readLine(step)
  const query = step.query === undefined ? Buffer.alloc(0) : toBytes(['?', ...toList(step.query)])
  const body = composeBody(step)
  const headers = composeHeaders(step, { url, cookie, body })
  const head = [Buffer.from(`${method} `), path, query, Buffer.from(' HTTP/1.1\r\n')]
  for (const [name, value] of headers) head.push(Buffer.from(`${name}: `), value, Buffer.from('\r\n'))
  const sent = step.chunked === true && body !== undefined ? toChunks(body) : body
  return {
    bytes: Buffer.concat([...head, Buffer.from('\r\n'), sent ?? Buffer.alloc(0)]),
    isHead: method === 'HEAD',
  }
}

function readLine(step: RequestParts): { method: string; path: Buffer } {
  const [method, path] = (step.send ?? '').split(' ')
  const isRead = step.fetch !== undefined && step.json === undefined && step.body === undefined
  const defaultPath = step.fetch === undefined ? `${BASE}/call/` : `${BASE}/ctx/${step.fetch}/`
  return {
    method: method || (isRead ? 'GET' : 'POST'),
    path: toBytes(step.path ?? path ?? defaultPath),
  }
}

function composeBody(step: RequestParts): Buffer | undefined {
  if (step.body !== undefined) return toBytes(step.body)
  if (step.json !== undefined) return Buffer.from(JSON.stringify(makeJson(step.json)))
  if (step.call === undefined) return undefined
  const call = {
    fn: step.call,
    ...(step.args !== undefined && { args: makeJson(step.args) }),
    ...(step.mounted !== undefined && { mounted: makeJson(step.mounted) }),
  }
  return Buffer.from(JSON.stringify(call))
}

/** A case's own header replaces a default one; null removes it. */
function composeHeaders(
  step: RequestParts,
  { url, cookie, body }: Surroundings & { body: Buffer | undefined },
): [string, Buffer][] {
  const headers = new Map<string, [string, Buffer]>()
  const set = (name: string, value: Parts): void => {
    headers.set(name.toLowerCase(), [name, toBytes(value)])
  }
  set('Host', new URL(url).host)
  set('Connection', 'close')
  if (body !== undefined && step.send === undefined) set('Content-Type', 'application/json')
  if (step.as !== undefined) set('X-Fixture-User', String(step.as))
  if (step.cookies === true && cookie !== '') set('Cookie', cookie)
  if (body !== undefined && step.chunked === true) set('Transfer-Encoding', 'chunked')
  else if (step.contentLength !== undefined && step.contentLength !== null)
    set('Content-Length', String(step.contentLength))
  else if (body !== undefined && step.contentLength !== null) set('Content-Length', String(body.length))
  for (const [name, value] of Object.entries(step.headers ?? {}))
    if (value === null) headers.delete(name.toLowerCase())
    else set(name, value)
  return [...headers.values()]
}

function toChunks(body: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; at += 1000) {
    const piece = body.subarray(at, at + 1000)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

function toList(parts: Parts): Exclude<Parts, string> {
  return typeof parts === 'string' ? [parts] : parts
}
