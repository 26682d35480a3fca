/** Checks of `boolean`, `nothing`, `literal` and `enum`. */
import type { EnumType, LiteralType } from '../ir/model.ts'
import { addProblem, type Check } from './walk.ts'

export function compileBoolean(): Check {
  return (value, walk) => (typeof value === 'boolean' ? value : addProblem(walk, 'must be true or false'))
}

/** In process nothing is undefined too. */
export function compileNothing(): Check {
  return (value, walk) => (value === null || value === undefined ? null : addProblem(walk, 'must be null'))
}

export function compileLiteral(type: LiteralType): Check {
  const { value: literal } = type
  return (value, walk) => (value === literal ? literal : addProblem(walk, messageOfLiteral(type)))
}

export function compileEnum(type: EnumType): Check {
  const known = new Set<unknown>(type.values)
  return (value, walk) => (known.has(value) ? value : addProblem(walk, messageOfEnum(type)))
}

export function messageOfLiteral({ value }: LiteralType): string {
  return `must be ${JSON.stringify(value)}`
}

export function messageOfEnum({ values }: EnumType): string {
  return `must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}`
}
