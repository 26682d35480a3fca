/** Answers of the edge itself: refusals, as any server of the protocol writes them (SPEC.md, ERR-1, HTTP-6, HTTP-7). */
import {
  ERROR_STATUS,
  type ErrorCode,
  encodeErrorEnvelope,
  HEADER_PROTOCOL,
  HEADER_REQUEST_ID,
  HEADER_RETRY_AFTER,
  LIMITS,
  PROTOCOL_VERSION,
} from '@mizan/protocol'

export interface Refused {
  readonly code: ErrorCode
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `request` is the one that is refused. */
export function refuse(request: Request, { code, message, headers = {} }: Refused): Response {
  return new Response(request.method === 'HEAD' ? null : JSON.stringify(encodeErrorEnvelope(code, message)), {
    status: ERROR_STATUS[code],
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...ownHeaders(request),
      ...headers,
    },
  })
}

/** The origin did not answer: nobody knows what it did. */
export function refuseUnavailable(request: Request): Response {
  const headers = { [HEADER_RETRY_AFTER]: '1' }
  return refuse(request, { code: 'UNAVAILABLE', message: 'The origin cannot be reached now.', headers })
}

/** Of every answer that the edge makes. */
export function ownHeaders(request: Request): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    [HEADER_PROTOCOL]: String(PROTOCOL_VERSION),
    [HEADER_REQUEST_ID]: requestId(request),
  }
}

function requestId(request: Request): string {
  const given = request.headers.get(HEADER_REQUEST_ID)
  const isOurs = given !== null && /^[A-Za-z0-9._-]+$/.test(given)
  if (isOurs && given.length >= LIMITS.minRequestIdChars && given.length <= LIMITS.maxRequestIdChars)
    return given
  return crypto.randomUUID()
}
