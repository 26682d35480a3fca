/** Checks of `integer`, `number`, and of `bigint` and `decimal`, which travel as texts (SPEC.md, Names and values). */
import type { NumericType } from '../ir/model.ts'
import { compareExact, isMultipleOf, normalizeBigint, normalizeDecimal, toExact } from '../values/decimal.ts'
import type { Compilation } from './compilation.ts'
import { addProblem, type Check, type Walk } from './walk.ts'

type Bounds = (value: string | number, walk: Walk) => void

/** `5.0` is the integer 5 and `-0` is 0; an integer beyond ±(2^53−1) has been rounded by somebody and is refused. */
export function compileNumber(type: NumericType, { direction }: Compilation): Check {
  const message = type.kind === 'integer' ? 'must be an integer within ±(2^53−1)' : 'must be a finite number'
  const isNumber: (value: unknown) => boolean =
    type.kind === 'integer' ? Number.isSafeInteger : Number.isFinite
  const bounds = direction === 'in' ? compileBounds(type) : undefined
  return (value, walk) => {
    if (typeof value !== 'number' || !isNumber(value)) return addProblem(walk, message)
    bounds?.(value, walk)
    return value + 0
  }
}

/** A native `bigint` is taken on the way out. */
export function compileNumericText(type: NumericType, { direction }: Compilation): Check {
  const isBigint = type.kind === 'bigint'
  const normalize = isBigint ? normalizeBigint : normalizeDecimal
  const message = `must be a text of ${isBigint ? 'an integer' : 'a decimal number'} in plain digits`
  const bounds = direction === 'in' ? compileBounds(type) : undefined
  return (value, walk) => {
    const text = direction === 'out' && typeof value === 'bigint' ? String(value) : value
    const normal = typeof text === 'string' ? normalize(text) : undefined
    if (normal === undefined) return addProblem(walk, message)
    bounds?.(normal, walk)
    return normal
  }
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
