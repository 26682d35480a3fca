/** Checks of `integer`, `number`, and of `bigint` and `decimal`, which travel as texts (SPEC.md, Names and values). */
import type { NumericType } from '../ir/model.ts'
import { compareExact, isMultipleOf, normalizeBigint, normalizeDecimal, toExact } from '../values/decimal.ts'
import { addProblem, type Check, type Walk } from './walk.ts'

type Bounds = (value: string | number, walk: Walk) => void

/** `5.0` is the integer 5 and `-0` is 0; an integer beyond ±(2^53−1) has been rounded by somebody and is refused. */
export function compileNumber(type: NumericType): Check {
  const message = messageOfNumber(type)
  const isNumber = type.kind === 'integer' ? isSafeInteger : isFinite
  const bounds = compileBounds(type)
  if (bounds === undefined) return (value, walk) => (isNumber(value) ? value + 0 : addProblem(walk, message))
  return (value, walk) => {
    if (!isNumber(value)) return addProblem(walk, message)
    bounds(value, walk)
    return value + 0
  }
}

export function compileNumericText(type: NumericType): Check {
  const normalize = type.kind === 'bigint' ? normalizeBigint : normalizeDecimal
  const message = messageOfDigits(type)
  const bounds = compileBounds(type)
  return (value, walk) => {
    const normal = typeof value === 'string' ? normalize(value) : undefined
    if (normal === undefined) return addProblem(walk, message)
    bounds?.(normal, walk)
    return normal
  }
}

export function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

export function isFinite(value: unknown): value is number {
  return Number.isFinite(value)
}

export function messageOfNumber({ kind }: NumericType): string {
  return kind === 'integer' ? 'must be an integer within ±(2^53−1)' : 'must be a finite number'
}

export function messageOfDigits({ kind }: NumericType): string {
  return `must be a text of ${kind === 'bigint' ? 'an integer' : 'a decimal number'} in plain digits`
}

function compileBounds(type: NumericType): Bounds | undefined {
  const rules: Bounds[] = []
  const rule = (bound: number | undefined, message: string, holds: (order: number) => boolean) => {
    if (bound !== undefined) rules.push(compileBound(bound, { message: `${message} ${bound}`, holds }))
  }
  // Four positional facts a line would read worse than this small table.
  rule(type.min, 'must be at least', (order) => order >= 0)
  rule(type.max, 'must be at most', (order) => order <= 0)
  rule(type.exclusiveMin, 'must be more than', (order) => order > 0)
  rule(type.exclusiveMax, 'must be less than', (order) => order < 0)
  if (type.multipleOf !== undefined) rules.push(compileMultipleOf(type.multipleOf))
  if (rules.length === 0) return undefined
  return (value, walk) => {
    for (const check of rules) check(value, walk)
  }
}

function compileBound(
  bound: number,
  rule: { readonly message: string; readonly holds: (order: number) => boolean },
): Bounds {
  const exact = toExact(bound)
  return (value, walk) => {
    const order = typeof value === 'number' ? value - bound : compareExact(toExact(value), exact)
    if (!rule.holds(order)) addProblem(walk, rule.message)
  }
}

/** Exact in decimal digits: what a person means by "0.3 is a multiple of 0.1", and the same in every language. */
function compileMultipleOf(step: number): Bounds {
  const exact = toExact(step)
  const message = `must be a multiple of ${step}`
  return (value, walk) => {
    const whole =
      Number.isSafeInteger(value) && Number.isSafeInteger(step)
        ? Number(value) % step === 0
        : isMultipleOf(toExact(value), exact)
    if (!whole) addProblem(walk, message)
  }
}
