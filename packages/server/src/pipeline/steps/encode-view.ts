/** Encode, for view paths: the handler's own response with the headers of the protocol (SPEC.md, Edge and PSR). */
import { encodeEntryHeader, HEADERS } from '@mizan/protocol'
import { pushIdentity, startHead, targetHead } from '../answer-head.ts'
import { isTaintedRun } from '../bundle-text.ts'
import type { Exchange } from '../exchange.ts'
import type { HeaderPair, PlainAnswer } from '../plain-answer.ts'
import type { Effects } from './invalidate.ts'
import type { Ran } from './invoke.ts'

/** Owned by the connection or by the protocol. */
const DROPPED =
  /^(x-mizan-.*|x-request-id|x-content-type-options|cache-groups|cache-group-invalidation|connection|keep-alive|transfer-encoding|upgrade|content-length|cache-control|access-control-.*)$/

export function encodeView(exchange: Exchange, ran: Ran, effects: Effects): PlainAnswer {
  const response = assertResponse(ran)
  const isPublic = ran.ready.function.guard === undefined && !isTaintedRun(ran, { userScoped: false })
  const head = startHead(exchange)
  if (!isPublic) pushIdentity(head, exchange)
  head.push(
    ['Cache-Control', toCacheControl(exchange, response, isPublic)],
    ...targetHead(exchange, effects.published),
    ...entryHead(exchange, ran),
  )
  head.push(...responseHeaders(response))
  if (ran.call.headers !== undefined) head.push(...ran.call.headers.pairs())
  const unread = exchange.hasUnreadBody ? { unreadBody: true as const } : {}
  const isBodiless = exchange.request.method === 'HEAD' || response.body === null
  if (!isBodiless) return { status: response.status, headers: head, body: response.body, ...unread }
  response.body?.cancel().catch(() => undefined)
  return { status: response.status, headers: head, ...unread }
}

/** Of a query: what an edge may keep it under (SPEC.md, EDGE-12). */
function entryHead({ service }: Exchange, { ready }: Ran): HeaderPair[] {
  const context = service.registry.contexts.get(ready.function.context ?? '')
  if (context === undefined) return []
  const params: Record<string, string> = {}
  for (const param of context.params) {
    const { name } = param
    const value = Object.hasOwn(ready.normal, name) ? ready.normal[name] : undefined
    const text = value === undefined || value === null ? undefined : param.canonicalText(value)
    if (text !== undefined) params[name] = text
  }
  const header = encodeEntryHeader(context.name, params)
  return header.length <= service.limits.maxHeaderBytes ? [[HEADERS.entry, header]] : []
}

function assertResponse(ran: Ran): Response {
  const { result } = ran
  const isResponse =
    typeof result === 'object' &&
    result !== null &&
    'headers' in result &&
    'status' in result &&
    'body' in result
  if (isResponse) return result as Response
  throw new TypeError(`${ran.ready.function.name} has a route and must return a Response`)
}

/** The handler decides, except that what is not public must not be kept for others. */
function toCacheControl(exchange: Exchange, response: Response, isPublic: boolean): string {
  const given = response.headers.get('cache-control')
  if (response.status >= 400) return 'no-store'
  if (isPublic && given !== null) return given
  if (isPublic)
    return exchange.request.method === 'GET' || exchange.request.method === 'HEAD'
      ? 'public, no-cache'
      : 'no-store'
  return given !== null && /(^|[\s,])(private|no-store)([\s,]|$)/i.test(given) ? given : 'private, no-store'
}

function responseHeaders(response: Response): HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (const [name, value] of response.headers)
    if (!DROPPED.test(name) && name !== 'set-cookie') pairs.push([name, value])
  for (const cookie of response.headers.getSetCookie()) pairs.push(['Set-Cookie', cookie])
  return pairs
}
