/** Normal form of unions and of enums, which are unions of texts (IR.md, Normal forms). */
import { compareByteOrder } from '../values/byte-order.ts'
import { IrError } from './ir-error.ts'
import { fixedMember, type JsonKind, jsonKinds } from './json-kinds.ts'
import type { TypeExpression } from './model.ts'
import { type NamedTypes, resolveType } from './resolve-type.ts'
import { printType } from './type-node.ts'

/**
 * Of members that are in normal form themselves.
 * @throws IrError for members that can be told apart neither by their kind of JSON nor by a discriminator.
 */
export function normalizeUnion(
  members: readonly TypeExpression[],
  discriminator: string | undefined,
  types: NamedTypes,
): TypeExpression {
  const flat = members.flatMap(flatten)
  const values = flat.filter((member) => member.kind !== 'nothing')
  const union = joinMembers(mergeTexts(mergeBooleans(values)), discriminator, types)
  if (union === undefined) return { kind: 'nothing' }
  return flat.length === values.length ? union : normalizeNullable(union)
}

/** Nullable of nullable is one; `nothing` and `json` hold null already. */
export function normalizeNullable(type: TypeExpression): TypeExpression {
  return type.kind === 'nullable' || type.kind === 'nothing' || type.kind === 'json'
    ? type
    : { kind: 'nullable', type }
}

/** Without repeats; one alone is a literal. */
export function normalizeEnum(values: readonly string[]): TypeExpression {
  const distinct = [...new Set(values)]
  const [only] = distinct
  if (only === undefined) throw new IrError('An enum needs a value.')
  return distinct.length === 1 ? { kind: 'literal', value: only } : { kind: 'enum', values: distinct }
}

function flatten(member: TypeExpression): readonly TypeExpression[] {
  if (member.kind === 'union') return member.members.flatMap(flatten)
  if (member.kind === 'nullable') return [...flatten(member.type), { kind: 'nothing' }]
  return [member]
}

/** Both literals, or one beside `boolean` itself, are `boolean`. */
function mergeBooleans(members: readonly TypeExpression[]): readonly TypeExpression[] {
  const isTruth = (member: TypeExpression) =>
    member.kind === 'boolean' || (member.kind === 'literal' && typeof member.value === 'boolean')
  const truths = new Set(members.filter(isTruth).map(printType))
  if (truths.size < 2) return members
  return [{ kind: 'boolean' }, ...members.filter((member) => !isTruth(member))]
}

/** Literals of texts and enums become one enum, in the order of their declaration. */
function mergeTexts(members: readonly TypeExpression[]): readonly TypeExpression[] {
  const texts = members.flatMap((member): readonly string[] => {
    if (member.kind === 'enum') return member.values
    return member.kind === 'literal' && typeof member.value === 'string' ? [member.value] : []
  })
  if (texts.length === 0) return members
  const others = members.filter(
    (member) => member.kind !== 'enum' && !(member.kind === 'literal' && typeof member.value === 'string'),
  )
  return [normalizeEnum(texts), ...others]
}

function joinMembers(
  members: readonly TypeExpression[],
  discriminator: string | undefined,
  types: NamedTypes,
): TypeExpression | undefined {
  const distinct = [...new Map(members.map((member) => [printType(member), member]))]
    .toSorted(([a], [b]) => compareByteOrder(a, b))
    .map(([, member]) => member)
  if (distinct.length < 2) return distinct[0]
  const name = chooseDiscriminator(distinct, discriminator, types)
  return { kind: 'union', members: distinct, ...(name !== undefined && { discriminator: name }) }
}

/** The declared one if it holds; none where kinds of JSON tell members apart; else the first member, by name, that does. */
function chooseDiscriminator(
  members: readonly TypeExpression[],
  declared: string | undefined,
  types: NamedTypes,
): string | undefined {
  if (declared !== undefined) {
    if (discriminates(members, declared, types)) return declared
    throw new IrError(`Not every member of the union fixes "${declared}" with a literal of its own.`)
  }
  const kind = sharedKind(members, types)
  if (kind === undefined) return undefined
  const [first] = members
  const struct = first && resolveType(first, types)
  const names =
    struct?.kind === 'struct' ? struct.fields.map((field) => field.name).toSorted(compareByteOrder) : []
  const found = names.find((name) => discriminates(members, name, types))
  if (found !== undefined) return found
  throw new IrError(
    `Two members of a union are both of the JSON kind "${kind}": make them objects that fix one field with a literal of their own.`,
  )
}

/** Whether every member fixes the field with a literal of its own. */
export function discriminates(members: readonly TypeExpression[], name: string, types: NamedTypes): boolean {
  const literals = members.map((member) => fixedMember(member, name, types))
  return !literals.includes(undefined) && new Set(literals).size === members.length
}

/** A kind of JSON that two members take; undefined when they are disjoint. */
export function sharedKind(members: readonly TypeExpression[], types: NamedTypes): JsonKind | undefined {
  const seen = new Set<JsonKind>()
  for (const member of members) {
    for (const kind of jsonKinds(member, types)) {
      if (seen.has(kind)) return kind
      seen.add(kind)
    }
  }
  return undefined
}
