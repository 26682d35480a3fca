/** Encode: results and effects into the answer (SPEC.md, Calls; Headers of a bundle; Errors). */
import { HEADERS, type JsonObject, tagsOfEntry } from '@mizan/protocol'
import type { RegisteredContext } from '../../registry/registry.ts'
import { pushIdentity, startHead, targetHead } from '../answer-head.ts'
import type { AnswerHeaders } from '../answer-headers.ts'
import { type BundleText, type EntryText, isTaintedRun, type MadeBundle, toEtag } from '../bundle-text.ts'
import { matchesEtag } from '../etag.ts'
import type { BundlePlan, Exchange, PreflightPlan } from '../exchange.ts'
import type { Failure } from '../failure.ts'
import { preflightHeaders } from '../origin.ts'
import type { HeaderPair, PlainAnswer } from '../plain-answer.ts'
import type { Service } from '../service.ts'
import { NO_TARGETS, type PublishedTargets } from '../targets.ts'
import type { Effects } from './invalidate.ts'
import type { QueryOutcome, Ran } from './invoke.ts'

const NO_STORE: HeaderPair = ['Cache-Control', 'no-store']
const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json']

/** Bytes from the cache. */
export interface KeptBundle {
  readonly entry: EntryText
  readonly text: string
  readonly etag: string
}

/** What a call answers: of a run, or of an earlier one. */
export interface CallResult {
  /** JSON. */
  readonly text: string
  readonly headers?: AnswerHeaders | undefined
}

export function encodeCall(exchange: Exchange, result: CallResult, effects: Effects): PlainAnswer {
  const { published, merges, refreshed } = effects
  const head = startHead(exchange)
  pushIdentity(head, exchange)
  head.push(NO_STORE, ...targetHead(exchange, published))
  pushCacheMark(head, exchange)
  if (result.headers !== undefined) head.push(...result.headers.pairs())
  const targets = published.body.length === 0 ? '[]' : JSON.stringify(published.body)
  let text = `{"result":${result.text},"invalidate":${targets}`
  if (merges.items.length > 0) text += `,"merge":[${merges.items.join(',')}]`
  if (refreshed.length > 0) text += `,"refresh":[${refreshed.join(',')}]`
  return toJsonAnswer(exchange, { status: 200, head, text: `${text}}` })
}

export function encodeBundle(
  exchange: Exchange,
  plan: BundlePlan,
  { outcomes, bundle, etag }: MadeBundle,
): PlainAnswer {
  if (bundle === undefined) return encodeFirstFailure(exchange, outcomes)
  const { service } = exchange
  if (bundle.hasFailures) countFailures(service, outcomes)
  const context = plan.selection.context.declared
  const runs = outcomes.flatMap((outcome) => ('ran' in outcome ? [outcome.ran] : []))
  if (bundle.isTainted) {
    if (service.development) throw new TypeError(describeTaint(taintedNames(context, runs).join(', ')))
    warnTainted(service, context, runs)
  }
  const head = toBundleHead(exchange, plan, bundle)
  for (const { call } of runs) if (call.headers !== undefined) head.push(...call.headers.pairs())
  const isTagged = !bundle.hasFailures && !bundle.isTainted && exchange.request.method !== 'POST'
  if (!isTagged) return toJsonAnswer(exchange, { status: 200, head, text: bundle.text })
  return toTaggedAnswer(exchange, head, { text: bundle.text, etag: etag ?? toEtag(bundle.text) })
}

/** Of bytes that were made before, or for another reader of the same key: whole, untainted and without a failure. */
export function encodeKept(exchange: Exchange, plan: BundlePlan, kept: KeptBundle): PlainAnswer {
  const head = toBundleHead(exchange, plan, { entry: kept.entry, hasFailures: false, isTainted: false })
  if (exchange.request.method === 'POST')
    return toJsonAnswer(exchange, { status: 200, head, text: kept.text })
  return toTaggedAnswer(exchange, head, kept)
}

/** What is said of a bundle, wherever its bytes come from. */
function toBundleHead(
  exchange: Exchange,
  { selection }: BundlePlan,
  bundle: Pick<BundleText, 'entry' | 'hasFailures' | 'isTainted'>,
): HeaderPair[] {
  const { declared } = selection.context
  const isPublic = !bundle.isTainted && isPublicContext(exchange.service, declared)
  const head = startHead(exchange)
  if (!isPublic) pushIdentity(head, exchange)
  head.push(['Cache-Control', toCacheControl(bundle, isPublic)])
  pushVary(head, exchange)
  pushCacheMark(head, exchange)
  if (bundle.entry.header !== undefined) head.push([HEADERS.entry, bundle.entry.header])
  const isWhole = !bundle.hasFailures && !selection.isSlice
  if (isPublic && isWhole) pushGroups(head, exchange, { declared, entry: bundle.entry })
  return head
}

/** 304 where the client holds these bytes. */
function toTaggedAnswer(
  exchange: Exchange,
  head: HeaderPair[],
  { text, etag }: { readonly text: string; readonly etag: string },
): PlainAnswer {
  head.push([HEADERS.etag, etag])
  if (matchesEtag(exchange.request.header('if-none-match'), etag))
    return { status: 304, headers: head, ...unread(exchange) }
  return toJsonAnswer(exchange, { status: 200, head, text })
}

