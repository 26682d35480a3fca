/** Structural sharing: a new JSON value that keeps every part of the old one that did not change. */
import type { JsonObject, JsonValue } from '@mizan/protocol'

/** `before` itself when both are equal; else `after`, with equal parts taken from `before`. */
export function shareJson(before: JsonValue | undefined, after: JsonValue): JsonValue {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return after
  const names = Object.keys(after)
  let isEqual = names.length === Object.keys(before).length
  const members = names.map((name) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined
    const member = shareJson(old, after[name] as JsonValue)
    isEqual &&= member === old
    return [name, member] as const
  })
  if (isEqual) return before
  // Not by assignment: a member named `__proto__` must stay a member.
  return Array.isArray(after) ? members.map(([, member]) => member) : Object.fromEntries(members)
}

export function isJsonObject(value: unknown): value is JsonObject {
  return isContainer(value) && !Array.isArray(value)
}

function isContainer(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null
}
