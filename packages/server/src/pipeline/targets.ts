/** What a mutation makes stale: declared effects, scopes and values, brought to targets (SPEC.md, Scope of a target). */
import { dedupeTargets, encodeTarget, type JsonObject, type JsonValue, type Target } from '@mizan/protocol'
import type { RegisteredAffect, RegisteredContext, RegisteredFunction } from '../registry/registry.ts'
import { ANONYMOUS } from './caller-identity.ts'
import type { Exchange } from './exchange.ts'
import type { Service } from './service.ts'
import { isPromise } from './settle.ts'
import type { Ran } from './steps/invoke.ts'

export interface ResolvedTarget {
  /** Params as canonical texts, `own` as the caller's identity text. */
  readonly target: Target
  /** The same params as values in normal form, for bodies. */
  readonly values: JsonObject
  readonly hidden: boolean
}

/** A target by names, as declarations have it and as `toContextTarget` makes it. */
export interface ContextTarget {
  readonly context: string
  readonly function?: string | undefined
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly own?: boolean | undefined
  readonly hidden?: boolean | undefined
}

/** What is known about a run whose targets are asked for. */
export interface RunFacts {
  /** Arguments in normal form. */
  readonly normal: JsonObject
  /** Identity text of the caller. */
  readonly own: string
  /** Absent when the run did not succeed: then explicit scopes are broad. */
  readonly success?: { readonly args: unknown; readonly result: unknown; readonly before: readonly unknown[] }
}

/** Targets of a function's declared effects. Never throws: what cannot be computed is broad. */
export async function resolveDeclared(
  declared: RegisteredFunction,
  facts: RunFacts,
  service: Service,
): Promise<ResolvedTarget[]> {
  const resolved: ResolvedTarget[] = []
  for (const [index, affect] of declared.affects.entries()) {
    for (const params of collectParamSets(affect, { facts, index, service, name: declared.name })) {
      const target = { ...affect, params }
      resolved.push(await resolveTarget(target, facts.own, service))
    }
  }
  return resolved
}

/** Targets of a run that succeeded: declared ones, and those that the handler named. Computed once. */
export function resolveRun(
  exchange: Pick<Exchange, 'caller' | 'service' | 'resolved'>,
  ran: Ran,
): Promise<readonly ResolvedTarget[]> {
  if (exchange.resolved?.ran === ran) return exchange.resolved.targets
  const targets = resolveRan(ran, (exchange.caller?.keys ?? ANONYMOUS).own, exchange.service)
  exchange.resolved = { ran, targets }
  return targets
}

async function resolveRan(ran: Ran, own: string, service: Service): Promise<readonly ResolvedTarget[]> {
  const { ready, result, before, call } = ran
  const success = { args: ready.value, result, before }
  const resolved = await resolveDeclared(ready.function, { normal: ready.normal, own, success }, service)
  for (const named of call.named) resolved.push(await resolveTarget(named, own, service))
  return resolved
}

/** A target that the app named by itself. */
export async function resolveTarget(
  asked: ContextTarget,
  own: string,
  service: Service,
): Promise<ResolvedTarget> {
  const { context, function: narrowed } = asked
  const registered = service.registry.contexts.get(context)
  const fixed =
    registered === undefined || asked.params === undefined
      ? NOTHING_FIXED
      : await fixParams(registered, narrowed, asked.params)
  const target: Target = {
    context,
    ...(narrowed === undefined ? {} : { function: narrowed }),
    ...(Object.keys(fixed.texts).length === 0 ? {} : { params: fixed.texts }),
    ...(asked.own === true ? { own } : {}),
  }
  return { target, values: fixed.values, hidden: asked.hidden === true }
}

export interface PublishedTargets {
  /** Everything to purge, hidden targets too. */
  readonly all: readonly Target[]
  /** What the answer says. */
  readonly visible: readonly Target[]
  /** `visible` as it stands in bodies. */
  readonly body: readonly JsonValue[]
  /** Param values of a visible target. */
  valuesOf(target: Target): JsonObject
}

