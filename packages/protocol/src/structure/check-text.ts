/** Checks of `string`, `bytes`, and of the scalars that travel as texts. */
import type { BytesType, StringType } from '../ir/model.ts'
import { bytesLength, bytesToBase64, normalizeBytes } from '../values/base64.ts'
import { dateToDatetime } from '../values/native-datetime.ts'
import { normalizeTextOf, type TextKind } from '../values/normal-text.ts'
import type { Compilation } from './compilation.ts'
import { isFormat } from './formats.ts'
import { compilePattern } from './pattern/compile-pattern.ts'
import { addProblem, type Check } from './walk.ts'

const messageOf: Readonly<Record<TextKind, string>> = {
  uuid: 'must be a UUID: hex digits as 8-4-4-4-12',
  date: 'must be a date: YYYY-MM-DD',
  time: 'must be a time: HH:MM:SS, at most 6 digits of a second',
  datetime: 'must be a datetime with an offset: YYYY-MM-DDTHH:MM:SSZ, at most 6 digits of a second',
  duration: 'must be a duration: P1DT2H3M4S, without years, months and weeks',
}

/** A native `Date` is taken for a `datetime` on the way out. */
export function compileText(kind: TextKind, { direction }: Compilation): Check {
  const normalize = normalizeTextOf[kind]
  const message = messageOf[kind]
  const takesDate = direction === 'out' && kind === 'datetime'
  return (value, walk) => {
    const text = takesDate && value instanceof Date ? textOfDate(value) : value
    const normal = typeof text === 'string' ? normalize(text) : undefined
    return normal ?? addProblem(walk, message)
  }
}

export function compileString(type: StringType, { direction }: Compilation): Check {
  if (direction === 'out') return checkText
  const { minLength = 0, maxLength = Infinity, format } = type
  const matches = type.pattern === undefined ? undefined : compilePattern(type.pattern)
  return (value, walk) => {
    if (typeof value !== 'string') return addProblem(walk, 'must be a text')
    // A code point is one or two units: the units alone decide most lengths.
    if (value.length > maxLength && codePoints(value) > maxLength) {
      return addProblem(walk, `must have at most ${maxLength} characters`)
    }
    if (value.length < minLength * 2 && codePoints(value) < minLength) {
      return addProblem(walk, `must have at least ${minLength} characters`)
    }
    if (format !== undefined && !isFormat(format, value))
      return addProblem(walk, `must be of the format ${format}`)
    if (matches?.(value) === false) return addProblem(walk, 'must match the declared pattern')
    return value
  }
}

/** A native `Uint8Array` is taken on the way out. */
export function compileBytes({ maxLength = Infinity }: BytesType, { direction }: Compilation): Check {
  return (value, walk) => {
    if (direction === 'out' && value instanceof Uint8Array) return bytesToBase64(value)
    const normal = typeof value === 'string' ? normalizeBytes(value) : undefined
    if (normal === undefined) return addProblem(walk, 'must be padded base64')
    if (direction === 'in' && bytesLength(normal) > maxLength) {
      return addProblem(walk, `must have at most ${maxLength} bytes`)
    }
    return normal
  }
}

const checkText: Check = (value, walk) =>
  typeof value === 'string' && value.isWellFormed()
    ? value
    : addProblem(walk, 'must be a text without lone surrogates')

function textOfDate(date: Date): string | undefined {
  try {
    return dateToDatetime(date)
  } catch {
    return undefined
  }
}

function codePoints(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    // Low surrogates do not start a code point; texts are well-formed here.
    if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count++
  }
  return count
}
