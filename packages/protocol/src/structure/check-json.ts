/** Check of `json`: any JSON value. */
import type { Compilation } from './compilation.ts'
import { isPlain } from './plain-object.ts'
import { addProblem, type Check, checkAt, type Walk } from './walk.ts'

/** What comes in was decoded from JSON already; what goes out can be anything. */
export function compileJson({ direction, maxDepth }: Compilation): Check {
  if (direction === 'in') return (value) => value
  return function check(value, walk) {
    switch (typeof value) {
      case 'boolean':
        return value
      case 'string':
        return value.isWellFormed() ? value : addProblem(walk, 'must be a text without lone surrogates')
      case 'number':
        return Number.isFinite(value) ? value : addProblem(walk, 'must be a finite number')
      case 'object':
        if (value === null) return value
        if (walk.path.length >= maxDepth)
          return addProblem(walk, `must be nested less than ${maxDepth} levels deep`)
        return Array.isArray(value) ? copyArray(value, { check, walk }) : copyObject(value, { check, walk })
      default:
        return addProblem(walk, `must be JSON, which has no ${typeof value}`)
    }
  }
}

interface Step {
  readonly check: Check
  readonly walk: Walk
}

function copyArray(items: readonly unknown[], { check, walk }: Step): unknown[] {
  return items.map((item, key) => checkAt(check, item, { walk, key }))
}

function copyObject(value: object, { check, walk }: Step): unknown {
  if (!isPlain(value)) return addProblem(walk, 'must be JSON: a plain object, not an instance of a class')
  const members: [string, unknown][] = []
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue
    if (!key.isWellFormed()) return addProblem(walk, 'must have names without lone surrogates')
    members.push([key, checkAt(check, member, { walk, key })])
  }
  // Defines, never sets: a member named __proto__ is data.
  return Object.fromEntries(members)
}
