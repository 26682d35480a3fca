/** RFC 8785 JSON: one text per value, the same in every language. */
import { JsonError } from './json-error.ts'
import type { JsonObject, JsonValue } from './json-value.ts'

/** Deeper than anything the protocol carries, and far from the end of any stack. */
const maxNesting = 512

/**
 * The RFC 8785 text of a value; members that are `undefined` are left out, as `JSON.stringify` does.
 * @throws JsonError for what JSON cannot say: numbers that are not finite, lone surrogates, cycles, other kinds of value.
 */
export function toCanonicalJson(value: JsonValue): string {
  return print(value, 0)
}

function print(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return printString(value)
    case 'number':
      if (!Number.isFinite(value)) throw new JsonError('JSON has no number that is not finite.')
      return String(value)
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      if (depth >= maxNesting) throw new JsonError(`The value is nested deeper than ${maxNesting}.`)
      return Array.isArray(value) ? printArray(value, depth + 1) : printObject(value as JsonObject, depth + 1)
    default:
      throw new JsonError(`JSON has no ${typeof value}.`)
  }
}

function printString(text: string): string {
  if (!text.isWellFormed()) throw new JsonError('The value holds a lone surrogate.')
  return JSON.stringify(text)
}

function printArray(items: readonly unknown[], depth: number): string {
  let text = ''
  for (const item of items) text += `${text && ','}${print(item, depth)}`
  return `[${text}]`
}

/** Members go by UTF-16 code units, which is what `sort` compares. */
function printObject(value: JsonObject, depth: number): string {
  let text = ''
  for (const name of Object.keys(value).sort()) {
    const member = value[name]
    if (member !== undefined) text += `${text && ','}${printString(name)}:${print(member, depth)}`
  }
  return `{${text}}`
}
