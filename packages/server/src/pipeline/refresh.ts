/** The bundles that came with a mutation's answer (SPEC.md, Refresh in the same flight). Nothing here can fail the mutation. */
import { isCallError, type JsonObject, type JsonValue, matchTarget, type Target } from '@mizan/protocol'
import { type BundleOutcome, bringBundle } from '../cache/bring-bundle.ts'
import { readerOf } from '../cache/bundle-places.ts'
import { toBundleText, toCanonicalParams, toEntryText, toEtag } from './bundle-text.ts'
import type { Selection } from './exchange.ts'
import { isJsonObject } from './json-body.ts'
import type { CallFacts } from './run-call.ts'
import { RunScope } from './run-scope.ts'
import type { Service } from './service.ts'
import { decodeBundle, type Ready } from './steps/decode.ts'
import { guard } from './steps/guard.ts'
import { invokeQueries } from './steps/invoke.ts'
import { select } from './steps/route.ts'

/** What the mutation of this answer already says. */
export interface RefreshFacts {
  /** Visible targets. */
  readonly targets: readonly Target[]
  /** Slots that `merge` fills: they need no read. */
  readonly merged: readonly Target[]
  /** Identity text of whoever ran the mutation. */
  readonly own: string
}

/** Whether a bundle that may come depends on who calls. */
export function readsCaller(
  mounted: readonly JsonValue[],
  { targets }: RefreshFacts,
  { contexts }: Service,
): boolean {
  return mounted.some((item) => {
    const name = readItem(item)?.context
    const context = name === undefined ? undefined : contexts.get(name)
    return context?.declared.userScoped === true && targets.some((target) => target.context === name)
  })
}

/** JSON texts of the items that came in time and fit, in the order of `mounted`: most recent first. */
export async function refresh(
  mounted: readonly JsonValue[],
  about: RefreshFacts,
  facts: CallFacts,
): Promise<readonly string[]> {
  const { service } = facts
  const scope = new RunScope(facts.scope)
  const needsPrimary = service.cache?.isPrimaryNeeded === true
  const texts: (string | undefined)[] = []
  const work = mounted.map(async (item, index) => {
    texts[index] = await refreshItem(item, about, { ...facts, scope, needsPrimary }).catch((error: unknown) =>
      skip(error, facts),
    )
  })
  await new Promise<void>((resolve) => {
    const cancel = service.clock.after(service.limits.refreshBudgetMs, resolve)
    void Promise.all(work).then(() => {
      cancel()
      resolve()
    })
  })
  const arrived = [...texts]
  scope.abort(new DOMException('the time for refreshed bundles is over', 'AbortError'))
  return takeFitting(arrived, service.limits.refreshBudgetBytes)
}

async function refreshItem(
  item: JsonValue,
  about: RefreshFacts,
  facts: CallFacts,
): Promise<string | undefined> {
  const { service } = facts
  const asked = readItem(item)
  const context = asked === undefined ? undefined : service.contexts.get(asked.context)
  if (asked === undefined || context === undefined) return undefined
  if (!about.targets.some((target) => target.context === asked.context)) return undefined
  const isDeclared = (name: string): boolean => context.params.some((param) => param.name === name)
  const shown = select(context, asked.functions)
  if (shown === undefined || !Object.keys(asked.params).every(isDeclared)) return undefined
  await guard(shown.queries, facts, true)
  const ready = await decodeBundle(shown, { values: asked.params }, service)
  const stale = narrow(shown, ready, about)
  if (stale === undefined) return undefined
  const kept = bringFresh(asked, { selection: stale, ready, facts })
  if (kept !== undefined) return kept
  const chosen = stale === shown ? ready : ready.filter((one) => stale.queries.includes(one.function))
  const outcomes = await invokeQueries(chosen, facts)
  if (outcomes.some((outcome) => 'failure' in outcome)) return undefined
  const bundle = toBundleText(stale, { ready: chosen, outcomes, service })
  // Its item has no X-Mizan-Identity: a kernel would take it for everybody's.
  const isPrivateByAccident = bundle.isTainted && !context.declared.userScoped
  const isTagged = !stale.isSlice && !bundle.isTainted
  return isPrivateByAccident ? undefined : toItemText(asked, bundle.text, isTagged)
}

