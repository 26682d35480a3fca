/** How a type differs, seen from one direction: what narrows input or widens output breaks clients, the other way round does not. */
import {
  type EnumType,
  type LiteralType,
  type NamedTypes,
  resolveType,
  type TypeExpression,
  type UnionType,
} from '@mizan/protocol'
import { typeText } from '../diagnostics/type-text.ts'
import type { ChangePlace } from './change.ts'
import { compareBounds } from './compare-bounds.ts'
import { compareFields } from './compare-fields.ts'
import { type Pair, reportNarrowed, reportWidened, type TypeComparison } from './type-comparison.ts'

/** Named types of the same name are compared once, as types of their own; here their name is enough. */
export function compareTypes(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  if (before.kind === 'ref' && after.kind === 'ref') {
    const pair = `${before.name} ${after.name}`
    if (before.name === after.name || comparison.seen.has(pair)) return
    const seen = new Set([...comparison.seen, pair])
    return compareResolved(resolvePair({ before, after }, comparison), { ...comparison, seen }, place)
  }
  compareResolved(resolvePair({ before, after }, comparison), comparison, place)
}

function resolvePair(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
): Pair<TypeExpression> {
  return { before: resolveType(before, comparison.before), after: resolveType(after, comparison.after) }
}

function compareResolved(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  if (before.kind === 'nullable' || after.kind === 'nullable') {
    return compareNullable({ before, after }, comparison, place)
  }
  if (before.kind === after.kind) return compareSameKind({ before, after }, comparison, place)
  if (before.kind === 'union' || after.kind === 'union') {
    return compareMembers({ before: membersOf(before), after: membersOf(after) }, comparison, place)
  }
  compareKinds({ before, after }, comparison, place)
}

function compareNullable(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  const [isBefore, isAfter] = [takesNull(before), takesNull(after)]
  if (isBefore && !isAfter) reportNarrowed(comparison, place, 'it can no longer be null')
  if (!isBefore && isAfter) reportWidened(comparison, place, 'it can be null now')
  compareTypes({ before: withoutNull(before), after: withoutNull(after) }, comparison, place)
}

function takesNull(type: TypeExpression): boolean {
  return type.kind === 'nullable' || type.kind === 'nothing' || type.kind === 'json'
}

function withoutNull(type: TypeExpression): TypeExpression {
  return type.kind === 'nullable' ? type.type : type
}

function compareSameKind(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  compareBounds({ before, after }, comparison, place)
  if (before.kind === 'list' && after.kind === 'list')
    return compareTypes({ before: before.item, after: after.item }, comparison, place.inside('/*'))
  if (before.kind === 'map' && after.kind === 'map')
    return compareTypes({ before: before.value, after: after.value }, comparison, place.inside('/*'))
  if (before.kind === 'struct' && after.kind === 'struct')
    return compareFields({ before: before.fields, after: after.fields }, comparison, place)
  if (before.kind === 'union' && after.kind === 'union')
    return compareMembers({ before: before.members, after: after.members }, comparison, place)
  if (before.kind === 'enum' && after.kind === 'enum')
    return compareEnums({ before, after }, comparison, place)
  if (before.kind === 'tuple' && after.kind === 'tuple') {
    if (before.items.length !== after.items.length) return reportOther({ before, after }, place)
    for (const [index, item] of before.items.entries()) {
      const other = after.items[index]
      if (other !== undefined)
        compareTypes({ before: item, after: other }, comparison, place.inside(`/${index}`))
    }
    return
  }
  if (before.kind === 'literal' && after.kind === 'literal' && before.value !== after.value)
    reportOther({ before, after }, place)
}

function compareEnums(
  { before, after }: Pair<EnumType>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  for (const value of before.values)
    if (!after.values.includes(value))
      reportNarrowed(comparison, place, `the value ${JSON.stringify(value)} is gone`)
  for (const value of after.values)
    if (!before.values.includes(value))
      reportWidened(comparison, place, `the value ${JSON.stringify(value)} is new`)
}

/** Members are the same when they stand for the same JSON: the discriminator's literal for objects, the kind for others. */
function compareMembers(
  { before, after }: Pair<readonly TypeExpression[]>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  const [old, young] = [keyMembers(before, comparison.before), keyMembers(after, comparison.after)]
  for (const [key, member] of old) {
    const other = young.get(key)
    if (other === undefined)
      reportNarrowed(comparison, place, `${typeText(member)} is no longer among its types`)
    else compareTypes({ before: member, after: other }, comparison, place)
  }
  for (const [key, member] of young)
    if (!old.has(key)) reportWidened(comparison, place, `${typeText(member)} is a new one of its types`)
}

function membersOf(type: TypeExpression): readonly TypeExpression[] {
  return type.kind === 'union' ? (type satisfies UnionType).members : [type]
}

function keyMembers(members: readonly TypeExpression[], types: NamedTypes): Map<string, TypeExpression> {
  return new Map(members.map((member) => [keyOf(resolveType(member, types)), member]))
}

function keyOf(type: TypeExpression): string {
  if (type.kind === 'enum' || (type.kind === 'literal' && typeof type.value === 'string')) return 'enum'
  if (type.kind !== 'struct') return type.kind
  const fixed = type.fields.map((field) =>
    field.type.kind === 'literal' ? `${field.name}=${field.type.value}` : '',
  )
  return `struct ${fixed.filter((text) => text !== '').join()}`
}

function compareKinds(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  const texts = enumPair({ before, after })
  if (texts !== undefined) return compareEnums(texts, comparison, place)
  const what = `${typeText(before)} became ${typeText(after)}`
  if (holds(after, before)) return reportWidened(comparison, place, what)
  if (holds(before, after)) return reportNarrowed(comparison, place, what)
  reportOther({ before, after }, place)
}

/** A literal text is an enum of one. */
function enumPair({ before, after }: Pair<TypeExpression>): Pair<EnumType> | undefined {
  const [old, young] = [toEnum(before), toEnum(after)]
  return old === undefined || young === undefined ? undefined : { before: old, after: young }
}

function toEnum(type: TypeExpression): EnumType | undefined {
  if (type.kind === 'enum') return type
  return isText(type) ? { kind: 'enum', values: [String(type.value)] } : undefined
}

function isText(type: TypeExpression): type is LiteralType {
  return type.kind === 'literal' && typeof type.value === 'string'
}

const PLAIN_TEXTS: ReadonlySet<string> = new Set(
  'enum uuid date time datetime duration decimal bigint bytes'.split(' '),
)

/** Every JSON value of the second is one of the first, bounds aside. */
function holds(wide: TypeExpression, narrow: TypeExpression): boolean {
  if (wide.kind === 'json') return true
  if (wide.kind === 'number') return narrow.kind === 'integer' || isLiteral(narrow, 'number')
  if (wide.kind === 'integer') return isLiteral(narrow, 'number')
  if (wide.kind === 'boolean') return isLiteral(narrow, 'boolean')
  if (wide.kind === 'decimal') return narrow.kind === 'bigint'
  return wide.kind === 'string' && (PLAIN_TEXTS.has(narrow.kind) || isLiteral(narrow, 'string'))
}

function isLiteral(type: TypeExpression, kind: 'number' | 'boolean' | 'string'): boolean {
  return type.kind === 'literal' && typeof type.value === kind
}

function reportOther({ before, after }: Pair<TypeExpression>, place: ChangePlace): void {
  place.report('breaking', 'type-changed', `${typeText(before)} became ${typeText(after)}`)
}
