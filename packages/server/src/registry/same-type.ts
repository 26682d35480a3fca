/** Whether an argument and a param are of one IR type, whatever they say about bounds, docs and null (SPEC.md, Scope of a target). */
import { type Field, type NamedTypes, stripNullable, type TypeExpression } from '@mizan/protocol'

export function isSameType(first: TypeExpression, second: TypeExpression, types: NamedTypes): boolean {
  if (first.kind === 'ref' && second.kind === 'ref' && first.name === second.name) return true
  const a = stripNullable(first, types).type
  const b = stripNullable(second, types).type
  const same = (x: TypeExpression, y: TypeExpression): boolean => isSameType(x, y, types)
  if (a.kind === 'literal' && b.kind === 'literal') return a.value === b.value
  if (a.kind === 'enum' && b.kind === 'enum') return a.values.join('\n') === b.values.join('\n')
  if (a.kind === 'list' && b.kind === 'list') return same(a.item, b.item)
  if (a.kind === 'map' && b.kind === 'map') return same(a.value, b.value)
  if (a.kind === 'tuple' && b.kind === 'tuple') return areSame(a.items, b.items, same)
  if (a.kind === 'union' && b.kind === 'union') return areSame(a.members, b.members, same)
  if (a.kind === 'struct' && b.kind === 'struct')
    return areSame(a.fields, b.fields, (x, y) => isSameField(x, y, types))
  return a.kind === b.kind
}

function areSame<Item>(
  first: readonly Item[],
  second: readonly Item[],
  same: (a: Item, b: Item) => boolean,
): boolean {
  return first.length === second.length && first.every((item, index) => same(item, second[index] as Item))
}

function isSameField(first: Field, second: Field, types: NamedTypes): boolean {
  return first.name === second.name && isSameType(first.type, second.type, types)
}
