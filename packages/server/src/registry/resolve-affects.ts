/** The `affects` and `scope` options → static effects (SPEC.md, Scope of a target). */
import type { NamedTypes } from '@mizan/protocol'
import type { AffectsDetail } from '../declare/affects.ts'
import { declarationOf } from '../declare/declaration.ts'
import { isReactContext, type ReactContext } from '../declare/react-context.ts'
import { IMPORT_CYCLE } from './check-options.ts'
import type { FunctionDraft } from './function-draft.ts'
import type { ContextDraft, ParamDraft } from './read-contexts.ts'
import type { RegisteredAffect } from './registry.ts'
import { isSameType } from './same-type.ts'

export interface AffectsTools {
  readonly contexts: ReadonlyMap<string, ContextDraft>
  /** By the function that carries the declaration. */
  readonly bySource: ReadonlyMap<unknown, FunctionDraft>
  readonly types: NamedTypes
}

export function resolveAffects(draft: FunctionDraft, tools: AffectsTools): RegisteredAffect[] {
  const { affects, merge } = draft.collected.declaration.options
  const entries: unknown[] = affects === undefined || affects === 'nothing' ? [] : [affects].flat()
  const resolved = entries.flatMap((entry) => resolveEntry(entry, draft, tools) ?? [])
  if (affects === 'nothing' && merge !== undefined) {
    draft.report.addAt(
      'affects',
      "'nothing' contradicts `merge`, which replaces a value",
      'Leave `affects` out.',
    )
  }
  // A merge says that the context changed, whether or not `affects` says so too.
  const merged = merge === undefined ? [] : [merge].flat().filter(isReactContext)
  const implied = merged.filter(({ name }) => !resolved.some(({ context }) => context === name))
  const all = [...resolved, ...implied.flatMap((context) => resolveEntry(context, draft, tools) ?? [])]
  checkScopes(draft, all)
  checkRepeats(draft, all)
  return all
}

/** Params that stand in a target of this shape. */
export function paramsOf(context: ContextDraft, functionName: string | undefined): readonly ParamDraft[] {
  return functionName === undefined
    ? context.params
    : context.params.filter(({ usedBy }) => usedBy.includes(functionName))
}

function resolveEntry(
  entry: unknown,
  draft: FunctionDraft,
  tools: AffectsTools,
): RegisteredAffect | undefined {
  const detail = toDetail(entry)
  if (detail === undefined) {
    draft.report.addAt(
      'affects',
      "must be a ReactContext, a query, an object with one of them, or 'nothing'",
      IMPORT_CYCLE,
    )
    return undefined
  }
  const target =
    detail.function === undefined
      ? contextTarget(detail.context, draft, tools)
      : queryTarget(detail, draft, tools)
  if (target === undefined) return undefined
  const { context, functionName } = target
  if (detail.own === true && !context.userScoped) {
    draft.report.addAt(
      'affects',
      `own: no query of the context "${context.name}" has a guard, so its entries belong to nobody`,
      'Leave out `own`, or give a query `auth`.',
    )
  }
  if (detail.before !== undefined && detail.params === undefined) {
    draft.report.addAt('affects', '`before` prepares for `params`, which is not there')
  }
  return {
    context: context.name,
    ...(functionName === undefined ? {} : { function: functionName }),
    own: detail.own === true,
    hidden: detail.hidden === true,
    scope:
      detail.params === undefined
        ? readScope(detail, { draft, context, functionName, types: tools.types })
        : explicitScope(detail, draft),
    ...(detail.before === undefined ? {} : { before: bind(detail, 'before') }),
    ...(detail.params === undefined ? {} : { params: bind(detail, 'params') }),
  }
}

function toDetail(entry: unknown): AffectsDetail | undefined {
  if (isReactContext(entry)) return { context: entry }
  if (typeof entry === 'function') return { function: entry as never }
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : undefined
}

/** Entries may be instances that use `this`. */
function bind<Name extends 'before' | 'params'>(
  detail: AffectsDetail,
  name: Name,
): NonNullable<RegisteredAffect[Name]> {
  return (detail[name] as (...args: unknown[]) => unknown).bind(detail)
}

interface ResolvedTarget {
  readonly context: ContextDraft
  readonly functionName: string | undefined
}

