/** What a check has found wrong so far: nothing is allocated while all is well, places are put together on the way back out. */
import { MAX_FIELD_PROBLEMS } from '../generated/limits.ts'
import type { FieldProblems } from './check-result.ts'
import { encodePlace } from './pointer.ts'

/** Checks a value and returns its normal form; what it returns beside a problem is of no use. */
export type Check = (value: unknown, walk: Walk) => unknown

export interface Walk {
  /** Lists and objects around the value. */
  depth: number
  /** Problems so far: `checkAt` sees by it whether a check found any. */
  count: number
  problems: Problem[] | undefined
}

interface Problem {
  readonly message: string
  /** From the value that was looked at outwards. */
  readonly place: (string | number)[]
}

export function createWalk(): Walk {
  return { depth: 0, count: 0, problems: undefined }
}

/** Notes a problem with the value in hand; beyond `LIMITS.maxFieldProblems` nothing is noted any more. */
export function addProblem(walk: Walk, message: string): undefined {
  if (isFull(walk)) return
  walk.problems ??= []
  walk.problems.push({ message, place: [] })
  walk.count++
}

/** Whether further problems would be dropped, so that a loop may stop. */
export function isFull(walk: Walk): boolean {
  return walk.count >= MAX_FIELD_PROBLEMS
}

/** Takes back what was noted since there were `count` problems. */
export function forgetProblems(walk: Walk, count: number): void {
  walk.problems?.splice(count)
  walk.count = count
}

/** The problems noted since there were `count` of them are of a member or an item. */
export function placeProblems(walk: Walk, count: number, key: string | number): void {
  for (let at = count; at < walk.count; at++) walk.problems?.[at]?.place.push(key)
}

/** Runs a check one level down. */
export function checkAt(
  check: Check,
  value: unknown,
  at: { readonly walk: Walk; readonly key: string | number },
): unknown {
  const { count } = at.walk
  const checked = check(value, at.walk)
  if (at.walk.count !== count) placeProblems(at.walk, count, at.key)
  return checked
}

/** By RFC 6901 pointer, each message once. */
export function fieldProblems(walk: Walk): FieldProblems {
  const fields = new Map<string, string[]>()
  for (const { message, place } of walk.problems ?? []) {
    const pointer = encodePlace(place)
    const there = fields.get(pointer)
    if (there === undefined) fields.set(pointer, [message])
    else if (!there.includes(message)) there.push(message)
  }
  // Pointers are empty or start with a slash, so none is a name that objects know.
  return Object.fromEntries(fields)
}
