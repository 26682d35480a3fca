/** Two channels of one name: who may join, and what travels. */
import type { ChannelNode, TypeExpression } from '@mizan/protocol'
import type { ChangePlace } from './change.ts'
import { compareFields } from './compare-fields.ts'
import { compareGuards } from './compare-guards.ts'
import { compareTypes } from './compare-types.ts'
import type { ComparisonOf, Pair, TypeComparison } from './type-comparison.ts'

export function compareChannels(
  { before, after }: Pair<ChannelNode>,
  comparisonOf: ComparisonOf,
  place: ChangePlace,
): void {
  compareGuards({ before: before.auth, after: after.auth }, place.inside('auth'))
  compareFields({ before: before.params, after: after.params }, comparisonOf('input'), place.inside('param '))
  compareMessages(
    { before: before.client, after: after.client },
    comparisonOf('input'),
    place.inside('client'),
  )
  compareMessages(
    { before: before.server, after: after.server },
    comparisonOf('output'),
    place.inside('server'),
  )
}

function compareMessages(
  { before, after }: Pair<TypeExpression | undefined>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  if (before !== undefined && after !== undefined) compareTypes({ before, after }, comparison, place)
  else if (before !== undefined) place.report('breaking', 'messages-removed', 'its messages are gone')
  else if (after !== undefined) place.report('compatible', 'messages-added', 'its messages are new')
}
