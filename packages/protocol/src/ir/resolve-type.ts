/** Following `ref` and removing `nullable` (IR.md, Types). */
import { IrError } from './ir-error.ts'
import type { NamedType, TypeExpression } from './model.ts'

export type NamedTypes = ReadonlyMap<string, NamedType>

/** Named types by name. */
export function toNamedTypes(types: readonly NamedType[]): NamedTypes {
  return new Map(types.map((type) => [type.name, type]))
}

/**
 * The first type that is no `ref`.
 * @throws IrError for an unknown name, and for names that only name each other.
 */
export function resolveType(
  type: TypeExpression,
  types: NamedTypes,
): Exclude<TypeExpression, { kind: 'ref' }> {
  let current = type
  for (let hops = 0; current.kind === 'ref'; hops++) {
    const named = types.get(current.name)
    if (named === undefined) throw new IrError(`There is no type "${current.name}".`)
    if (hops > types.size) throw new IrError(`The type "${current.name}" only refers to itself.`)
    current = named.type
  }
  return current
}

/** The type behind every `ref` and `nullable`, and whether null fits. */
export function stripNullable(
  type: TypeExpression,
  types: NamedTypes,
): { readonly type: Exclude<TypeExpression, { kind: 'ref' | 'nullable' }>; readonly nullable: boolean } {
  let nullable = false
  let current = resolveType(type, types)
  for (let hops = 0; current.kind === 'nullable'; hops++) {
    if (hops > types.size + 1) throw new IrError('A type is only nullable of itself.')
    nullable = true
    current = resolveType(current.type, types)
  }
  return { type: current, nullable: nullable || current.kind === 'nothing' || current.kind === 'json' }
}
