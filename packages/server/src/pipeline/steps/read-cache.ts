/** Read cache: the inputs beside the params that the answer varies with, and whether its bytes are kept (SPEC.md, Origin cache). */
import { type BundleOutcome, bringBundle, isDecodedByIr, type Reading } from '../../cache/bring-bundle.ts'
import type { BundleCache } from '../../cache/bundle-cache.ts'
import { type BundlePlace, readerOf } from '../../cache/bundle-places.ts'
import type { ContextPlan } from '../../cache/context-plan.ts'
import { type EntryText, makeBundle, toEntryText } from '../bundle-text.ts'
import type { BundlePlan, Exchange } from '../exchange.ts'
import type { PlainAnswer } from '../plain-answer.ts'
import type { CallFacts } from '../run-call.ts'
import { whenDone } from '../settle.ts'
import { decodeBundle, type Ready } from './decode.ts'
import { encodeBundle, encodeKept } from './encode.ts'
import { wantsLines } from './encode-lines.ts'
import { guard } from './guard.ts'
import { invokeQueries } from './invoke.ts'

/** Guards have passed, and so have the params. */
export function resolveVary(exchange: Exchange, { selection }: BundlePlan): void {
  const { vary } = selection.context.declared
  if (vary.length > 0) exchange.vary = exchange.service.vary.resolve(vary, exchange.tracked)
}

/** A bundle that may be answered from the cache. */
export interface CachedPlan {
  readonly cache: BundleCache
  readonly plan: BundlePlan
  readonly context: ContextPlan
}

/** Undefined, with a mark on the answer, for what is never kept: slices, lines, contexts that do not ask for it, and what nobody in particular reads of a user-scoped one. */
export function planRead(exchange: Exchange, plan: BundlePlan): CachedPlan | undefined {
  const { cache } = exchange.service
  if (cache === undefined) return undefined
  exchange.cacheMark = 'bypass'
  const { context, isSlice } = plan.selection
  const kept = isSlice ? undefined : cache.planOf(context)
  if (kept === undefined || wantsLines(exchange.request)) return undefined
  // Asked for by a handler: what it sees may never be committed.
  if (exchange.service.openRuns?.isInTransaction() === true) return undefined
  if (context.declared.userScoped && exchange.caller?.id === undefined) return undefined
  return { cache, plan, context: kept }
}

/** Runs the queries too, where nothing is kept. Guards have passed. */
export function readCache(
  exchange: Exchange,
  cached: CachedPlan,
  facts: CallFacts,
): PlainAnswer | Promise<PlainAnswer> {
  const { selection, params } = cached.plan
  const name = toName(cached)
  const known = name === undefined ? undefined : cached.context.entries.get(name)
  if (known !== undefined)
    return readPlace(exchange, cached, { facts, entry: known, ready: undefined, attempt: 1 })
  exchange.step = 'decode'
  return whenDone(decodeBundle(selection, params, exchange.service), (ready) => {
    const entry = toEntryText(selection, ready, exchange.service)
    if (name !== undefined) cached.context.entries.set(name, entry)
    return readPlace(exchange, cached, { facts, entry, ready, attempt: 1 })
  })
}

interface ReadParts {
  readonly facts: CallFacts
  readonly entry: EntryText
  readonly ready: readonly Ready[] | undefined
  readonly attempt: number
}

/** Longer ones are seldom asked for twice. */
const LONGEST_QUERY = 256
/** Somebody whose rights change again and again is answered at last without the cache. */
const MAX_ATTEMPTS = 3

/** By which the meaning of a query string is remembered; undefined where more than the IR decides it. */
function toName({ plan }: CachedPlan): string | undefined {
  const { params, selection } = plan
  if (!('queryString' in params) || params.queryString.length > LONGEST_QUERY) return undefined
  return isDecodedByIr(selection) ? params.queryString : undefined
}

function readPlace(
  exchange: Exchange,
  cached: CachedPlan,
  parts: ReadParts,
): PlainAnswer | Promise<PlainAnswer> {
  const { cache, plan, context } = cached
  const { declared } = plan.selection.context
  exchange.step = 'read-cache'
  resolveVary(exchange, plan)
  const reader = declared.userScoped ? readerOf(parts.facts.caller) : undefined
  // Its tags would be many times as long; or her rights changed so that nobody in particular reads now.
  if (parts.entry.header === undefined || (declared.userScoped && reader === undefined))
    return runApart(exchange, cached, parts.facts)
  const place = cache.toPlace({
    context: declared,
    plan: context,
    entry: parts.entry,
    reader,
    vary: exchange.vary,
  })
  const reading: Reading = {
    cache,
    place,
    selection: plan.selection,
    source: plan.params,
    ready: parts.ready,
    facts: parts.facts,
    reload: reader === undefined ? undefined : () => parts.facts.caller.reload(),
    onRun(caller) {
      // Each query has the run deadline for itself.
      exchange.deadline.stop()
      exchange.step = 'invoke'
      if (caller !== undefined) exchange.caller = caller
    },
  }
  return whenDone(bringBundle(reading), (outcome) =>
    outcome.from === 'nowhere'
      ? beginAgain(exchange, cached, parts)
      : answerOutcome(exchange, cached, { place, outcome }),
  )
}

function answerOutcome(
  exchange: Exchange,
  { plan }: CachedPlan,
  { place, outcome }: { readonly place: BundlePlace; readonly outcome: Answered },
): PlainAnswer {
  exchange.step = 'encode'
  if (outcome.from === 'store') {
    exchange.cacheMark = 'hit'
    return encodeKept(exchange, plan, {
      entry: place.entry,
      text: outcome.entry.body,
      etag: outcome.entry.etag,
    })
  }
  exchange.cacheMark = outcome.state
  if (outcome.from === 'flight')
    return encodeKept(exchange, plan, {
      entry: place.entry,
      text: outcome.bundle.body,
      etag: outcome.bundle.etag,
    })
  exchange.settleMs = outcome.settleMs ?? 0
  return encodeBundle(exchange, plan, outcome.own)
}

type Answered = Exclude<BundleOutcome, { readonly from: 'nowhere' }>

/** Her rights changed since the guards passed: from the guards on, as who she is now. */
function beginAgain(
  exchange: Exchange,
  cached: CachedPlan,
  parts: ReadParts,
): PlainAnswer | Promise<PlainAnswer> {
  return whenDone(parts.facts.caller.reload(), (caller) => {
    exchange.caller = caller
    exchange.step = 'guard'
    const facts = { ...parts.facts, caller }
    return whenDone(guard(cached.plan.selection.queries, facts, true), () =>
      parts.attempt < MAX_ATTEMPTS
        ? readPlace(exchange, cached, { ...parts, facts, attempt: parts.attempt + 1 })
        : runApart(exchange, cached, facts),
    )
  })
}

/** For this request alone. */
async function runApart(exchange: Exchange, { plan }: CachedPlan, facts: CallFacts): Promise<PlainAnswer> {
  const { service } = exchange
  exchange.step = 'decode'
  const ready = await decodeBundle(plan.selection, plan.params, service)
  await facts.caller.load()
  exchange.deadline.stop()
  exchange.step = 'invoke'
  const outcomes = await invokeQueries(ready, facts)
  exchange.step = 'encode'
  return encodeBundle(exchange, plan, makeBundle(plan.selection, { ready, outcomes, service }))
}
