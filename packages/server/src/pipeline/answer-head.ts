/** Headers that every answer has (SPEC.md, HTTP; Versions; Causes; Origins). */
import { encodeInvalidateHeader, HEADERS, PROTOCOL_VERSION, type Target, tagsOfTarget } from '@mizan/protocol'
import { ANONYMOUS } from './caller-identity.ts'
import type { Exchange } from './exchange.ts'
import { corsHeaders } from './origin.ts'
import type { HeaderPair } from './plain-answer.ts'
import type { PublishedTargets } from './targets.ts'

const NOSNIFF: HeaderPair = ['X-Content-Type-Options', 'nosniff']
const PROTOCOL: HeaderPair = [HEADERS.protocol, String(PROTOCOL_VERSION)]

export function startHead(exchange: Exchange): HeaderPair[] {
  const head: HeaderPair[] = [NOSNIFF, PROTOCOL, [HEADERS.requestId, exchange.id]]
  if (exchange.schema !== undefined) head.push([HEADERS.schema, exchange.schema])
  if (exchange.cause !== undefined) head.push([HEADERS.cause, exchange.cause])
  if (exchange.service.origins.cors !== undefined)
    head.push(...corsHeaders(exchange.request, exchange.service.origins))
  return head
}

/** Whose answer it is, on whatever is not public, and the cookies that may go with it. Mutable on purpose, as in `startHead`. */
export function pushIdentity(head: HeaderPair[], { caller, cookies }: Exchange): void {
  head.push([HEADERS.identity, (caller?.keys ?? ANONYMOUS).header])
  if (cookies.length > 0) head.push(...cookies)
}

const NO_PAIRS: readonly HeaderPair[] = []

/** `X-Mizan-Invalidate`, and the groups of RFC 9875 as a hint for shared caches. */
export function targetHead(exchange: Exchange, published: PublishedTargets): readonly HeaderPair[] {
  const { visible } = published
  if (visible.length === 0) return NO_PAIRS
  const head: HeaderPair[] = [[HEADERS.invalidate, encodeInvalidateHeader(visible)]]
  const tags = visible
    .filter((target) => target.own === undefined)
    .flatMap((target) => tagsOf(exchange, target))
  if (tags.length > 0) head.push([HEADERS.cacheGroupInvalidation, exchange.service.groups.ofTargets(tags)])
  return head
}

function tagsOf(exchange: Exchange, target: Target): readonly string[] {
  const context = exchange.service.registry.contexts.get(target.context)
  const declared = context?.params.map((param) => param.name) ?? []
  return tagsOfTarget(declared, target)
}
