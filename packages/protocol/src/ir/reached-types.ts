/** Which named types a document uses: no others are printed (IR.md, Canonical text). */
import type { Field, IrDocument, NamedType, TypeExpression } from './model.ts'
import type { NamedTypes } from './resolve-type.ts'

/** Everything in a document that holds types, but the named types themselves. */
type Roots = Omit<IrDocument, 'types'>

/** In no particular order; names that nobody declared are left out. */
export function reachedTypes(roots: Roots, types: NamedTypes): NamedType[] {
  const reached = new Map<string, NamedType>()
  const open = rootTypes(roots)
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (type.kind === 'ref') {
      const named = types.get(type.name)
      if (named === undefined || reached.has(named.name)) continue
      reached.set(named.name, named)
      open.push(named.type)
    } else {
      open.push(...innerTypes(type))
    }
  }
  return [...reached.values()]
}

/** The types directly inside a type expression. */
export function innerTypes(type: TypeExpression): readonly TypeExpression[] {
  switch (type.kind) {
    case 'list':
      return [type.item]
    case 'tuple':
      return type.items
    case 'map':
      return [type.value]
    case 'nullable':
      return [type.type]
    case 'union':
      return type.members
    case 'struct':
      return typesOf(type.fields)
    default:
      return []
  }
}

function rootTypes({ contexts, functions, channels, forms }: Roots): TypeExpression[] {
  return [
    ...contexts.flatMap((context) => typesOf(context.params)),
    ...[...functions, ...forms].flatMap((node) => [
      ...typesOf(node.input),
      node.output,
      ...typesOf(node.errors ?? []),
    ]),
    ...channels.flatMap(({ params, client, server }) => [
      ...typesOf(params),
      ...[client, server].filter((type) => type !== undefined),
    ]),
  ]
}

function typesOf(nodes: readonly Pick<Field, 'type'>[]): TypeExpression[] {
  return nodes.map((node) => node.type)
}
