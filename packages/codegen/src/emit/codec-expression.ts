/** The expression that turns one value from its wire form into its TypeScript form, or back. */
import type { TypeExpression } from '@mizan/protocol'
import { type ClientModel, findVariant } from '../model/client-model.ts'
import { valueSymbol } from '../model/code-symbol.ts'
import type { Direction } from '../model/type-usage.ts'
import type { TypesByName } from '../model/type-walk.ts'
import { propertyAccess, stringLiteral } from './code-text.ts'
import { commaList, group, indent, type Layout, line, softLine, whenBroken } from './layout.ts'

export type CodecMode = 'decode' | 'encode'

/** Makes a function for a type without a name; returns how it is called. */
export type Lift = (type: TypeExpression, path: readonly string[]) => string

export interface CodecContext {
  readonly model: ClientModel
  readonly direction: Direction
  readonly mode: CodecMode
  readonly lift: Lift
  /** From the enclosing function's value to this one. */
  readonly path: readonly string[]
}

/** The whole body of a function. `value` is the text of an expression without side effects. */
export function convertReturned(type: TypeExpression, value: string, context: CodecContext): Layout {
  return type.kind === 'union'
    ? group(convertUnion(type, value, context))
    : convertMember(type, value, context)
}

/** What stands after the name of a member. One level of structure is written out, what is deeper has functions of its own. */
export function convertMember(type: TypeExpression, value: string, context: CodecContext): Layout {
  if (!context.model.usage.hasCodec(type)) return value
  switch (type.kind) {
    case 'nullable':
      return group(conditional(`${value} === null`, 'null', convertInner(type.type, value, context)))
    case 'list':
      return convertList(type.item, value, context)
    case 'map':
      return convertMap(type.value, value, context)
    case 'tuple': {
      const items = type.items.map((item, index) =>
        convertInner(item, `${value}[${index}]`, step(context, `${index}`)),
      )
      return commaList('[', items, ']')
    }
    default:
      return convertInner(type, value, context)
  }
}

/** Always a call, or the value itself. */
function convertInner(type: TypeExpression, value: string, context: CodecContext): Layout {
  if (!context.model.usage.hasCodec(type)) return value
  switch (type.kind) {
    case 'ref':
      return [codecOfRef(type.name, context), `(${value})`]
    case 'datetime':
      return [
        valueSymbol(context.mode === 'decode' ? 'datetimeToDate' : 'dateToDatetime', '@mizan/client'),
        `(${value})`,
      ]
    case 'bytes':
      return [
        valueSymbol(context.mode === 'decode' ? 'base64ToBytes' : 'bytesToBase64', '@mizan/client'),
        `(${value})`,
      ]
    case 'bigint':
      return context.mode === 'decode' ? `BigInt(${value})` : `String(${value})`
    default:
      return `${context.lift(type, context.path)}(${value})`
  }
}

function convertList(item: TypeExpression, value: string, context: CodecContext): Layout {
  const body = convertInner(item, 'item', step(context, 'item'))
  return [`${value}.map((item) =>`, group(indent(line, body, whenBroken(',')), softLine), ')']
}

/** `fromEntries` defines members, so that a key `__proto__` is data like any other. */
function convertMap(type: TypeExpression, value: string, context: CodecContext): Layout {
  const pair = commaList('[', ['key', convertInner(type, 'item', step(context, 'item'))], ']')
  return commaList(
    'Object.fromEntries(',
    [[`Object.entries(${value}).map(([key, item]) => `, pair, ')']],
    ')',
  )
}

function codecOfRef(name: string, context: CodecContext): Layout {
  const codec = findVariant(context.model, name, context.direction)?.codec
  return (context.mode === 'decode' ? codec?.decode : codec?.encode) ?? ''
}

type Union = Extract<TypeExpression, { kind: 'union' }>

/** Members differ in their JSON kind, or a discriminator tells them apart (IR.md, Normal forms). Objects are asked for last, by then nothing else is left. */
function convertUnion(union: Union, value: string, context: CodecContext): Layout {
  const { usage } = context.model
  const members = union.members.map((type, index) => ({
    type,
    path: `${index}`,
    shapes: shapesOf(type, usage.types),
  }))
  const isLate = (shapes: readonly TypeExpression[]) => Number(shapes.some(isObjectShape))
  const isPlain = (type: TypeExpression) => Number(!usage.hasCodec(type))
  members.sort((a, b) => isLate(a.shapes) - isLate(b.shapes) || isPlain(a.type) - isPlain(b.type))
  let result: Layout | undefined
  for (const { type, path, shapes } of members.reverse()) {
    const converted = convertInner(type, value, step(context, path))
    const isSame = result === value && converted === value
    const tests = shapes.map((shape) => testOf(shape, value, { union, context }))
    if (result === undefined) result = converted
    else if (!isSame) result = conditional(tests.join(' || '), converted, result)
  }
  return result ?? value
}

/** What a value of the type can be, refs, unions and null taken apart. */
function shapesOf(type: TypeExpression, types: TypesByName, seen: readonly string[] = []): TypeExpression[] {
  switch (type.kind) {
    case 'nullable':
      return [{ kind: 'nothing' }, ...shapesOf(type.type, types, seen)]
    case 'union':
      return type.members.flatMap((member) => shapesOf(member, types, seen))
    case 'ref': {
      const named = seen.includes(type.name) ? undefined : types.get(type.name)
      return named === undefined ? [] : shapesOf(named.type, types, [...seen, type.name])
    }
    default:
      return [type]
  }
}

function testOf(shape: TypeExpression, value: string, how: { union: Union; context: CodecContext }): string {
  const { discriminator } = how.union
  const { mode, model } = how.context
  if (discriminator !== undefined && shape.kind === 'struct') {
    const field = shape.fields.find((candidate) => candidate.name === discriminator)
    const [literal] = field === undefined ? [] : shapesOf(field.type, model.usage.types)
    const fixed = literal?.kind === 'literal' ? literal.value : ''
    const text = typeof fixed === 'string' ? stringLiteral(fixed) : String(fixed)
    return `${value}${propertyAccess(discriminator)} === ${text}`
  }
  if (shape.kind === 'nothing') return `${value} === null`
  if (shape.kind === 'list' || shape.kind === 'tuple') return `Array.isArray(${value})`
  if (mode === 'encode' && shape.kind === 'datetime') return `${value} instanceof Date`
  if (mode === 'encode' && shape.kind === 'bytes') return `${value} instanceof Uint8Array`
  return `typeof ${value} === '${typeofName(shape, mode)}'`
}

function typeofName(shape: TypeExpression, mode: CodecMode): string {
  if (shape.kind === 'integer' || shape.kind === 'number') return 'number'
  if (shape.kind === 'boolean') return 'boolean'
  if (isObjectShape(shape)) return 'object'
  if (shape.kind === 'literal') return typeof shape.value
  return shape.kind === 'bigint' && mode === 'encode' ? 'bigint' : 'string'
}

function isObjectShape(shape: TypeExpression): boolean {
  return shape.kind === 'struct' || shape.kind === 'map'
}

/** Not a group of its own: a chain of conditionals breaks as a whole. */
function conditional(test: string, consequent: Layout, alternate: Layout): Layout {
  return [test, indent(line, '? ', consequent, line, ': ', alternate)]
}

function step(context: CodecContext, name: string): CodecContext {
  return { ...context, path: [...context.path, name] }
}
