/**
 * JSON whose member names hold escapes, which V8 (13.6 at least) may read wrongly: once it saw a member that is named by one
 * backslash, it takes any escaped name in the same place for that one (SPEC.md, JSON-7). Such texts are rare, and read here.
 */
import { endOfString } from './end-of-string.ts'
import type { JsonValue } from './json-value.ts'

/** Looks at strings only where the text has a backslash at all. */
export function hasEscapedName(text: string): boolean {
  if (!text.includes('\\')) return false
  for (let start = text.indexOf('"'); start !== -1 && start < text.length; ) {
    const end = endOfString(text, start)
    const escape = text.indexOf('\\', start)
    if (escape === -1) return false
    if (escape < end && text.charCodeAt(skipSpace(text, end + 1)) === COLON) return true
    start = text.indexOf('"', end + 1)
  }
  return false
}

/** Of a text that `JSON.parse` took: it is well-formed, and no deeper than the scan lets through. */
export function parseEscapedNames(text: string): JsonValue {
  return readValue({ text, at: 0 })
}

const COLON = 0x3a
const COMMA = 0x2c
const QUOTE = 0x22

interface Place {
  readonly text: string
  at: number
}

function readValue(place: Place): JsonValue {
  place.at = skipSpace(place.text, place.at)
  const first = place.text[place.at]
  if (first === '{') return readObject(place)
  if (first === '[') return readArray(place)
  return JSON.parse(takeScalar(place)) as JsonValue
}

function readObject(place: Place): JsonValue {
  const members: Record<string, JsonValue> = {}
  for (place.at = skipSpace(place.text, place.at + 1); isMore(place, '}'); skipComma(place)) {
    const name = JSON.parse(takeScalar(place)) as string
    place.at = skipSpace(place.text, place.at) + 1
    // `__proto__` is an ordinary member.
    Object.defineProperty(members, name, {
      value: readValue(place),
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  place.at++
  return members
}

function readArray(place: Place): JsonValue {
  const items: JsonValue[] = []
  for (place.at = skipSpace(place.text, place.at + 1); isMore(place, ']'); skipComma(place))
    items.push(readValue(place))
  place.at++
  return items
}

function isMore({ text, at }: Place, closing: string): boolean {
  return text[at] !== closing
}

function skipComma(place: Place): void {
  const at = skipSpace(place.text, place.at)
  place.at = unitAt(place, at) === COMMA ? skipSpace(place.text, at + 1) : at
}

function unitAt(place: Place, at: number): number {
  return place.text.charCodeAt(at)
}

/** Text of a string, a number or a word. */
function takeScalar(place: Place): string {
  const start = place.at
  if (unitAt(place, start) === QUOTE) place.at = endOfString(place.text, start) + 1
  else while (place.at < place.text.length && !/[\s,\]}]/.test(place.text[place.at] ?? '')) place.at++
  return place.text.slice(start, place.at)
}

function skipSpace(json: string, from: number): number {
  let at = from
  while (at < json.length && ' \t\n\r'.includes(json[at] ?? '')) at++
  return at
}