/** A whole bundle of a context that is kept: one execution that also fills the cache. Undefined for what is not kept. */
function bringFresh(
  asked: AskedItem,
  {
    selection,
    ready,
    facts,
  }: { readonly selection: Selection; readonly ready: readonly Ready[]; readonly facts: CallFacts },
): Promise<string | undefined> | undefined {
  const { service, caller } = facts
  const { declared } = selection.context
  const isKept = !selection.isSlice && service.openRuns?.isInTransaction() !== true
  const plan = isKept ? service.cache?.planOf(selection.context) : undefined
  const reader = declared.userScoped ? readerOf(caller) : undefined
  if (service.cache === undefined || plan === undefined || (declared.userScoped && reader === undefined))
    return undefined
  const vary = declared.vary.length === 0 ? undefined : service.vary.resolve(declared.vary, facts.request)
  const entry = toEntryText(selection, ready, service)
  if (entry.header === undefined) return undefined
  const brought = bringBundle({
    cache: service.cache,
    place: service.cache.toPlace({ context: declared, plan, entry, reader, vary }),
    selection,
    source: { values: asked.params },
    ready,
    facts,
    reload: reader === undefined ? undefined : () => caller.reload(),
    onRun: () => undefined,
  })
  return Promise.resolve(brought).then((outcome) => toFreshItem(asked, outcome, declared.userScoped))
}

function toFreshItem(asked: AskedItem, outcome: BundleOutcome, isUserScoped: boolean): string | undefined {
  if (outcome.from === 'nowhere') return undefined
  if (outcome.from === 'store') return toItemText(asked, outcome.entry.body, true)
  if (outcome.from === 'flight') return toItemText(asked, outcome.bundle.body, true)
  const { bundle } = outcome.own
  if (bundle === undefined || bundle.hasFailures || (bundle.isTainted && !isUserScoped)) return undefined
  return toItemText(asked, bundle.text, !bundle.isTainted)
}

interface AskedItem {
  readonly context: string
  readonly params: JsonObject
  readonly functions: readonly string[]
}

function readItem(item: JsonValue): AskedItem | undefined {
  if (!isJsonObject(item) || !Object.hasOwn(item, 'context')) return undefined
  const { context } = item
  const params = Object.hasOwn(item, 'params') ? item['params'] : {}
  const functions = Object.hasOwn(item, 'functions') ? item['functions'] : []
  if (typeof context !== 'string' || !isJsonObject(params) || !Array.isArray(functions)) return undefined
  if (Object.hasOwn(item, 'functions') && functions.length === 0) return undefined
  return functions.every((name) => typeof name === 'string') ? { context, params, functions } : undefined
}

/** The shown queries that a target matches and no merge fills; undefined when there are none. */
function narrow(shown: Selection, ready: readonly Ready[], about: RefreshFacts): Selection | undefined {
  const { name, userScoped } = shown.context.declared
  const entry = {
    context: name,
    params: toCanonicalParams(shown, ready),
    ...(userScoped ? { own: about.own } : {}),
  }
  const covers = (target: Target, query: string): boolean =>
    (target.function === undefined || target.function === query) &&
    matchTarget(forSlice(target, shown), entry)
  const queries = shown.queries.filter(
    (query) =>
      about.targets.some((target) => covers(target, query.name)) &&
      !about.merged.some((slot) => covers(slot, query.name)),
  )
  if (queries.length === 0) return undefined
  return queries.length === shown.queries.length ? shown : { ...shown, queries, isSlice: true }
}

/** A slice stands for its place in every bundle: params that its queries do not declare say nothing about it. */
function forSlice(target: Target, shown: Selection): Target {
  if (!shown.isSlice || target.params === undefined) return target
  const declared = new Set(shown.queries.flatMap((query) => query.parameters))
  const params = Object.entries(target.params).filter(([name]) => declared.has(name))
  return { ...target, params: Object.fromEntries(params) }
}

/** The bundle stands in the answer byte by byte as a fetch would give it, so that its ETag holds. */
function toItemText(asked: AskedItem, text: string, isTagged: boolean): string {
  const head = `{"context":${JSON.stringify(asked.context)},"params":${JSON.stringify(asked.params)}`
  const etag = isTagged ? `,"etag":${JSON.stringify(toEtag(text))}` : ''
  return `${head},"bundle":${text}${etag}}`
}

function takeFitting(texts: readonly (string | undefined)[], budgetBytes: number): readonly string[] {
  const encoder = new TextEncoder()
  let left = budgetBytes
  return texts.filter((text): text is string => {
    const size = text === undefined ? Number.POSITIVE_INFINITY : encoder.encode(text).length
    if (size > left) return false
    left -= size
    return true
  })
}

/** Refusals are expected: the client may show what it may no longer read. */
function skip(error: unknown, { service, id }: CallFacts): undefined {
  if (!isCallError(error)) service.report({ id, function: undefined, step: 'invalidate', error })
}
