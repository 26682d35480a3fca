/** Members of two objects: arguments, results, structs. Input objects are closed, output objects are open. */
import type { Field } from '@mizan/protocol'
import type { ChangePlace } from './change.ts'
import type { Pair, TypeComparison } from './type-comparison.ts'

export function compareFields(
  { before, after }: Pair<readonly Field[]>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  const old = new Map(before.map((field) => [field.name, field]))
  const young = new Map(after.map((field) => [field.name, field]))
  for (const [name, field] of old) {
    const other = young.get(name)
    if (other === undefined) reportRemoved(comparison, place.inside(`/${name}`))
    else compareField({ before: field, after: other }, comparison, place.inside(`/${name}`))
  }
  for (const [name, field] of young)
    if (!old.has(name)) reportAdded(field, comparison, place.inside(`/${name}`))
}

function reportRemoved({ direction }: TypeComparison, place: ChangePlace): void {
  if (direction === 'input')
    place.report('breaking', 'input-field-removed', 'it is gone: clients that send it are refused')
  else place.report('breaking', 'output-field-removed', 'it is gone: clients that read it find nothing')
}

function reportAdded(field: Field, { direction }: TypeComparison, place: ChangePlace): void {
  if (direction === 'output') return place.report('compatible', 'output-field-added', 'it is new')
  if (mayBeLeftOut(field))
    return place.report('compatible', 'input-field-added', 'it is new and may be left out')
  place.report('breaking', 'input-field-required', 'it is new and required: clients do not send it')
}

function compareField({ before, after }: Pair<Field>, comparison: TypeComparison, place: ChangePlace): void {
  if (comparison.direction === 'input') comparePresenceOfInput({ before, after }, place)
  else comparePresenceOfOutput({ before, after }, place)
  if (before.deprecated !== true && after.deprecated === true)
    place.report('note', 'deprecated', 'it is deprecated now')
  comparison.compare({ before: before.type, after: after.type }, comparison, place)
}

function comparePresenceOfInput({ before, after }: Pair<Field>, place: ChangePlace): void {
  const [old, young] = [mayBeLeftOut(before), mayBeLeftOut(after)]
  if (old && !young)
    place.report('breaking', 'input-field-required', 'it is required now: clients may leave it out')
  else if (!old && young) place.report('compatible', 'input-field-optional', 'it may be left out now')
  else if (old && before.default !== after.default) {
    const what = `left out, it means ${after.default ?? 'nothing'} where it meant ${before.default ?? 'nothing'}`
    place.report('note', 'default-changed', what)
  }
}

function comparePresenceOfOutput({ before, after }: Pair<Field>, place: ChangePlace): void {
  if (before.optional !== true && after.optional === true)
    place.report('breaking', 'output-field-optional', 'it may be absent now')
  if (before.optional === true && after.optional !== true)
    place.report('compatible', 'output-field-always', 'it is always there now')
}

function mayBeLeftOut(field: Field): boolean {
  return field.optional === true || field.default !== undefined
}
