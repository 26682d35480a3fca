/** A type expression node → TypeExpression (IR.md, Types). */
import type { Field, NumericType, StringFormat, StringType, TypeExpression } from '@mizan/protocol'
import { flag, optional } from '../optional-member.ts'
import type { NodeReader } from './node-reader.ts'

/** Deeper than any declaration nests; keeps hostile text from exhausting the stack. */
const MAX_TYPE_DEPTH = 64

const STRING_FORMATS: ReadonlySet<string> = new Set(['email', 'uri', 'hostname', 'ipv4', 'ipv6'])

/** Exactly one of `nodes` must be a type expression. */
export function readOneType(
  parent: NodeReader,
  nodes: readonly NodeReader[],
  depth = 0,
): TypeExpression | undefined {
  const [first, ...more] = nodes
  if (first === undefined) {
    parent.fail(
      `"${parent.name}" lacks its type`,
      'Give it one type expression as a child, such as `string`.',
    )
    return undefined
  }
  for (const extra of more) extra.fail(`"${parent.name}" has more than one type`)
  return readType(first, depth)
}

export function readField(node: NodeReader, depth = 0): Field | undefined {
  const name = node.readString('name')
  const defaultText = node.takeText('default')
  const example = node.takeText('example')
  const deprecated = node.takeFlag('deprecated')
  const mayBeAbsent = node.takeFlag('optional')
  const types: NodeReader[] = []
  const doc = readDoc(node.readChildren({ doc: '?' }, types))
  const type = readOneType(node, types, depth)
  if (name === undefined || type === undefined) return undefined
  return {
    name,
    type,
    ...optional('doc', doc),
    ...optional('default', defaultText),
    ...optional('example', example),
    ...flag('deprecated', deprecated),
    ...flag('optional', mayBeAbsent),
  }
}

export function readDoc(children: ReadonlyMap<string, readonly NodeReader[]>): string | undefined {
  const node = children.get('doc')?.[0]
  if (node === undefined) return undefined
  const doc = node.readString('text')
  node.finishLeaf()
  return doc
}

function readType(node: NodeReader, depth: number): TypeExpression | undefined {
  if (depth > MAX_TYPE_DEPTH) {
    node.fail(`Types nest deeper than ${MAX_TYPE_DEPTH}`, 'Give an inner type a name and refer to it.')
    return undefined
  }
  const reader = Object.hasOwn(TYPE_READERS, node.name) ? TYPE_READERS[node.name] : undefined
  if (reader !== undefined) return reader(node, depth)
  node.fail(`"${node.name}" is not a type of the IR`, 'See IR.md for the list of types.')
  return undefined
}

type TypeReader = (node: NodeReader, depth: number) => TypeExpression | undefined

const TYPE_READERS: Readonly<Record<string, TypeReader>> = {
  boolean: readPlain,
  uuid: readPlain,
  date: readPlain,
  time: readPlain,
  datetime: readPlain,
  duration: readPlain,
  json: readPlain,
  nothing: readPlain,
  string: readStringType,
  integer: readNumeric,
  number: readNumeric,
  bigint: readNumeric,
  decimal: readNumeric,
  bytes: readBytes,
  file: readFileType,
  literal: readLiteral,
  enum: readEnum,
  list: readList,
  tuple: readTuple,
  map: readMap,
  nullable: readNullable,
  union: readUnion,
  struct: readStruct,
  ref: readRef,
}

function readPlain(node: NodeReader): TypeExpression {
  node.finishLeaf()
  return { kind: node.name } as TypeExpression
}

function readStringType(node: NodeReader): TypeExpression {
  const format = node.takeText('format')
  const type: StringType = {
    kind: 'string',
    ...(format === undefined ? {} : { format: format as StringFormat }),
    ...optional('maxLength', node.takeCount('max-length')),
    ...optional('minLength', node.takeCount('min-length')),
    ...optional('pattern', node.takeText('pattern')),
  }
  if (format !== undefined && !STRING_FORMATS.has(format)) {
    node.fail(`"${format}" is not a format of the IR`, `Use one of ${[...STRING_FORMATS].join(', ')}.`)
  }
  node.finishLeaf()
  return type
}

