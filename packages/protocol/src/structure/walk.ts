/** Where a check stands in a value, and what it has found wrong: one per check, nothing allocated while all is well. */
import { MAX_FIELD_PROBLEMS } from '../generated/limits.ts'
import type { FieldProblems } from './check-result.ts'
import { encodePointer } from './pointer.ts'

/** In UTF-16 units. Names in the input can be long, and stand in the pointer of every problem below them. */
const maxPointerLength = 1024

/** Checks a value where the walk stands and returns its normal form; what it returns beside a problem is of no use. */
export type Check = (value: unknown, walk: Walk) => unknown

export interface Walk {
  readonly path: (string | number)[]
  problems: Map<string, string[]> | undefined
}

export function createWalk(): Walk {
  return { path: [], problems: undefined }
}

/** Notes a problem where the walk stands; beyond `LIMITS.maxFieldProblems` places it only remembers that there are some. */
export function addProblem(walk: Walk, message: string): undefined {
  walk.problems ??= new Map()
  let { path } = walk
  while (pointerLength(path) > maxPointerLength) path = path.slice(0, -1)
  const pointer = encodePointer(path)
  const there = walk.problems.get(pointer)
  if (there !== undefined) {
    if (!there.includes(message)) there.push(message)
  } else if (!isFull(walk)) {
    walk.problems.set(pointer, [message])
  }
}

/** Whether further problems would be dropped, so that a loop may stop. */
export function isFull(walk: Walk): boolean {
  return walk.problems !== undefined && walk.problems.size >= MAX_FIELD_PROBLEMS
}

/** Runs a check one level down. */
export function checkAt(
  check: Check,
  value: unknown,
  at: { readonly walk: Walk; readonly key: string | number },
): unknown {
  at.walk.path.push(at.key)
  const checked = check(value, at.walk)
  at.walk.path.pop()
  return checked
}

export function fieldProblems(walk: Walk): FieldProblems {
  // Pointers are empty or start with a slash, so none is a name that objects know.
  return Object.fromEntries(walk.problems ?? [])
}

function pointerLength(path: readonly (string | number)[]): number {
  let length = 0
  for (const token of path) length += 1 + String(token).length
  return length
}
