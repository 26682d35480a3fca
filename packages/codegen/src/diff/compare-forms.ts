/** Two forms of one name: who may submit, what is submitted, what comes back. */
import type { FormNode } from '@mizan/protocol'
import type { ChangePlace } from './change.ts'
import { compareFields } from './compare-fields.ts'
import { compareGuards } from './compare-guards.ts'
import { compareTypes } from './compare-types.ts'
import type { ComparisonOf, Pair } from './type-comparison.ts'

export function compareForms(
  { before, after }: Pair<FormNode>,
  comparisonOf: ComparisonOf,
  place: ChangePlace,
): void {
  compareGuards({ before: before.auth, after: after.auth }, place.inside('auth'))
  compareFields({ before: before.input, after: after.input }, comparisonOf('input'), place.inside('input '))
  compareTypes({ before: before.output, after: after.output }, comparisonOf('output'), place.inside('output'))
  if ((before.formset === undefined) !== (after.formset === undefined))
    place.report(
      'breaking',
      'formset-changed',
      'it is submitted in another shape: one form, or a list of them',
    )
}