function readNumeric(node: NodeReader): TypeExpression {
  const type: NumericType = {
    kind: node.name as NumericType['kind'],
    ...optional('max', node.takeNumber('max')),
    ...optional('min', node.takeNumber('min')),
    ...optional('exclusiveMax', node.takeNumber('exclusive-max')),
    ...optional('exclusiveMin', node.takeNumber('exclusive-min')),
    ...optional('multipleOf', node.takeNumber('multiple-of')),
  }
  node.finishLeaf()
  return type
}

function readBytes(node: NodeReader): TypeExpression {
  const type: TypeExpression = { kind: 'bytes', ...optional('maxLength', node.takeCount('max-length')) }
  node.finishLeaf()
  return type
}

function readFileType(node: NodeReader): TypeExpression {
  const type: TypeExpression = {
    kind: 'file',
    ...optional('maxSize', node.takeCount('max-size')),
    ...optional('mediaType', node.takeText('media-type')),
  }
  node.finishLeaf()
  return type
}

function readLiteral(node: NodeReader): TypeExpression | undefined {
  const value = node.readValue('value')
  node.finishLeaf()
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    node.fail('A literal is a string, an integer or a boolean')
    return undefined
  }
  return value === undefined ? undefined : { kind: 'literal', value }
}

function readEnum(node: NodeReader): TypeExpression {
  const values = node.readStrings('member')
  if (values.length < 2) node.fail('An enum has two members or more', 'Use `literal` for one value.')
  if (new Set(values).size < values.length) node.fail('An enum has a member twice')
  node.finishLeaf()
  return { kind: 'enum', values }
}

function readList(node: NodeReader, depth: number): TypeExpression | undefined {
  const maxItems = node.takeCount('max-items')
  const minItems = node.takeCount('min-items')
  const unique = node.takeFlag('unique')
  const item = readOneType(node, node.readAllChildren(), depth + 1)
  if (item === undefined) return undefined
  return {
    kind: 'list',
    item,
    ...optional('maxItems', maxItems),
    ...optional('minItems', minItems),
    ...flag('unique', unique),
  }
}

function readTuple(node: NodeReader, depth: number): TypeExpression {
  const children = node.readAllChildren()
  if (children.length === 0) node.fail('A tuple has at least one item')
  return { kind: 'tuple', items: readMany(children, depth) }
}

function readMap(node: NodeReader, depth: number): TypeExpression | undefined {
  const value = readOneType(node, node.readAllChildren(), depth + 1)
  return value === undefined ? undefined : { kind: 'map', value }
}

function readNullable(node: NodeReader, depth: number): TypeExpression | undefined {
  const type = readOneType(node, node.readAllChildren(), depth + 1)
  return type === undefined ? undefined : { kind: 'nullable', type }
}

function readUnion(node: NodeReader, depth: number): TypeExpression {
  const discriminator = node.takeText('discriminator')
  const children = node.readAllChildren()
  if (children.length < 2) node.fail('A union has two members or more')
  return { kind: 'union', members: readMany(children, depth), ...optional('discriminator', discriminator) }
}

function readStruct(node: NodeReader, depth: number): TypeExpression {
  const fields = node.readChildren({ field: '*' }).get('field') ?? []
  return { kind: 'struct', fields: readFields(fields, depth + 1) }
}

function readRef(node: NodeReader): TypeExpression | undefined {
  const name = node.readString('name')
  node.finishLeaf()
  return name === undefined ? undefined : { kind: 'ref', name }
}

/** Fields in the order of their declaration. */
export function readFields(nodes: readonly NodeReader[], depth = 0): Field[] {
  const fields: Field[] = []
  for (const node of nodes) {
    const field = readField(node, depth)
    if (field === undefined) continue
    if (fields.some((other) => other.name === field.name))
      node.fail(`The field "${field.name}" stands here twice`)
    fields.push(field)
  }
  return fields
}

function readMany(nodes: readonly NodeReader[], depth: number): TypeExpression[] {
  return nodes.map((node) => readType(node, depth + 1)).filter((type) => type !== undefined)
}
