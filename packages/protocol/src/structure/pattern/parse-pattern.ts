/** Parser of I-Regexp (RFC 9485 §3) without `\p` and `\P` (SPEC.md, Structure before libraries). */
import { IrError } from '../../ir/ir-error.ts'
import type { CharacterSet, PatternNode } from './pattern-node.ts'

interface Reader {
  readonly chars: readonly string[]
  at: number
}

/** @throws IrError for whatever is outside the subset: anchors are characters there, `\d` and look-around do not exist. */
export function parsePattern(source: string): PatternNode {
  const reader: Reader = { chars: Array.from(source), at: 0 }
  if (!source.isWellFormed()) refuse(reader, 'holds a lone surrogate')
  const node = parseChoice(reader)
  if (reader.at < reader.chars.length) refuse(reader, 'has a ")" that closes nothing')
  return node
}

function parseChoice(reader: Reader): PatternNode {
  const branches = [parseSequence(reader)]
  while (take(reader, '|')) branches.push(parseSequence(reader))
  const [only] = branches
  return branches.length === 1 && only !== undefined ? only : { kind: 'choice', branches }
}

function parseSequence(reader: Reader): PatternNode {
  const items: PatternNode[] = []
  for (let char = peek(reader); char !== '' && char !== '|' && char !== ')'; char = peek(reader)) {
    items.push(parseQuantified(reader, parseAtom(reader)))
  }
  return { kind: 'sequence', items }
}

function parseAtom(reader: Reader): PatternNode {
  const char = next(reader)
  switch (char) {
    case '(': {
      const inner = parseChoice(reader)
      if (!take(reader, ')')) refuse(reader, 'has a "(" that nothing closes')
      return inner
    }
    case '.':
      return { kind: 'set', isNegated: true, ranges: [single('\n'), single('\r')] }
    case '[':
      return parseClass(reader)
    case '\\':
      return { kind: 'set', isNegated: false, ranges: [single(parseEscape(reader))] }
    case '*':
    case '+':
    case '?':
    case '{':
    case '}':
    case ']':
      return refuse(reader, `has a "${char}" that must be escaped there`)
    default:
      return { kind: 'set', isNegated: false, ranges: [single(char)] }
  }
}

function parseQuantified(reader: Reader, item: PatternNode): PatternNode {
  if (take(reader, '*')) return { kind: 'repeat', item, min: 0, max: Infinity }
  if (take(reader, '+')) return { kind: 'repeat', item, min: 1, max: Infinity }
  if (take(reader, '?')) return { kind: 'repeat', item, min: 0, max: 1 }
  if (!take(reader, '{')) return item
  const min = parseCount(reader) ?? refuse(reader, 'has a "{" without a number')
  const max = take(reader, ',') ? (parseCount(reader) ?? Infinity) : min
  if (!take(reader, '}')) refuse(reader, 'has a "{" that nothing closes')
  if (max < min) refuse(reader, 'repeats from more to less')
  return { kind: 'repeat', item, min, max }
}

function parseCount(reader: Reader): number | undefined {
  let digits = ''
  while (/^[0-9]$/.test(peek(reader))) digits += next(reader)
  return digits === '' ? undefined : Number(digits)
}

function parseClass(reader: Reader): CharacterSet {
  const isNegated = take(reader, '^')
  const ranges: (readonly [number, number])[] = []
  if (take(reader, '-')) ranges.push(single('-'))
  while (peek(reader) !== ']') {
    if (take(reader, '-')) {
      if (peek(reader) !== ']') refuse(reader, 'has a "-" inside "[…]" that must be escaped')
      ranges.push(single('-'))
    } else {
      ranges.push(parseRange(reader))
    }
  }
  next(reader)
  if (ranges.length === 0) refuse(reader, 'has an empty "[…]"')
  return { kind: 'set', isNegated, ranges }
}

function parseRange(reader: Reader): readonly [number, number] {
  const [first] = single(parseClassChar(reader))
  const isRange = peek(reader) === '-' && reader.chars[reader.at + 1] !== ']'
  if (!isRange) return [first, first]
  next(reader)
  const [last] = single(parseClassChar(reader))
  if (last < first) refuse(reader, 'has a range from more to less')
  return [first, last]
}

function parseClassChar(reader: Reader): string {
  const char = next(reader)
  if (char === '\\') return parseEscape(reader)
  if (char === '[' || char === '-') refuse(reader, `has a "${char}" inside "[…]" that must be escaped`)
  return char
}

function parseEscape(reader: Reader): string {
  const char = next(reader)
  if (char === 'n') return '\n'
  if (char === 'r') return '\r'
  if (char === 't') return '\t'
  return /^[()*+\-.?[\\\]^{|}]$/.test(char)
    ? char
    : refuse(reader, `has the escape "\\${char}", which I-Regexp does not know`)
}

function single(char: string): readonly [number, number] {
  const code = char.codePointAt(0) ?? 0
  return [code, code]
}

function peek(reader: Reader): string {
  return reader.chars[reader.at] ?? ''
}

function next(reader: Reader): string {
  const char = peek(reader)
  if (char === '') refuse(reader, 'ends too early')
  reader.at++
  return char
}

function take(reader: Reader, char: string): boolean {
  if (peek(reader) !== char) return false
  reader.at++
  return true
}

function refuse(reader: Reader, problem: string): never {
  throw new IrError(`The pattern "${reader.chars.join('')}" ${problem}.`)
}
