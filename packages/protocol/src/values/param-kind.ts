/** How the values of a type stand in query strings and canonical texts (SPEC.md, Canonical text, Query string). */
import type { TypeExpression } from '../ir/model.ts'
import { type NamedTypes, stripNullable } from '../ir/resolve-type.ts'

/** `text`: plain, once. `list`: of plain texts, the key repeated. `json`: one RFC 8785 text. */
export type ParamKind = 'text' | 'list' | 'json'

export function paramKind(type: TypeExpression, types: NamedTypes): ParamKind {
  const plain = stripNullable(type, types).type
  if (isText(plain)) return 'text'
  if (plain.kind !== 'list') return 'json'
  const item = stripNullable(plain.item, types)
  return isText(item.type) && !item.nullable ? 'list' : 'json'
}

function isText({ kind }: TypeExpression): boolean {
  switch (kind) {
    case 'list':
    case 'tuple':
    case 'map':
    case 'union':
    case 'struct':
    case 'json':
    case 'nothing':
    case 'file':
      return false
    default:
      return true
  }
}
