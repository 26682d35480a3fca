/** The one JSON decoder (SPEC.md, Decoding): `JSON.parse` behind one cheap scan that refuses what languages disagree about. */
import { MAX_DEPTH } from '../generated/limits.ts'
import { endOfString } from './end-of-string.ts'
import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'
import { hasEscapedName, parseEscapedNames } from './parse-escaped-names.ts'

/**
 * Bytes or text to a value. Refuses invalid UTF-8, a byte order mark, numbers that are not finite doubles, lone surrogates
 * and nesting deeper than `LIMITS.maxDepth`; of duplicate members the last wins. `__proto__` is an ordinary own member.
 * @throws JsonError
 */
export function parseJson(input: Uint8Array | string): JsonValue {
  const text = typeof input === 'string' ? input : decodeUtf8(input)
  if (text.charCodeAt(0) === 0xfeff) throw new JsonError('The text starts with a byte order mark.')
  // A decoder of UTF-8 makes no lone surrogate.
  if (typeof input === 'string' && !text.isWellFormed())
    throw new JsonError('The text holds a lone surrogate.')
  const hasLongNumber = isSuspect(text) && scan(text)
  const value = parse(text)
  // Only an escape can bring a lone surrogate now, and only an exponent or very many digits an infinite number.
  if (hasLongNumber || text.includes('\\u')) assertPortable(text)
  return value
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch {
    throw new JsonError('The text is not valid UTF-8.')
  }
}

function parse(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue
    return hasEscapedName(text) ? parseEscapedNames(text) : value
  } catch {
    // The engine's message quotes the input and differs between engines.
    throw new JsonError('The text is not valid JSON.')
  }
}

/** The largest double has 309 digits. */
const LONG_NUMBER_DIGITS = 309

/** Whether the scan could find something, by searches that the engine does faster than a loop: most texts are not. */
function isSuspect(text: string): boolean {
  return opensOften(text) || /[0-9][eE][-+0-9]/.test(text) || holdsManyDigits(text)
}

/** More brackets open, inside strings too, than a text may be deep. */
function opensOften(text: string): boolean {
  let opened = 0
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at + 1))
    if (++opened > MAX_DEPTH) return true
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1))
    if (++opened > MAX_DEPTH) return true
  return false
}

/** A run of so many digits covers one of these places: the runs there are measured, and no others. */
function holdsManyDigits(text: string): boolean {
  for (let at = LONG_NUMBER_DIGITS - 1; at < text.length; at += LONG_NUMBER_DIGITS) {
    let start = at
    while (isDigit(text.charCodeAt(start))) start--
    let end = at
    while (end > start && isDigit(text.charCodeAt(end))) end++
    if (end - start > LONG_NUMBER_DIGITS) return true
  }
  return false
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

/**
 * Refuses deep texts before `JSON.parse` spends stack and memory on them; whether a number in it may be too large for a double.
 */
function scan(text: string): boolean {
  let depth = 0
  let digits = 0
  let hasLongNumber = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (isDigit(unit)) {
      if (++digits >= LONG_NUMBER_DIGITS) hasLongNumber = true
      continue
    }
    if (unit === 0x22) at = endOfString(text, at)
    else if (unit === 0x5d || unit === 0x7d) depth--
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > MAX_DEPTH) throw new JsonError(`The text is nested deeper than ${MAX_DEPTH}.`)
    } else if (digits > 0 && (unit === 0x65 || unit === 0x45)) hasLongNumber = true
    digits = 0
  }
  return hasLongNumber
}

/** Looks at every number and string of a text that is valid, also at those that a later member of the same name replaced. */
function assertPortable(text: string): void {
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[0-9][0-9.eE+-]*/g)) {
    if (!token.startsWith('"')) {
      if (!Number.isFinite(Number(token))) throw new JsonError('The text holds a number that is too large.')
    } else if (token.includes('\\u') && !(JSON.parse(token) as string).isWellFormed()) {
      throw new JsonError('The text holds a lone surrogate.')
    }
  }
}
