/** KDL 2.0 nodes in the one canonical form of IR.md: strings always quoted, properties by name, four spaces a level. */
import { compareByteOrder } from '../values/byte-order.ts'
import { IrError } from './ir-error.ts'

export type KdlValue = string | number | boolean

export interface KdlNode {
  readonly name: string
  readonly args?: readonly KdlValue[]
  /** Undefined and false are left out: no property of the IR has a default other than absent or false. */
  readonly props?: Readonly<Record<string, KdlValue | undefined>>
  readonly children?: readonly KdlNode[]
}

/** Lines of a node and of all below it, each ended by a newline. */
export function printNode({ name, args, props, children }: KdlNode, indent = ''): string {
  let text = indent + name
  if (args !== undefined) for (const arg of args) text += ` ${printValue(arg)}`
  if (props !== undefined) text += printProps(props)
  if (children === undefined || children.length === 0) return `${text}\n`
  const inner = `${indent}    `
  text += ' {\n'
  for (const child of children) text += printNode(child, inner)
  return `${text}${indent}}\n`
}

function printProps(props: Readonly<Record<string, KdlValue | undefined>>): string {
  const names = Object.keys(props).filter((name) => props[name] !== undefined && props[name] !== false)
  if (names.length > 1) names.sort(compareByteOrder)
  let text = ''
  for (const name of names) text += ` ${name}=${printValue(props[name] ?? false)}`
  return text
}

/** Integers and other numbers as ECMAScript prints them; `-0` is `0`. */
function printValue(value: KdlValue): string {
  if (typeof value === 'string') return printString(value)
  if (typeof value === 'boolean') return value ? '#true' : '#false'
  if (!Number.isFinite(value)) throw new IrError('A number of the IR must be finite.')
  return String(value)
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

function printString(text: string): string {
  if (!text.isWellFormed()) throw new IrError('A text of the IR holds a lone surrogate.')
  const escaped = text.replace(
    // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
    /[\\"\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (char) => escapes[char] ?? `\\u{${char.charCodeAt(0).toString(16)}}`,
  )
  return `"${escaped}"`
}
