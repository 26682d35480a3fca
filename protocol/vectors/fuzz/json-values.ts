/** JSON values and texts, ordinary and hostile: odd Unicode, numbers at the borders, names that objects know, broken syntax. */
import type { Dice } from './dice.ts'

/** A piece of JSON text that stands as it is, where `JSON.stringify` would have one form only. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Loose =
  | null
  | boolean
  | number
  | string
  | RawJson
  | readonly Loose[]
  | { readonly [name: string]: Loose }

const words = [
  'a',
  'user',
  'Ada Lovelace',
  'x y',
  '5',
  '05',
  '-0',
  'true',
  'null',
  '',
  ' ',
  'e\u0301',
  '\u00e9',
  'A',
]
const odd = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\u0000',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u00a0',
  '"',
  '\\',
  '/',
  '~',
  '%',
  '%41',
  '+',
  '&',
  '=',
  ';',
  ',',
  '.',
  '*',
  '\n',
  '\r\n',
  '\t',
  '\b\f',
  '\u2028',
  '\u2029',
  '\u200e',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\ue000',
  '\u{1f600}',
  '\u{10ffff}',
  '\u{10000}',
  '\ud7ff',
  '</script>',
  '\u0131',
  'ß',
  '\u1680',
]

const borders = [
  0,
  1,
  -1,
  5,
  42,
  255,
  2 ** 31,
  2 ** 53 - 1,
  1 - 2 ** 53,
  2 ** 53,
  -(2 ** 53),
  2 ** 53 + 2,
  2 ** 63,
  1e15,
  1e16,
  1e17,
  1e20,
  1e21,
  1e22,
  123456789012345680000,
  0.1,
  0.2,
  0.3,
  0.5,
  1.5,
  -1.25,
  1e-5,
  1e-6,
  1e-7,
  1.5e-7,
  5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  0.1 + 0.2,
  1 / 3,
  9.5,
  4.35,
  100,
  1000000,
]

const spelled = [
  '5.0',
  '5e0',
  '50e-1',
  '-0',
  '-0.0',
  '0e0',
  '1E3',
  '1e+2',
  '9007199254740993',
  '9007199254740992.0',
  '0.1e1',
  '123456789012345678901234567890',
  '1e-400',
  '1.0000000000000000000001',
  '4.9e-324',
  '2e-324',
]

export function createText(dice: Dice): string {
  const length = dice.oneIn(40) ? 200 : dice.below(4)
  let text = ''
  for (let at = 0; at <= length; at++) text += dice.pick(dice.oneIn(2) ? words : odd)
  return dice.oneIn(3) ? dice.pick(words) : text
}

export function createNumber(dice: Dice): number {
  if (dice.oneIn(2)) return dice.pick(borders)
  if (dice.oneIn(2)) return dice.below(2000) - 1000
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, dice.bits())
  view.setUint32(4, dice.bits())
  const double = view.getFloat64(0)
  return Number.isFinite(double) ? double : dice.below(1_000_000) / 1000
}

export function createScalar(dice: Dice): Loose {
  switch (dice.below(6)) {
    case 0:
      return dice.oneIn(2)
    case 1:
      return null
    case 2:
      return dice.oneIn(4) ? new RawJson(dice.pick(spelled)) : createNumber(dice)
    case 3:
      return createNumber(dice)
    default:
      return createText(dice)
  }
}

export function createValue(dice: Dice, depth = 3): Loose {
  if (depth === 0 || dice.oneIn(2)) return createScalar(dice)
  if (dice.oneIn(2)) return dice.some(4, () => createValue(dice, depth - 1))
  return Object.fromEntries(dice.some(4, () => [createText(dice), createValue(dice, depth - 1)]))
}

/** Text of a value, with white space, escapes and spellings of numbers at random. */
export function printLoose(value: Loose, dice: Dice): string {
  const blank = () => (dice.oneIn(8) ? dice.pick([' ', '\n', '\t', '\r', '  ']) : '')
  if (value instanceof RawJson) return value.text
  if (typeof value === 'string') return printText(value, dice)
  if (typeof value === 'number' && dice.oneIn(8)) return dice.oneIn(2) ? value.toExponential() : String(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) {
    return `[${blank()}${(value as readonly Loose[]).map((item) => printLoose(item, dice) + blank()).join(`,${blank()}`)}]`
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${blank()}${printText(name, dice)}${blank()}:${blank()}${printLoose(member, dice)}`,
  )
  return `{${members.join(`${blank()},`)}${blank()}}`
}

/** With escapes at random. */
function printText(text: string, dice: Dice): string {
  if (!dice.oneIn(4)) return JSON.stringify(text)
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`
}

/** Text of a value in the one form of `JSON.stringify`, but for what stands raw. */
export function printValue(value: Loose): string {
  if (value instanceof RawJson) return value.text
  if (Array.isArray(value)) return `[${(value as readonly Loose[]).map(printValue).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${printValue(member)}`,
  )
  return `{${members.join(',')}}`
}

/** A text that may be JSON, and often nearly is. */
export function createJsonText(dice: Dice): string {
  if (dice.oneIn(12)) return nest(dice)
  const text = printLoose(createValue(dice), dice)
  return dice.oneIn(2) ? text : spoil(text, dice)
}

const spoilers = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'e',
  '-',
  '+',
  '.',
  '0',
  '00',
  'NaN',
  'Infinity',
  '1e400',
  '-1e309',
  'true',
  'nul',
  "'",
  '//',
  '/**/',
  '\\u',
  '\\ud800',
  '\\udc00\\ud800',
  '\\ud83d\\ude00',
  '\\u0000',
  '\\x41',
  '\ufeff',
  '\u0000',
  '\u001f',
  '\u00a0',
  '\u2028',
  ' ',
  '"a":1,"a":2',
  '0x1',
  '1_000',
  '.5',
  '5.',
  '٣',
]

/** The text with one place or two changed. */
export function spoil(text: string, dice: Dice): string {
  const chars = Array.from(text)
  for (let times = dice.below(2); times >= 0; times--) {
    const at = dice.below(chars.length + 1)
    const removed = dice.below(3)
    chars.splice(at, removed, ...(dice.oneIn(3) ? [] : [dice.pick(spoilers)]))
  }
  return chars.join('')
}

/** The text as bytes, sometimes no UTF-8. */
export function createBytes(dice: Dice): Uint8Array {
  const bytes = [...new TextEncoder().encode(createJsonText(dice))]
  if (dice.oneIn(2)) {
    const broken = dice.pick([
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
      [0x80],
      [0xef, 0xbb, 0xbf],
      [0xf0, 0x9f, 0x98, 0x80],
    ])
    bytes.splice(dice.below(bytes.length + 1), 0, ...broken)
  }
  return Uint8Array.from(bytes)
}

/** Around the limit of nesting, in every mixture of brackets, with brackets in strings between. */
function nest(dice: Dice): string {
  let open = ''
  let close = ''
  const depth = 62 + dice.below(5)
  for (let level = 0; level < depth; level++) {
    const inString = dice.oneIn(4) ? dice.pick(['"]",', '"[[",', '"\\"]",', '"\\\\",', '"}",']) : ''
    if (dice.oneIn(2)) {
      open += `[${inString}`
      close = `]${close}`
    } else {
      open += `{${inString === '' ? '' : `${inString.slice(0, -1)}:1,`}"a":`
      close = `}${close}`
    }
  }
  return `${open}${dice.pick(['1', '[]', '{}', '"[["', 'null'])}${close}`
}
