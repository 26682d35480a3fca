/** A type expression of the IR as a TypeScript type. */
import type { Field, TypeExpression } from '@mizan/protocol'
import { type ClientModel, findVariant } from '../model/client-model.ts'
import { typeSymbol } from '../model/code-symbol.ts'
import type { Direction } from '../model/type-usage.ts'
import { docComment, propertyName, stringLiteral } from './code-text.ts'
import {
  commaList,
  group,
  hardLine,
  indent,
  join,
  type Layout,
  line,
  softLine,
  typeArguments,
  whenBroken,
} from './layout.ts'

export interface TypeContext {
  readonly model: ClientModel
  readonly direction: Direction
  /** `native` is what an app handles, `wire` what stands in JSON. */
  readonly form: 'native' | 'wire'
  /** Inside an alias that reaches itself. */
  readonly isRecursive?: boolean
  /** Print the comments of members; true by default. */
  readonly hasDocs?: boolean
}

const JSON_VALUE = typeSymbol('JsonValue', '@mizan/client')

/** `type` where a name, a literal or an operator expression may stand, such as after `=` or `:`. Comes with the space before it. */
export function typeAfter(mark: string, type: TypeExpression, context: TypeContext): Layout {
  const members = unionMembers(type, context)
  if (members === undefined) return [mark, ' ', typeLayout(type, context)]
  return [mark, group(indent(line, brokenUnion(members)))]
}

/** A type where nothing around it has to be minded. */
export function typeLayout(type: TypeExpression, context: TypeContext): Layout {
  const members = unionMembers(type, context)
  return members === undefined ? singleType(type, context) : group(join(members, [line, '| ']))
}

/** Members of an object type with their comments, one a line. */
export function fieldLines(fields: readonly Field[], context: TypeContext): Layout {
  return join(
    fields.map((field) => [
      docComment(fieldDoc(field, context)).map((text) => [text, hardLine]),
      fieldLayout(field, context),
    ]),
    hardLine,
  )
}

/** Whether a caller may leave the member out. */
export function mayBeAbsent(field: Field, direction: Direction): boolean {
  return direction === 'input'
    ? field.optional === true || field.default !== undefined
    : field.optional === true
}

function singleType(type: TypeExpression, context: TypeContext): Layout {
  switch (type.kind) {
    case 'literal':
      return literalText(type.value)
    case 'list':
      return [arrayItem(type.item, context), '[]']
    case 'tuple':
      return commaList('[', tupleItems(type.items, context), ']')
    case 'map':
      return mapLayout(type.value, context)
    case 'struct':
      return structLayout(type.fields, context)
    case 'ref':
      return refLayout(type.name, context)
    case 'json':
      return JSON_VALUE
    case 'nullable':
      return [singleType(type.type, context), ' | null']
    default:
      return scalarText(type.kind, context.form)
  }
}

function scalarText(kind: TypeExpression['kind'], form: TypeContext['form']): string {
  switch (kind) {
    case 'boolean':
      return 'boolean'
    case 'integer':
    case 'number':
      return 'number'
    case 'nothing':
      return 'null'
    case 'datetime':
      return form === 'wire' ? 'string' : 'Date'
    case 'bigint':
      return form === 'wire' ? 'string' : 'bigint'
    case 'bytes':
      return form === 'wire' ? 'string' : 'Uint8Array'
    default:
      return 'string'
  }
}

/** Undefined when the type is no union in TypeScript. An object or null stays in one piece: `{ … } | null`. */
function unionMembers(type: TypeExpression, context: TypeContext): Layout[] | undefined {
  switch (type.kind) {
    case 'enum':
      return type.values.map(literalText)
    case 'union':
      return typesOf(type.members, context)
    case 'nullable':
      if (isObjectOrNull(type)) return undefined
      return [...(unionMembers(type.type, context) ?? [singleType(type.type, context)]), 'null']
    default:
      return undefined
  }
}

/** The formatter keeps such a union in one piece. */
function isObjectOrNull(type: TypeExpression): boolean {
  return type.kind === 'nullable' && (type.type.kind === 'struct' || type.type.kind === 'map')
}

function typesOf(types: readonly TypeExpression[], context: TypeContext): Layout[] {
  return types.map((type) => typeLayout(type, context))
}

function arrayItem(item: TypeExpression, context: TypeContext): Layout {
  const members = unionMembers(item, context)
  if (isObjectOrNull(item)) return ['(', singleType(item, context), ')']
  if (members === undefined) return singleType(item, context)
  return group('(', indent(softLine, brokenUnion(members)), softLine, ')')
}

/** A union that is broken gets parentheses where other items stand beside it. */
function tupleItems(items: readonly TypeExpression[], context: TypeContext): Layout[] {
  return items.map((item) => {
    const members = unionMembers(item, context)
    if (members === undefined) return singleType(item, context)
    if (items.length === 1) return group(brokenUnion(members))
    return group(whenBroken('('), indent(softLine, brokenUnion(members)), softLine, whenBroken(')'))
  })
}

/** One member a line when broken, each with a bar before it. */
function brokenUnion(members: readonly Layout[]): Layout {
  return [
    whenBroken('| '),
    join(
      members.map((member) => indent(member)),
      [line, '| '],
    ),
  ]
}

/** `Record` in an alias that reaches itself is an error of TypeScript; an index signature is not. */
function mapLayout(value: TypeExpression, context: TypeContext): Layout {
  if (context.isRecursive === true) {
    return group('{', indent(line, typeAfter('[key: string]:', value, context)), line, '}')
  }
  const members = unionMembers(value, context)
  return [
    'Record',
    typeArguments('string', members === undefined ? singleType(value, context) : group(brokenUnion(members))),
  ]
}

function structLayout(fields: readonly Field[], context: TypeContext): Layout {
  if (fields.length === 0) return 'Record<string, never>'
  const hasDoc = fields.some((field) => fieldDoc(field, context).length > 0)
  if (hasDoc) return ['{', indent(hardLine, fieldLines(fields, context)), hardLine, '}']
  const separator: Layout = { kind: 'line', flat: '; ' }
  const members = fields.map((field) => fieldLayout(field, context))
  return group('{', indent(line, join(members, separator)), line, '}')
}

function fieldLayout(field: Field, context: TypeContext): Layout {
  const mark = mayBeAbsent(field, context.direction) ? '?:' : ':'
  return typeAfter(`${propertyName(field.name)}${mark}`, field.type, context)
}

function fieldDoc(field: Field, context: TypeContext): string[] {
  if (context.hasDocs === false) return []
  const lines = field.doc === undefined ? [] : field.doc.split('\n')
  if (field.default !== undefined && context.direction === 'input') lines.push(`@default ${field.default}`)
  if (field.example !== undefined) lines.push(`@example ${field.example}`)
  if (field.deprecated === true) lines.push('@deprecated')
  return lines
}

function refLayout(name: string, context: TypeContext): Layout {
  const variant = findVariant(context.model, name, context.direction)
  if (variant === undefined) return 'unknown'
  return context.form === 'wire' && variant.codec !== undefined ? variant.codec.wire : variant.symbol
}

function literalText(value: string | number | boolean): string {
  return typeof value === 'string' ? stringLiteral(value) : String(value)
}
