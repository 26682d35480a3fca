/** One way to say each type (IR.md, Normal forms). */

import { toCanonicalJson } from '../json/canonical-json.ts'
import { parseJson } from '../json/parse-json.ts'
import { compileChecker } from '../structure/compile-checker.ts'
import { defined } from './defined.ts'
import { IrError } from './ir-error.ts'
import type { Field, ListType, StringType, TypeExpression } from './model.ts'
import { normalizeDoc } from './normalize-doc.ts'
import { normalizeNumber } from './normalize-number.ts'
import { normalizeEnum, normalizeNullable, normalizeUnion } from './normalize-union.ts'
import type { NamedTypes } from './resolve-type.ts'

/**
 * The normal form of a type expression. `types` are needed where members of a union are refs.
 * @throws IrError for what has no normal form.
 */
export function normalizeType(type: TypeExpression, types: NamedTypes = new Map()): TypeExpression {
  const normalize = (inner: TypeExpression) => normalizeType(inner, types)
  switch (type.kind) {
    case 'string':
      return normalizeString(type)
    case 'integer':
    case 'number':
    case 'bigint':
    case 'decimal':
      return normalizeNumber(type)
    case 'bytes':
      return defined<TypeExpression>({ kind: type.kind, maxLength: type.maxLength })
    case 'file':
      return defined<TypeExpression>({ kind: type.kind, maxSize: type.maxSize, mediaType: type.mediaType })
    case 'literal':
      return { kind: type.kind, value: type.value === 0 ? 0 : type.value }
    case 'enum':
      return normalizeEnum(type.values)
    case 'list':
      return normalizeList(type, normalize(type.item))
    case 'tuple':
      return { kind: type.kind, items: type.items.map(normalize) }
    case 'map':
      return { kind: type.kind, value: normalize(type.value) }
    case 'nullable':
      // A nullable union is a union with null: both come out as the same.
      return normalizeNullable(normalize(type.type))
    case 'union':
      return normalizeUnion(type.members.map(normalize), type.discriminator, types)
    case 'struct':
      return { kind: type.kind, fields: type.fields.map((field) => normalizeField(field, types)) }
    case 'ref':
      return { kind: type.kind, name: type.name }
    default:
      return { kind: type.kind }
  }
}

/** A default makes `optional` idle; `default` and `example` become RFC 8785 texts of normal forms where they fit the type. */
export function normalizeField(field: Field, types: NamedTypes = new Map()): Field {
  const type = normalizeType(field.type, types)
  return defined<Field>({
    name: field.name,
    type,
    doc: normalizeDoc(field.doc),
    default: normalizeConstant(field.default, type, types),
    example: normalizeConstant(field.example, type, types),
    deprecated: field.deprecated,
    optional: field.default === undefined && field.optional,
  })
}

/** Left as it stands when it is not JSON or does not fit: `checkDocument` says so. */
export function normalizeConstant(
  text: string | undefined,
  type: TypeExpression,
  types: NamedTypes,
): string | undefined {
  if (text === undefined) return undefined
  try {
    const value = parseJson(text)
    const result = compileChecker(type, types)(value)
    return toCanonicalJson(result.ok ? result.value : value)
  } catch {
    return text
  }
}

/** `format` stands for the pattern that a library uses for it. */
function normalizeString({ format, maxLength, minLength, pattern }: StringType): StringType {
  return defined<StringType>({
    kind: 'string',
    format,
    maxLength,
    minLength: minLength === 0 ? undefined : minLength,
    pattern: format === undefined ? pattern : undefined,
  })
}

function normalizeList({ maxItems, minItems, unique }: ListType, item: TypeExpression): ListType {
  if (item.kind === 'file' && unique === true) throw new IrError('A list of files cannot be unique.')
  return defined<ListType>({
    kind: 'list',
    item,
    maxItems,
    minItems: minItems === 0 ? undefined : minItems,
    unique,
  })
}
