/** Which edge may keep what was read for one caller: the one that signed the request (SPEC.md, EDGE-6). */
import { HEADER_EDGE, HEADER_SIGNATURE, HEADERS, isSignedRequest, type NamedSecret } from '@mizan/protocol'
import type { PlainAnswer } from '../pipeline/plain-answer.ts'
import type { PlainRequest } from '../pipeline/plain-request.ts'

/** The answer, with the word that this edge may keep it where it is a whole, untainted bundle of a known caller. */
export function markForEdge(
  answer: PlainAnswer,
  request: PlainRequest,
  { secrets, nowMs }: { readonly secrets: readonly NamedSecret[]; readonly nowMs: number },
): PlainAnswer {
  const { method, target } = request
  if (method !== 'GET' || answer.status !== 200 || !isOfCaller(answer)) return answer
  const signature = request.header(HEADER_SIGNATURE.toLowerCase())
  if (!isSignedRequest(signature, { method, target, body: '' }, { secrets, nowMs })) return answer
  return { ...answer, headers: [...answer.headers, [HEADER_EDGE, 'keep']] }
}

function isOfCaller({ headers }: PlainAnswer): boolean {
  const values = new Map(headers)
  const identity = values.get(HEADERS.identity)
  return (
    identity !== undefined &&
    identity !== '-' &&
    values.get('Cache-Control') === 'private, no-cache' &&
    values.has(HEADERS.etag)
  )
}
