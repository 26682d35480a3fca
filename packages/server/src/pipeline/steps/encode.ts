/** Encode: results and effects into the answer (SPEC.md, Calls; Headers of a bundle; Errors). */
import { HEADERS, tagsOfEntry } from '@mizan/protocol'
import { startHead, targetHead } from '../answer-head.ts'
import type { AnswerHeaders } from '../answer-headers.ts'
import { type BundleText, taintedNames, toBundleText, toEtag } from '../bundle-text.ts'
import { ANONYMOUS } from '../caller-identity.ts'
import { matchesEtag } from '../etag.ts'
import type { BundlePlan, Exchange, PreflightPlan } from '../exchange.ts'
import type { Failure } from '../failure.ts'
import { preflightHeaders } from '../origin.ts'
import type { HeaderPair, PlainAnswer } from '../plain-answer.ts'
import type { Service } from '../service.ts'
import { NO_TARGETS, type PublishedTargets } from '../targets.ts'
import type { Ready } from './decode.ts'
import type { Effects } from './invalidate.ts'
import type { QueryOutcome, Ran } from './invoke.ts'

const NO_STORE: HeaderPair = ['Cache-Control', 'no-store']
const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json']

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
  { ready, outcomes }: { readonly ready: readonly Ready[]; readonly outcomes: readonly QueryOutcome[] },
): PlainAnswer {
  const [first] = outcomes
  if (first !== undefined && 'failure' in first && outcomes.every((outcome) => 'failure' in outcome))
    return encodeFirstFailure(exchange, first.failure)
  const { service } = exchange
  const bundle = toBundleText(plan.selection, { ready, outcomes, service })
  if (bundle.hasFailures) countFailures(service, outcomes)
  const context = plan.selection.context.declared
  const isPublic = !context.userScoped && !bundle.isTainted
  const head = startHead(exchange)
  if (!isPublic) pushIdentity(head, exchange)
  head.push(['Cache-Control', toCacheControl(bundle, isPublic, context.userScoped)])
  if (bundle.entry.header !== undefined) head.push([HEADERS.entry, bundle.entry.header])
  const runs = outcomes.flatMap((outcome) => ('ran' in outcome ? [outcome.ran] : []))
  for (const { call } of runs) if (call.headers !== undefined) head.push(...call.headers.pairs())
  if (bundle.isTainted && !context.userScoped) {
    if (service.development) throw new TypeError(describeTaint(taintedNames(runs).join(', ')))
    warnTainted(service, runs)
  }
  const isWhole = !bundle.hasFailures && !plan.selection.isSlice
  if (isPublic && isWhole) pushGroups(head, exchange, { plan, bundle })
  const isTagged =
    !bundle.hasFailures && (isPublic || context.userScoped) && exchange.request.method !== 'POST'
  if (!isTagged) return toJsonAnswer(exchange, { status: 200, head, text: bundle.text })
  const etag = toEtag(bundle.text)
  head.push([HEADERS.etag, etag])
  if (matchesEtag(exchange.request.header('if-none-match'), etag))
    return { status: 304, headers: head, ...unread(exchange) }
  return toJsonAnswer(exchange, { status: 200, head, text: bundle.text })
}

export function encodePreflight(exchange: Exchange, plan: PreflightPlan): PlainAnswer {
  const { request, service } = exchange
  const preflight = preflightHeaders(request, service.origins, plan.methods)
  return { status: 204, headers: [...startHead(exchange), ...preflight], ...unread(exchange) }
}

/** Every query failed: that of the first is the answer's. */
function encodeFirstFailure(exchange: Exchange, failure: Failure): PlainAnswer {
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

/** Mutable on purpose: a head is built once, line by line, and never seen half built. */
function pushIdentity(head: HeaderPair[], exchange: Exchange): void {
  head.push([HEADERS.identity, (exchange.caller?.keys ?? ANONYMOUS).header])
}

function toCacheControl(bundle: BundleText, isPublic: boolean, isUserScoped: boolean): string {
  if (bundle.hasFailures) return 'no-store'
  if (isPublic) return 'public, no-cache'
  return isUserScoped ? 'private, no-cache' : 'private, no-store'
}

function pushGroups(
  head: HeaderPair[],
  exchange: Exchange,
  { plan, bundle }: { readonly plan: BundlePlan; readonly bundle: BundleText },
): void {
  if (exchange.request.method === 'POST') return
  const { declared } = plan.selection.context
  const { params, header } = bundle.entry
  head.push([
    HEADERS.cacheGroups,
    exchange.service.groups.ofEntry(header ?? '', () => {
      const names = declared.params.map((param) => param.name)
      return tagsOfEntry(names, { context: declared.name, params })
    }),
  ])
}

/** By name, once. */
export function warnTainted(service: Service, runs: readonly Ran[]): void {
  for (const name of taintedNames(runs)) service.warnOnce(describeTaint(name))
}

function describeTaint(names: string): string {
  return `${names} reads the caller or the request, or sets a header, in a context without guards: nobody else may get its bundle, and nobody keeps it. Give it a guard (auth), or let it take what it needs as an argument`
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
