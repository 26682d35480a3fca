/** Structural sharing: a new JSON value that keeps every part of the old one that did not change. */
import type { JsonObject, JsonValue } from '@mizan/protocol'

/** `before` itself when both are equal; else `after`, with equal parts taken from `before`. */
export function shareJson(before: JsonValue | undefined, after: JsonValue): JsonValue {
  if (before === after) return after
  if (Array.isArray(before) && Array.isArray(after)) {
    const shared = after.map((item, index) => shareJson(before[index], item))
    return before.length === after.length && shared.every((item, index) => item === before[index])
      ? before
      : shared
  }
  if (!isJsonObject(before) || !isJsonObject(after)) return after
  const names = Object.keys(after)
  let isEqual = names.length === Object.keys(before).length
  const members = names.map((name) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined
    const member = shareJson(old, after[name] as JsonValue)
    isEqual &&= member === old
    return [name, member] as const
  })
  // Not by assignment: a member named `__proto__` must stay a member.
  return isEqual ? before : Object.fromEntries(members)
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
