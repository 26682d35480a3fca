/** Two functions of one name: arguments, result, errors, guard, ways to reach it, effects. */
import {
  type AffectsNode,
  compareByteOrder,
  type DeclaredErrorNode,
  type FunctionNode,
} from '@mizan/protocol'
import type { ChangePlace } from './change.ts'
import { compareFields } from './compare-fields.ts'
import { compareGuards } from './compare-guards.ts'
import { compareTypes } from './compare-types.ts'
import type { ComparisonOf, Pair, TypeComparison } from './type-comparison.ts'

/** Clients can reach it: by a call, or by its own URL. */
export function isPublic(node: FunctionNode): boolean {
  return node.private !== true
}

export function compareFunctions(
  { before, after }: Pair<FunctionNode>,
  comparisonOf: ComparisonOf,
  place: ChangePlace,
): void {
  compareReach({ before, after }, place)
  compareGuards({ before: before.auth, after: after.auth }, place.inside('auth'))
  compareFields({ before: before.input, after: after.input }, comparisonOf('input'), place.inside('input '))
  compareTypes({ before: before.output, after: after.output }, comparisonOf('output'), place.inside('output'))
  compareErrors({ before: before.errors ?? [], after: after.errors ?? [] }, comparisonOf('output'), place)
  compareEffects({ before, after }, place)
  if (before.deprecated !== true && after.deprecated === true)
    place.report('note', 'deprecated', 'it is deprecated now')
  if (before.cache !== after.cache)
    place.report('note', 'cache-changed', `cache ${before.cache ?? 'none'} became ${after.cache ?? 'none'}`)
}

function compareReach({ before, after }: Pair<FunctionNode>, place: ChangePlace): void {
  if (before.kind !== after.kind)
    place.report(
      'breaking',
      'kind-changed',
      `the ${before.kind} became a ${after.kind}: clients read and call it in other ways`,
    )
  else if (before.context !== after.context)
    place.report(
      'breaking',
      'context-changed',
      `it moved from context ${before.context} to ${after.context}: bundles lack it`,
    )
  if (before.transport !== after.transport) {
    const what = `the transport ${before.transport ?? 'any'} became ${after.transport ?? 'any'}`
    if (after.transport === undefined) place.report('compatible', 'transport-loosened', what)
    else place.report('breaking', 'transport-restricted', what)
  }
  compareRoutes({ before, after }, place.inside('route'))
}

function compareRoutes({ before, after }: Pair<FunctionNode>, place: ChangePlace): void {
  const [old, young] = [before.route, after.route]
  if (old === undefined && young === undefined) return
  if (old === undefined)
    return place.report('breaking', 'route-added', 'it became a view: calls do not find it')
  if (young === undefined) return place.report('breaking', 'route-removed', `its URL ${old.path} is gone`)
  if (old.path !== young.path)
    place.report('breaking', 'route-changed', `its URL ${old.path} became ${young.path}`)
  for (const method of old.methods)
    if (!young.methods.includes(method)) place.report('breaking', 'route-method-removed', `${method} is gone`)
  for (const method of young.methods)
    if (!old.methods.includes(method)) place.report('compatible', 'route-method-added', `${method} is new`)
}

function compareErrors(
  { before, after }: Pair<readonly DeclaredErrorNode[]>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  for (const error of before) {
    const other = after.find(({ code }) => code === error.code)
    const at = place.inside(`error ${error.code}`)
    if (other === undefined) {
      at.report('note', 'error-removed', 'it is gone: code that looks for it has nothing to find')
      continue
    }
    if (other.status !== error.status)
      at.report(
        'note',
        'error-status-changed',
        `status ${error.status} became ${other.status}; clients look at the code`,
      )
    compareTypes({ before: error.type, after: other.type }, comparison, at.inside(' details'))
  }
  for (const { code } of after) {
    if (before.some((error) => error.code === code)) continue
    place
      .inside(`error ${code}`)
      .report('note', 'error-added', 'it is new: clients take it for any other refusal')
  }
}

/** Never breaking: stale data is refetched by what the answer says, clients know effects beforehand only to be quicker. */
function compareEffects({ before, after }: Pair<FunctionNode>, place: ChangePlace): void {
  const [old, young] = [effectTexts(before), effectTexts(after)]
  for (const text of old)
    if (!young.includes(text)) place.report('note', 'effect-removed', `it no longer has the effect: ${text}`)
  for (const text of young)
    if (!old.includes(text)) place.report('note', 'effect-added', `it has a new effect: ${text}`)
}

function effectTexts(node: FunctionNode): string[] {
  const affects = (node.affects ?? []).map(describeAffects)
  const merges = (node.merge ?? []).map((merge) => `merge ${merge.context}.${merge.function}`)
  return [...affects, ...merges].sort(compareByteOrder)
}

function describeAffects(node: AffectsNode): string {
  const target = node.function === undefined ? node.context : `${node.context}.${node.function}`
  const scope = node.scope.length === 0 ? '' : ` by ${node.scope.join(', ')}`
  const marks = `${node.explicit === true ? ', computed params' : ''}${node.own === true ? ', own entries' : ''}`
  return `affects ${target}${scope}${marks}`
}
