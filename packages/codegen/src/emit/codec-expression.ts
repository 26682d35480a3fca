/** The expression that turns one value from its wire form into its TypeScript form, or back. */
import type { TypeExpression } from '@mizan/protocol'
import { type ClientModel, findVariant } from '../model/client-model.ts'
import { valueSymbol } from '../model/code-symbol.ts'
import type { Direction } from '../model/type-usage.ts'
import { propertyAccess, stringLiteral } from './code-text.ts'
import { group, indent, join, type Layout, line, softLine } from './layout.ts'

export type CodecMode = 'decode' | 'encode'

/** Makes a function for an object type without a name; returns how it is called. */
export type Lift = (type: TypeExpression, path: readonly string[]) => string

export interface CodecContext {
  readonly model: ClientModel
  readonly direction: Direction
  readonly mode: CodecMode
  readonly lift: Lift
  /** From the enclosing function's value to this one. */
  readonly path: readonly string[]
  /** Of lambdas around the expression. */
  readonly depth: number
}

/** `value` is the text of an expression without side effects. */
export function convert(type: TypeExpression, value: string, context: CodecContext): Layout {
  if (!context.model.usage.hasCodec(type)) return value
  switch (type.kind) {
    case 'nullable': {
      const inner = convert(type.type, value, context)
      return conditional(`${value} === null`, 'null', inner)
    }
    case 'list':
      return convertList(type.item, value, context)
    case 'tuple': {
      const items = type.items.map((item, index) =>
        convert(item, `${value}[${index}]`, step(context, `${index}`)),
      )
      return group('[', indent(softLine, join(items, [',', line])), softLine, ']')
    }
    case 'map':
      return convertMap(type.value, value, context)
    case 'struct':
      return `${context.lift(type, context.path)}(${value})`
    case 'ref':
      return [codecOfRef(type.name, context), `(${value})`]
    case 'union':
      return convertUnion(type, value, context)
    default:
      return convertScalar(type.kind, value, context.mode)
  }
}

function convertScalar(kind: TypeExpression['kind'], value: string, mode: CodecMode): Layout {
  if (kind === 'bigint') return mode === 'decode' ? `BigInt(${value})` : `String(${value})`
  const names =
    kind === 'datetime' ? ['datetimeToDate', 'dateToDatetime'] : ['base64ToBytes', 'bytesToBase64']
  const name = mode === 'decode' ? names[0] : names[1]
  return [valueSymbol(name ?? '', '@mizan/client'), `(${value})`]
}

function convertList(item: TypeExpression, value: string, context: CodecContext): Layout {
  const local = localName('item', context.depth)
  return [`${value}.map((${local}) => `, convert(item, local, step(context, 'item', 1)), ')']
}

/** `fromEntries` defines members, so that a key `__proto__` is data like any other. */
function convertMap(type: TypeExpression, value: string, context: CodecContext): Layout {
  const [key, local] = [localName('key', context.depth), localName('item', context.depth)]
  const pair = [`[${key}, `, convert(type, local, step(context, 'item', 1)), ']']
  const entries = [`Object.entries(${value}).map(([${key}, ${local}]) => `, pair, ')']
  return group('Object.fromEntries(', indent(softLine, entries), softLine, ')')
}

function codecOfRef(name: string, context: CodecContext): Layout {
  const codec = findVariant(context.model, name, context.direction)?.codec
  return (context.mode === 'decode' ? codec?.decode : codec?.encode) ?? ''
}

type Union = Extract<TypeExpression, { kind: 'union' }>

/** Members differ in their JSON kind, or a discriminator tells them apart (IR.md, Normal forms). */
function convertUnion(union: Union, value: string, context: CodecContext): Layout {
  const { usage } = context.model
  const members = union.members.map((type, index) => ({
    type,
    path: `${index}`,
    shape: resolve(type, context),
  }))
  const isLate = (shape: TypeExpression) => Number(shape.kind === 'struct' || shape.kind === 'map')
  const isPlain = (type: TypeExpression) => Number(!usage.hasCodec(type))
  members.sort((a, b) => isLate(a.shape) - isLate(b.shape) || isPlain(a.type) - isPlain(b.type))
  let result: Layout | undefined
  for (const { type, path, shape } of members.reverse()) {
    const converted = convert(type, value, step(context, path))
    if (result === undefined) result = converted
    else if (result !== value || converted !== value) {
      result = conditional(
        testOf(shape, value, { discriminator: union.discriminator, mode: context.mode }),
        converted,
        result,
      )
    }
  }
  return result ?? value
}

function testOf(
  shape: TypeExpression,
  value: string,
  how: { discriminator: string | undefined; mode: CodecMode },
): string {
  if (how.discriminator !== undefined && shape.kind === 'struct') {
    const field = shape.fields.find((candidate) => candidate.name === how.discriminator)
    const literal = field?.type.kind === 'literal' ? field.type.value : ''
    const text = typeof literal === 'string' ? stringLiteral(literal) : String(literal)
    return `${value}${propertyAccess(how.discriminator)} === ${text}`
  }
  if (shape.kind === 'list' || shape.kind === 'tuple') return `Array.isArray(${value})`
  if (how.mode === 'encode' && shape.kind === 'datetime') return `${value} instanceof Date`
  if (how.mode === 'encode' && shape.kind === 'bytes') return `${value} instanceof Uint8Array`
  return `typeof ${value} === '${typeofName(shape, how.mode)}'`
}

function typeofName(shape: TypeExpression, mode: CodecMode): string {
  if (shape.kind === 'integer' || shape.kind === 'number') return 'number'
  if (shape.kind === 'boolean') return 'boolean'
  if (shape.kind === 'struct' || shape.kind === 'map') return 'object'
  if (shape.kind === 'literal') return typeof shape.value
  return shape.kind === 'bigint' && mode === 'encode' ? 'bigint' : 'string'
}

function resolve(type: TypeExpression, context: CodecContext): TypeExpression {
  const seen = new Set<string>()
  let resolved = type
  while (resolved.kind === 'ref' && !seen.has(resolved.name)) {
    seen.add(resolved.name)
    resolved = context.model.usage.types.get(resolved.name)?.type ?? resolved
  }
  return resolved
}

function conditional(test: string, consequent: Layout, alternate: Layout): Layout {
  return group(test, indent(line, '? ', consequent, line, ': ', alternate))
}

function step(context: CodecContext, name: string, lambdas = 0): CodecContext {
  return { ...context, path: [...context.path, name], depth: context.depth + lambdas }
}

function localName(name: string, depth: number): string {
  return depth === 0 ? name : `${name}${depth + 1}`
}