function contextTarget(
  context: ReactContext | undefined,
  draft: FunctionDraft,
  tools: AffectsTools,
): ResolvedTarget | undefined {
  if (!isReactContext(context)) {
    draft.report.addAt('affects', 'an entry needs a `context` or a `function`', IMPORT_CYCLE)
    return undefined
  }
  const found = tools.contexts.get(context.name)
  if (found !== undefined) return { context: found, functionName: undefined }
  draft.report.addAt(
    'affects',
    `the context "${context.name}" has no query`,
    'Register the module of its queries: createApp({ modules: […] }).',
  )
  return undefined
}

function queryTarget(
  detail: AffectsDetail,
  draft: FunctionDraft,
  tools: AffectsTools,
): ResolvedTarget | undefined {
  const query = tools.bySource.get(detail.function)
  const context = query?.context === undefined ? undefined : tools.contexts.get(query.context)
  if (query !== undefined && context !== undefined) {
    if (detail.context === undefined || detail.context.name === context.name)
      return { context, functionName: query.name }
    draft.report.addAt(
      'affects',
      `"${query.name}" is a query of the context "${context.name}", not of "${detail.context.name}"`,
    )
    return undefined
  }
  if (query !== undefined)
    draft.report.addAt('affects', `"${query.name}" is a mutation: only queries can become stale`)
  else if (declarationOf(detail.function) === undefined)
    draft.report.addAt('affects', 'the function is not declared with client', 'Name a query, or its context.')
  else
    draft.report.addAt(
      'affects',
      'the query is not registered',
      'Register its module: createApp({ modules: […] }).',
    )
  return undefined
}

interface ScopeFacts {
  readonly draft: FunctionDraft
  readonly context: ContextDraft
  readonly functionName: string | undefined
  readonly types: NamedTypes
}

/** What matches by itself, and what was listed. */
function readScope(detail: AffectsDetail, facts: ScopeFacts): readonly string[] {
  const { draft, context, functionName, types } = facts
  const fields = draft.input.fields
  const params = paramsOf(context, functionName)
  const listed = [...(detail.scope ?? []), ...(draft.collected.declaration.options.scope ?? [])]
  const isSame = (param: ParamDraft): boolean =>
    fields.some(({ name, type }) => name === param.name && isSameType(type, param.type, types))
  for (const name of detail.scope ?? [])
    checkListed(
      name,
      facts,
      params.find((param) => param.name === name),
    )
  return params
    .filter(
      (param) => isSame(param) && (listed.includes(param.name) || (param.isFixed && param.name !== 'id')),
    )
    .map(({ name }) => name)
}

function checkListed(
  name: string,
  { draft, context, types }: ScopeFacts,
  param: ParamDraft | undefined,
): void {
  const field = draft.input.fields.find((each) => each.name === name)
  if (field === undefined) draft.report.addAt('scope', `"${name}" is no argument of the function`)
  else if (param === undefined)
    draft.report.addAt('scope', `"${name}" is no param of the context "${context.name}" there`)
  else if (!isSameType(field.type, param.type, types))
    draft.report.addAt(
      'scope',
      `the argument "${name}" has another type than the param of the context "${context.name}"`,
    )
}

function explicitScope(detail: AffectsDetail, draft: FunctionDraft): readonly string[] {
  if (detail.scope !== undefined)
    draft.report.addAt('affects', '`scope` lists arguments and `params` computes: an entry has one of them')
  return []
}

/** What the function lists must do something for at least one of its targets. */
function checkScopes(draft: FunctionDraft, affects: readonly RegisteredAffect[]): void {
  for (const name of draft.collected.declaration.options.scope ?? []) {
    if (affects.some(({ scope }) => scope.includes(name)) || draft.report.isBroken) continue
    draft.report.addAt(
      'scope',
      `"${name}" is not an argument that is also a param of what the function affects`,
      'Names and types of both must be the same.',
    )
  }
}

function checkRepeats(draft: FunctionDraft, affects: readonly RegisteredAffect[]): void {
  const seen = new Set<string>()
  for (const { context, function: functionName, own, hidden, params } of affects) {
    if (params !== undefined) continue
    const text = JSON.stringify([context, functionName, own, hidden])
    if (seen.has(text)) draft.report.addAt('affects', `"${functionName ?? context}" is listed twice`)
    seen.add(text)
  }
}
