/** The `merge` option → the one query whose value the result is (SPEC.md, Merge). */
import { printType } from '@mizan/protocol'
import { isReactContext, type ReactContext } from '../declare/react-context.ts'
import { IMPORT_CYCLE } from './check-options.ts'
import type { FunctionDraft } from './function-draft.ts'
import type { ContextDraft } from './read-contexts.ts'
import type { RegisteredAffect, RegisteredMerge } from './registry.ts'
import { paramsOf } from './resolve-affects.ts'

export interface MergeFacts {
  readonly contexts: ReadonlyMap<string, ContextDraft>
  /** Of this mutation. */
  readonly affects: readonly RegisteredAffect[]
}

export function resolveMerges(draft: FunctionDraft, facts: MergeFacts): RegisteredMerge[] {
  const { merge } = draft.collected.declaration.options
  if (merge === undefined) return []
  return [merge].flat().flatMap((context: unknown) => {
    if (isReactContext(context)) return resolveMerge(context, draft, facts) ?? []
    draft.report.addAt('merge', 'must be a ReactContext, or a list of them', IMPORT_CYCLE)
    return []
  })
}

function resolveMerge(
  { name }: ReactContext,
  draft: FunctionDraft,
  facts: MergeFacts,
): RegisteredMerge | undefined {
  const context = facts.contexts.get(name)
  if (context === undefined || draft.report.isBroken) return undefined
  const text = printType(draft.output.type)
  const same = context.queries.filter(
    (query) => query.route === undefined && printType(query.output.type) === text,
  )
  const [query, second] = same
  if (query === undefined) {
    draft.report.addAt(
      'merge',
      `no query of the context "${name}" has the output type of this mutation`,
      'Give both the same output schema, or leave out `merge`.',
    )
    return undefined
  }
  if (second !== undefined) {
    draft.report.addAt(
      'merge',
      `the queries "${query.name}" and "${second.name}" of the context "${name}" have the same output type`,
      'Leave out `merge`: nobody could tell which value the result is.',
    )
    return undefined
  }
  return checkFixed(query, { draft, context, affects: facts.affects })
    ? { context: name, function: query.name }
    : undefined
}

interface Fixing {
  readonly draft: FunctionDraft
  readonly context: ContextDraft
  readonly affects: readonly RegisteredAffect[]
}

/** The entry to put the value into must be known: one target that names every param of the query, or computes them. */
function checkFixed(query: FunctionDraft, { draft, context, affects }: Fixing): boolean {
  const targets = affects.filter((affect) => affect.context === context.name)
  const [target, other] = targets
  if (target === undefined || other !== undefined) {
    draft.report.addAt(
      'merge',
      `the mutation has ${targets.length} targets of the context "${context.name}"; a merge needs exactly one`,
    )
    return false
  }
  if (target.function !== undefined && target.function !== query.name) {
    draft.report.addAt(
      'merge',
      `the result is the value of "${query.name}", but affects names "${target.function}"`,
    )
    return false
  }
  if (target.params !== undefined) return true
  const missing = paramsOf(context, query.name).find(({ name }) => !target.scope.includes(name))
  if (missing === undefined) return true
  draft.report.addAt(
    'merge',
    `nothing fixes the param "${missing.name}" of "${query.name}"`,
    `Take ${missing.name} as an argument (and list it in \`scope\` when it is a filter), or leave out \`merge\`.`,
  )
  return false
}
