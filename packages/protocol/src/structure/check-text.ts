/** Checks of `string`, `bytes`, and of the scalars that travel as texts. */
import type { BytesType, StringType } from '../ir/model.ts'
import { bytesLength, normalizeBytes } from '../values/base64.ts'
import { normalizeTextOf, type TextKind } from '../values/normal-text.ts'
import { isFormat } from './formats.ts'
import { compilePattern } from './pattern/compile-pattern.ts'
import { addProblem, type Check } from './walk.ts'

export const messageOfText: Readonly<Record<TextKind, string>> = {
  uuid: 'must be a UUID: hex digits as 8-4-4-4-12',
  date: 'must be a date: YYYY-MM-DD',
  time: 'must be a time: HH:MM:SS, at most 6 digits of a second',
  datetime: 'must be a datetime with an offset: YYYY-MM-DDTHH:MM:SSZ, at most 6 digits of a second',
  duration: 'must be a duration: P1DT2H3M4S, without years, months and weeks',
}

export function compileText(kind: TextKind): Check {
  const normalize = normalizeTextOf[kind]
  const message = messageOfText[kind]
  return (value, walk) => {
    const normal = typeof value === 'string' ? normalize(value) : undefined
    return normal ?? addProblem(walk, message)
  }
}

export function compileString(type: StringType): Check {
  const { minLength = 0, maxLength = Infinity, format } = type
  const matches = type.pattern === undefined ? undefined : compilePattern(type.pattern)
  if (minLength === 0 && maxLength === Infinity && format === undefined && matches === undefined)
    return checkText
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

export function compileBytes({ maxLength = Infinity }: BytesType): Check {
  return (value, walk) => {
    const normal = typeof value === 'string' ? normalizeBytes(value) : undefined
    if (normal === undefined) return addProblem(walk, 'must be padded base64')
    if (bytesLength(normal) > maxLength) return addProblem(walk, `must have at most ${maxLength} bytes`)
    return normal
  }
}

const checkText: Check = (value, walk) =>
  typeof value === 'string' ? value : addProblem(walk, 'must be a text')

function codePoints(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    // Low surrogates do not start a code point; texts are well-formed here.
    if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count++
  }
  return count
}
