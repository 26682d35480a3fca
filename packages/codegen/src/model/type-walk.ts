/** Walks type expressions: their direct parts, and everything that a named type reaches. */
import type { Field, NamedType, TypeExpression } from '@mizan/protocol'

export type TypesByName = ReadonlyMap<string, NamedType>

export function indexTypes(types: readonly NamedType[]): TypesByName {
  return new Map(types.map((type) => [type.name, type]))
}

/** Calls `visit` for the expression and everything inside it, refs not followed. */
export function walkType(type: TypeExpression, visit: (type: TypeExpression) => void): void {
  visit(type)
  for (const part of partsOf(type)) walkType(part, visit)
}

/** Names of the types that the expression reaches, through refs. */
export function reachedNames(
  type: TypeExpression,
  types: TypesByName,
  found = new Set<string>(),
): Set<string> {
  walkType(type, (inner) => {
    if (inner.kind !== 'ref' || found.has(inner.name)) return
    found.add(inner.name)
    const named = types.get(inner.name)
    if (named !== undefined) reachedNames(named.type, types, found)
  })
  return found
}

/** Whether the expression, or a type it reaches, holds something that fits. */
export function reaches(
  type: TypeExpression,
  types: TypesByName,
  fits: (type: TypeExpression) => boolean,
): boolean {
  let isFound = false
  const look = (inner: TypeExpression) => {
    if (fits(inner)) isFound = true
  }
  walkType(type, look)
  for (const name of reachedNames(type, types)) {
    const named = types.get(name)
    if (named !== undefined && !isFound) walkType(named.type, look)
  }
  return isFound
}

/** An object with these members, as input fields and params are. */
export function structOf(fields: readonly Field[]): TypeExpression {
  return { kind: 'struct', fields }
}

function partsOf(type: TypeExpression): readonly TypeExpression[] {
  switch (type.kind) {
    case 'list':
      return [type.item]
    case 'map':
      return [type.value]
    case 'nullable':
      return [type.type]
    case 'tuple':
      return type.items
    case 'union':
      return type.members
    case 'struct':
      return type.fields.map((field) => field.type)
    default:
      return []
  }
}
