/** Checks of `boolean`, `nothing`, `literal` and `enum`. */
import type { EnumType, LiteralType } from '../ir/model.ts'
import { addProblem, type Check } from './walk.ts'

export function compileBoolean(): Check {
  return (value, walk) => (typeof value === 'boolean' ? value : addProblem(walk, 'must be true or false'))
}

/** A function that returns nothing returns undefined. */
export function compileNothing(): Check {
  return (value, walk) => (value === null || value === undefined ? null : addProblem(walk, 'must be null'))
}

export function compileLiteral({ value: literal }: LiteralType): Check {
  const message = `must be ${JSON.stringify(literal)}`
  return (value, walk) => (value === literal ? literal : addProblem(walk, message))
}

export function compileEnum({ values }: EnumType): Check {
  const known = new Set<unknown>(values)
  const message = `must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}`
  return (value, walk) => (known.has(value) ? value : addProblem(walk, message))
}
