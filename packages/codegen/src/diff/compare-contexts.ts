/** Two contexts of one name: their params as a whole bundle needs them, and who may fetch it. */
import type { ContextNode, ContextParam, Field, FunctionNode } from '@mizan/protocol'
import type { ChangePlace } from './change.ts'
import { compareFields } from './compare-fields.ts'
import type { ComparisonOf, Pair } from './type-comparison.ts'

/** A context with the queries that its bundle holds. */
export interface Bundle {
  readonly node: ContextNode
  readonly queries: readonly FunctionNode[]
}

export function compareContexts(
  { before, after }: Pair<Bundle>,
  comparisonOf: ComparisonOf,
  place: ChangePlace,
): void {
  // Params that nobody knows are ignored (CTX-8), so that a param that is gone breaks nobody.
  const known = before.node.params.filter(({ name }) =>
    after.node.params.some((param) => param.name === name),
  )
  const params = { before: known.map(fieldOf), after: after.node.params.map(fieldOf) }
  compareFields(params, comparisonOf('input'), place.inside('param '))
  for (const { name } of before.node.params)
    if (!known.some((param) => param.name === name))
      place
        .inside(`param /${name}`)
        .report('note', 'param-removed', 'it is gone: what clients send of it is ignored')
  compareWhole({ before, after }, place)
}

/** One guard that fails refuses the whole bundle (CTX-15). */
function compareWhole({ before, after }: Pair<Bundle>, place: ChangePlace): void {
  const isGuarded = (bundle: Bundle) => bundle.queries.some((query) => query.auth !== undefined)
  const added = after.queries.filter((query) => !before.queries.some(({ name }) => name === query.name))
  for (const { name, auth } of added) {
    if (auth === undefined || before.queries.some((query) => query.auth === auth)) continue
    const what = `the new query ${name} has the guard ${auth}: who does not pass it loses the whole bundle`
    place.report('breaking', 'guard-tightened', what)
  }
  if (isGuarded(before) !== isGuarded(after)) {
    const what = isGuarded(after)
      ? 'it is user-scoped now: shared caches no longer hold it'
      : 'it is public now'
    place.report('note', 'user-scope-changed', what)
  }
}

function fieldOf({ name, type, default: defaultText, required }: ContextParam): Field {
  if (defaultText !== undefined) return { name, type, default: defaultText }
  return required === true ? { name, type } : { name, type, optional: true }
}
