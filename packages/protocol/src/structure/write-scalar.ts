/** Writers of the types that are no lists and no objects. Natives become texts, texts come to normal form. */
import type { EnumType, LiteralType, NumericType } from '../ir/model.ts'
import { bytesToBase64, normalizeBytes } from '../values/base64.ts'
import { normalizeBigint, normalizeDecimal } from '../values/decimal.ts'
import { dateToDatetime } from '../values/native-datetime.ts'
import { normalizeTextOf, type TextKind } from '../values/normal-text.ts'
import { messageOfEnum, messageOfLiteral } from './check-constant.ts'
import { isFinite, isSafeInteger, messageOfDigits, messageOfNumber } from './check-number.ts'
import { messageOfText } from './check-text.ts'
import { Misfit } from './misfit.ts'
import { quote } from './quote.ts'
import type { Write } from './writing.ts'

export const writeBoolean: Write = (value) => {
  if (typeof value !== 'boolean') throw new Misfit('must be true or false')
  return value ? 'true' : 'false'
}

/** A function that returns nothing returns undefined. */
export const writeNothing: Write = (value) => {
  if (value !== null && value !== undefined) throw new Misfit('must be null')
  return 'null'
}

export const writeString: Write = (value) => {
  if (typeof value !== 'string') throw new Misfit('must be a text without lone surrogates')
  return quote(value)
}

export const writeBytes: Write = (value) => {
  if (value instanceof Uint8Array) return `"${bytesToBase64(value)}"`
  const normal = typeof value === 'string' ? normalizeBytes(value) : undefined
  if (normal === undefined) throw new Misfit('must be padded base64')
  return `"${normal}"`
}

export const writeFile: Write = () => {
  throw new Misfit('must be an uploaded file')
}

export function compileLiteralWriter(type: LiteralType): Write {
  const text = JSON.stringify(type.value)
  return (value) => {
    if (value !== type.value) throw new Misfit(messageOfLiteral(type))
    return text
  }
}

export function compileEnumWriter(type: EnumType): Write {
  const texts = new Map<unknown, string>(type.values.map((value) => [value, JSON.stringify(value)]))
  return (value) => {
    const text = texts.get(value)
    if (text === undefined) throw new Misfit(messageOfEnum(type))
    return text
  }
}

/** Minus zero is 0, which is how JavaScript prints it. */
export function compileNumberWriter(type: NumericType): Write {
  const isNumber = type.kind === 'integer' ? isSafeInteger : isFinite
  return (value) => {
    if (!isNumber(value)) throw new Misfit(messageOfNumber(type))
    return String(value)
  }
}

/** A native `bigint` is taken. Normal forms have nothing to escape. */
export function compileDigitsWriter(type: NumericType): Write {
  const normalize = type.kind === 'bigint' ? normalizeBigint : normalizeDecimal
  return (value) => {
    const text = typeof value === 'bigint' ? String(value) : value
    const normal = typeof text === 'string' ? normalize(text) : undefined
    if (normal === undefined) throw new Misfit(messageOfDigits(type))
    return `"${normal}"`
  }
}

/** A native `Date` is taken for a `datetime`. Normal forms have nothing to escape. */
export function compileTextWriter(kind: TextKind): Write {
  const normalize = normalizeTextOf[kind]
  return (value) => {
    const text = kind === 'datetime' && value instanceof Date ? textOfDate(value) : value
    const normal = typeof text === 'string' ? normalize(text) : undefined
    if (normal === undefined) throw new Misfit(messageOfText[kind])
    return `"${normal}"`
  }
}

function textOfDate(date: Date): string | undefined {
  try {
    return dateToDatetime(date)
  } catch {
    return undefined
  }
}