export function encodePreflight(exchange: Exchange, plan: PreflightPlan): PlainAnswer {
  const { request, service } = exchange
  const preflight = preflightHeaders(request, service.origins, plan.methods)
  return { status: 204, headers: [...startHead(exchange), ...preflight], ...unread(exchange) }
}

/** Of the session's own paths. */
export function encodeSession(exchange: Exchange, members: JsonObject, headers?: AnswerHeaders): PlainAnswer {
  const head = startHead(exchange)
  pushIdentity(head, exchange)
  head.push(NO_STORE)
  if (headers !== undefined) head.push(...headers.pairs())
  return toJsonAnswer(exchange, { status: 200, head, text: JSON.stringify(members) })
}

/** Every query failed: that of the first is the answer's. */
function encodeFirstFailure(exchange: Exchange, outcomes: readonly QueryOutcome[]): PlainAnswer {
  const [first] = outcomes
  if (first === undefined || !('failure' in first)) throw new TypeError('a bundle has a query')
  const { failure } = first
  exchange.code = failure.error.code
  return encodeFailure(exchange, failure, NO_TARGETS)
}

/** The error envelope, with the targets of a mutation whose outcome is not known. */
export function encodeFailure(
  exchange: Exchange,
  failure: Failure,
  published: PublishedTargets,
): PlainAnswer {
  const head = startHead(exchange)
  if (exchange.caller !== undefined) pushIdentity(head, exchange)
  head.push(NO_STORE, ...targetHead(exchange, published))
  if (failure.retryAfterSeconds !== undefined)
    head.push([HEADERS.retryAfter, String(failure.retryAfterSeconds)])
  if (exchange.allow !== undefined) head.push(['Allow', exchange.allow.join(', ')])
  const { error } = failure
  const body = published.body.length === 0 ? { error } : { error, invalidate: published.body }
  return toJsonAnswer(exchange, { status: failure.status, head, text: JSON.stringify(body) })
}

/** Queries that failed inside an answer that is none. */
export function countFailures({ counts }: Service, outcomes: readonly QueryOutcome[]): void {
  for (const outcome of outcomes) if ('failure' in outcome) counts.countError(outcome.failure.error.code)
}

/** What the values of the vary inputs are, and by which headers a shared cache can tell them apart (SPEC.md, CACHE-5). */
export function pushVary(head: HeaderPair[], { service, vary, context }: Exchange): void {
  if (vary === undefined || context === undefined) return
  head.push([HEADERS.vary, service.vary.hash(vary)])
  const names = service.vary.headerOf(Object.keys(vary))
  if (names !== undefined) head.push(['Vary', names])
}

/** What the cache did, and when a reader should ask once more because replicas may lag (SPEC.md, CACHE-18, CACHE-23). */
export function pushCacheMark(head: HeaderPair[], { cacheMark, settleMs }: Exchange): void {
  if (cacheMark !== undefined) head.push([HEADERS.cache, cacheMark])
  if (settleMs > 0) head.push([HEADERS.settle, String(settleMs)])
}

/** Nobody's in particular: without guards, and where it varies, by headers alone. */
function isPublicContext({ vary }: Service, context: RegisteredContext): boolean {
  if (context.userScoped) return false
  return context.vary.length === 0 || vary.headerOf(context.vary) !== undefined
}

function toCacheControl(bundle: Pick<BundleText, 'hasFailures' | 'isTainted'>, isPublic: boolean): string {
  if (bundle.hasFailures) return 'no-store'
  if (bundle.isTainted) return 'private, no-store'
  return isPublic ? 'public, no-cache' : 'private, no-cache'
}

function pushGroups(
  head: HeaderPair[],
  exchange: Exchange,
  { declared, entry }: { readonly declared: RegisteredContext; readonly entry: EntryText },
): void {
  if (exchange.request.method === 'POST') return
  const { params, header } = entry
  head.push([
    HEADERS.cacheGroups,
    exchange.service.groups.ofEntry(header ?? '', () => {
      const names = declared.params.map((param) => param.name)
      return tagsOfEntry(names, { context: declared.name, params })
    }),
  ])
}

/** By name, once. */
export function warnTainted(service: Service, context: RegisteredContext, runs: readonly Ran[]): void {
  for (const name of taintedNames(context, runs)) service.warnOnce(describeTaint(name))
}

function taintedNames(context: RegisteredContext, runs: readonly Ran[]): readonly string[] {
  return runs.filter((ran) => isTaintedRun(ran, context)).map((ran) => ran.ready.function.name)
}

function describeTaint(names: string): string {
  return `${names} reads the caller in a context without guards, or the request, or sets a header: nobody else may get its bundle, and nobody keeps it. Give it a guard (auth), a vary input, or let it take what it needs as an argument`
}

function toJsonAnswer(
  exchange: Exchange,
  { status, head, text }: { readonly status: number; readonly head: HeaderPair[]; readonly text: string },
): PlainAnswer {
  head.push(JSON_TYPE)
  if (exchange.request.method === 'HEAD') return { status, headers: head, ...unread(exchange) }
  return { status, headers: head, body: text, ...unread(exchange) }
}

function unread(exchange: Exchange): { unreadBody?: true } {
  return exchange.hasUnreadBody ? { unreadBody: true } : {}
}
