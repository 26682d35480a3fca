/** ECMAScript pattern → I-Regexp (RFC 9485, whole string, without `\p`), which every language reads alike (SPEC.md, Structure before libraries). */

/** Undefined where I-Regexp cannot say it (look-around, back references, `\s`, `\b`): then the pattern stays the library's alone. */
export function toIRegexp(source: string): string | undefined {
  try {
    const scanner: Scanner = { source, position: 0 }
    const text = readAlternatives(scanner, true)
    return scanner.position === source.length ? text : undefined
  } catch (error) {
    if (error instanceof Inexpressible) return undefined
    throw error
  }
}

class Inexpressible extends Error {}

interface Scanner {
  readonly source: string
  position: number
}

/** Anything at all: what an unanchored end of a pattern allows. */
const ANYTHING = '(.|[\\n\\r])*'

function readAlternatives(scanner: Scanner, isWhole: boolean): string {
  const branches: string[] = []
  do {
    branches.push(readBranch(scanner, isWhole))
  } while (take(scanner, '|'))
  return branches.join('|')
}

function readBranch(scanner: Scanner, isWhole: boolean): string {
  const isStart = take(scanner, '^')
  if (isStart && !isWhole) throw new Inexpressible()
  let text = ''
  let isEnd = false
  while (scanner.position < scanner.source.length && !'|)'.includes(peek(scanner))) {
    if (isEnd) throw new Inexpressible()
    if (take(scanner, '$')) isEnd = true
    else text += readPiece(scanner)
  }
  if (isEnd && !isWhole) throw new Inexpressible()
  if (!isWhole) return text
  return `${isStart ? '' : ANYTHING}${text}${isEnd ? '' : ANYTHING}`
}

function readPiece(scanner: Scanner): string {
  return readAtom(scanner) + readQuantifier(scanner)
}

function readAtom(scanner: Scanner): string {
  const character = next(scanner)
  if (character === '(') return readGroup(scanner)
  if (character === '[') return readClass(scanner)
  if (character === '\\') return readEscape(scanner, false)
  if (character === '.') return '.'
  if ('*+?{}])^'.includes(character)) throw new Inexpressible()
  return character
}

function readGroup(scanner: Scanner): string {
  if (take(scanner, '?') && !take(scanner, ':')) throw new Inexpressible()
  const text = readAlternatives(scanner, false)
  if (!take(scanner, ')')) throw new Inexpressible()
  return `(${text})`
}

/** A lazy quantifier accepts the same texts as a greedy one. */
function readQuantifier(scanner: Scanner): string {
  const found = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(scanner.source.slice(scanner.position))?.[0] ?? ''
  scanner.position += found.length
  if (found !== '') take(scanner, '?')
  return found
}

function readClass(scanner: Scanner): string {
  let text = take(scanner, '^') ? '[^' : '['
  const start = text.length
  while (!take(scanner, ']')) {
    const character = next(scanner)
    if (character === '\\') text += readEscape(scanner, true)
    else if (character === '[') text += '\\['
    else if (character === '-') text += readHyphen(scanner, text.length === start)
    else text += character
  }
  if (text.length === start) throw new Inexpressible()
  return `${text}]`
}

/** Between two characters it makes a range; elsewhere it is itself, which I-Regexp wants escaped. */
function readHyphen(scanner: Scanner, isFirst: boolean): string {
  return isFirst || peek(scanner) === ']' ? '\\-' : '-'
}

const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_' }
const NEGATED: Readonly<Record<string, string>> = { D: '[^0-9]', W: '[^A-Za-z0-9_]' }
const CONTROLS: Readonly<Record<string, string>> = { n: '\\n', r: '\\r', t: '\\t' }
/** Characters that I-Regexp lets one escape. */
const ESCAPABLE = '()*+-.?[\\]^{|}'

function readEscape(scanner: Scanner, isInClass: boolean): string {
  const character = next(scanner)
  const members = CLASSES[character]
  if (members !== undefined) return isInClass ? members : `[${members}]`
  const negated = NEGATED[character]
  if (negated !== undefined && !isInClass) return negated
  const control = CONTROLS[character]
  if (control !== undefined) return control
  if (character === 'x') return readCodeUnit(scanner, 2)
  if (character === 'u') return readCodeUnit(scanner, 4)
  if (/[A-Za-z0-9]/.test(character)) throw new Inexpressible()
  return ESCAPABLE.includes(character) ? `\\${character}` : character
}

function readCodeUnit(scanner: Scanner, digits: number): string {
  const hex = scanner.source.slice(scanner.position, scanner.position + digits)
  if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex)) throw new Inexpressible()
  scanner.position += digits
  const character = String.fromCharCode(Number.parseInt(hex, 16))
  if (/[\ud800-\udfff]/.test(character)) throw new Inexpressible()
  return ESCAPABLE.includes(character) ? `\\${character}` : character
}

function peek(scanner: Scanner): string {
  return scanner.source.charAt(scanner.position)
}

function next(scanner: Scanner): string {
  const character = peek(scanner)
  if (character === '') throw new Inexpressible()
  scanner.position++
  return character
}

function take(scanner: Scanner, character: string): boolean {
  if (peek(scanner) !== character) return false
  scanner.position++
  return true
}