export const NO_TARGETS: PublishedTargets = { all: [], visible: [], body: [], valuesOf: () => ({}) }

export function publishTargets(resolved: readonly ResolvedTarget[]): PublishedTargets {
  if (resolved.length === 0) return NO_TARGETS
  const values = new Map(resolved.map((one) => [encodeTarget(one.target), one.values]))
  const valuesOf = (target: Target): JsonObject => values.get(encodeTarget(target)) ?? {}
  const all = dedupeTargets(resolved.map((one) => one.target))
  const visible = dedupeTargets(resolved.filter((one) => !one.hidden).map((one) => one.target))
  return { all, visible, valuesOf, body: visible.map((target) => toBody(target, valuesOf(target))) }
}

interface FixedParams {
  readonly texts: Readonly<Record<string, string>>
  readonly values: JsonObject
}

const NOTHING_FIXED: FixedParams = { texts: {}, values: {} }

function collectParamSets(
  affect: RegisteredAffect,
  known: { facts: RunFacts; index: number; service: Service; name: string },
): readonly Readonly<Record<string, unknown>>[] {
  const { facts, index, service, name } = known
  const matched = pick(facts.normal, affect.scope)
  if (affect.params === undefined) return [matched]
  if (facts.success === undefined) return [{}]
  const { args, result, before } = facts.success
  try {
    const given = affect.params(args, result, before[index])
    if (given === undefined || given === null) return [{}]
    const sets = Array.isArray(given) ? given : [given]
    for (const set of sets) warnUnknownParams(set, affect, { service, name })
    return sets.length === 0 ? [{}] : sets
  } catch (error) {
    service.report({ id: '-', function: name, step: 'invalidate', error })
    return [{}]
  }
}

function pick(values: JsonObject, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const name of names) if (Object.hasOwn(values, name)) picked[name] = values[name]
  return picked
}

function warnUnknownParams(
  set: object,
  affect: RegisteredAffect,
  known: { service: Service; name: string },
): void {
  const params = known.service.registry.contexts.get(affect.context)?.params ?? []
  for (const name of Object.keys(set)) {
    if (params.some((param) => param.name === name)) continue
    known.service.warnOnce(
      `${known.name}: affects names ${name}, which is no param of the context ${affect.context}`,
    )
  }
}

/** A value that fails its param's own rules is left out, which is broader. */
async function fixParams(
  context: RegisteredContext,
  narrowed: string | undefined,
  given: Readonly<Record<string, unknown>>,
): Promise<FixedParams> {
  const texts: Record<string, string> = {}
  const values: Record<string, JsonValue> = {}
  for (const param of context.params) {
    if (!isReachable(param, context) || !isOf(param, narrowed) || !Object.hasOwn(given, param.name)) continue
    const value = given[param.name]
    if (value === null || value === undefined) continue
    const normal = await normalizeParam(param, value)
    const text = normal === undefined ? undefined : param.canonicalText(normal)
    if (normal === undefined || text === undefined) continue
    texts[param.name] = text
    values[param.name] = normal
  }
  return { texts, values }
}

async function normalizeParam(
  param: RegisteredContext['params'][number],
  value: unknown,
): Promise<JsonValue | undefined> {
  try {
    const normal = param.normalize(value)
    return isPromise(normal) ? await normal : normal
  } catch {
    return undefined
  }
}

function isOf(param: { readonly usedBy: readonly string[] }, narrowed: string | undefined): boolean {
  return narrowed === undefined || param.usedBy.includes(narrowed)
}

/** No entry holds a param that only private queries declare: a target with it would match none. */
function isReachable(param: RegisteredContext['params'][number], context: RegisteredContext): boolean {
  return context.queries.some((query) => !query.private && param.usedBy.includes(query.name))
}

function toBody(target: Target, values: JsonObject): JsonValue {
  const isBare = target.function === undefined && target.params === undefined && target.own === undefined
  if (isBare) return target.context
  return {
    context: target.context,
    ...(target.function === undefined ? {} : { function: target.function }),
    ...(target.own === undefined ? {} : { own: true }),
    ...(target.params === undefined ? {} : { params: values }),
  }
}
