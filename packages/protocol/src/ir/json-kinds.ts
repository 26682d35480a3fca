/** Which kinds of JSON a type takes: by them a union without discriminator is told apart (IR.md, Normal forms). */
import { IrError } from './ir-error.ts'
import type { TypeExpression } from './model.ts'
import { type NamedTypes, resolveType } from './resolve-type.ts'

export type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

const every: readonly JsonKind[] = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** @throws IrError for a type that does not resolve, or is a choice of itself. */
export function jsonKinds(
  type: TypeExpression,
  types: NamedTypes,
  seen: ReadonlySet<TypeExpression> = new Set(),
): readonly JsonKind[] {
  const resolved = resolveType(type, types)
  if (seen.has(resolved)) throw new IrError('A type is only a choice of itself.')
  const inside = new Set(seen).add(resolved)
  switch (resolved.kind) {
    case 'nothing':
      return ['null']
    case 'boolean':
      return ['boolean']
    case 'integer':
    case 'number':
      return ['number']
    case 'literal':
      return [
        typeof resolved.value === 'string'
          ? 'string'
          : typeof resolved.value === 'number'
            ? 'number'
            : 'boolean',
      ]
    case 'list':
    case 'tuple':
      return ['array']
    case 'map':
    case 'struct':
      return ['object']
    case 'json':
      return every
    case 'nullable':
      return [...new Set<JsonKind>(['null', ...jsonKinds(resolved.type, types, inside)])]
    case 'union':
      return [...new Set(resolved.members.flatMap((member) => jsonKinds(member, types, inside)))]
    default:
      // Texts of every sort; `file` stands in multipart, and in no union.
      return ['string']
  }
}

/** The literal by which a struct fixes a member; undefined when it does not. */
export function fixedMember(
  type: TypeExpression,
  name: string,
  types: NamedTypes,
): string | number | boolean | undefined {
  const struct = resolveType(type, types)
  if (struct.kind !== 'struct') return undefined
  const field = struct.fields.find((candidate) => candidate.name === name)
  if (field === undefined || field.optional === true || field.default !== undefined) return undefined
  const literal = resolveType(field.type, types)
  if (literal.kind === 'enum' && literal.values.length === 1) return literal.values[0]
  return literal.kind === 'literal' ? literal.value : undefined
}
