/** A kept answer, given to one request: conditional, with the headers of its own afresh (SPEC.md, CTX-20). */
import { HEADER_CACHE, HEADER_IDENTITY, HEADER_IF_NONE_MATCH } from '@mizan/protocol'
import type { CacheableRead } from './cacheable-read.ts'
import { ownHeaders } from './envelope.ts'
import { decodeKept } from './kept-answer.ts'
import { withStatus } from './status.ts'

export interface Replayed {
  /** What `encodeKept` made. */
  readonly text: string
  /** RFC 9211: what this cache did. */
  readonly status: string
}

export function replay(
  request: Request,
  { reader, view }: CacheableRead,
  { text, status }: Replayed,
): Response {
  const kept = decodeKept(text)
  const headers = new Headers(kept.headers.map(([name, value]): [string, string] => [name, value]))
  for (const [name, value] of Object.entries(ownHeaders(request))) headers.set(name, value)
  if (reader !== undefined) headers.set(HEADER_IDENTITY, reader.identity)
  if (view === undefined) headers.set(HEADER_CACHE, status === 'hit' ? 'hit' : 'miss')
  if (isHeld(request.headers.get(HEADER_IF_NONE_MATCH), kept.etag)) {
    headers.delete('content-type')
    return withStatus(new Response(null, { status: 304, headers }), status)
  }
  const body = request.method === 'HEAD' ? null : kept.body
  return withStatus(new Response(body, { status: 200, headers }), status)
}

/** RFC 9110 §13.1.2, weakly compared. */
function isHeld(condition: string | null, etag: string): boolean {
  if (condition === null || etag === '') return false
  if (condition.trim() === '*') return true
  const own = etag.replace(/^W\//, '')
  return condition.split(',').some((one) => one.trim().replace(/^W\//, '') === own)
}
