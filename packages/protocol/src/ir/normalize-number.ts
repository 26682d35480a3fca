/** Normal form of numeric types (IR.md, Normal forms). */
import { defined } from './defined.ts'
import { IrError } from './ir-error.ts'
import type { NumericType } from './model.ts'

/** @throws IrError for bounds that are not finite and steps that are not positive. */
export function normalizeNumber(type: NumericType): NumericType {
  const { min, max, exclusiveMin, exclusiveMax, multipleOf } = type
  if ((min ?? max ?? exclusiveMin ?? exclusiveMax ?? multipleOf) === undefined) return { kind: type.kind }
  for (const bound of [min, max, exclusiveMin, exclusiveMax, multipleOf]) {
    if (bound !== undefined && !Number.isFinite(bound))
      throw new IrError(`A bound of ${type.kind} is not finite.`)
  }
  if (multipleOf !== undefined && multipleOf <= 0) throw new IrError('multiple-of must be more than 0.')
  if (type.kind === 'integer' || (type.kind === 'number' && multipleOf === 1)) return normalizeInteger(type)
  if (type.kind === 'bigint' && hasSafeBounds(type)) {
    return defined<NumericType>({ kind: 'bigint', ...wholeBounds(type), multipleOf: withoutOne(multipleOf) })
  }
  const keepsMin = exclusiveMin === undefined || (min !== undefined && min > exclusiveMin)
  const keepsMax = exclusiveMax === undefined || (max !== undefined && max < exclusiveMax)
  return defined<NumericType>({
    kind: type.kind,
    min: keepsMin ? min : undefined,
    exclusiveMin: keepsMin ? undefined : exclusiveMin,
    max: keepsMax ? max : undefined,
    exclusiveMax: keepsMax ? undefined : exclusiveMax,
    multipleOf: type.kind === 'bigint' ? withoutOne(multipleOf) : multipleOf,
  })
}

/** Whole, inclusive bounds; those at or beyond ±(2^53−1) bound nothing. */
function normalizeInteger(type: NumericType): NumericType {
  const { min, max } = wholeBounds(type)
  return defined<NumericType>({
    kind: 'integer',
    min: min !== undefined && min > -Number.MAX_SAFE_INTEGER ? min : undefined,
    max: max !== undefined && max < Number.MAX_SAFE_INTEGER ? max : undefined,
    multipleOf: withoutOne(type.multipleOf),
  })
}

/** Whether doubles can tell every bound of a bigint from its neighbours. */
function hasSafeBounds({ min = 0, max = 0, exclusiveMin = 0, exclusiveMax = 0 }: NumericType): boolean {
  return [min, max, exclusiveMin, exclusiveMax].every((bound) => Math.abs(bound) < Number.MAX_SAFE_INTEGER)
}

/** Every whole number is a multiple of 1. */
function withoutOne(multipleOf: number | undefined): number | undefined {
  return multipleOf === 1 ? undefined : multipleOf
}

function wholeBounds({
  min,
  max,
  exclusiveMin,
  exclusiveMax,
}: NumericType): Pick<NumericType, 'min' | 'max'> {
  const lows = [
    min !== undefined ? Math.ceil(min) : -Infinity,
    exclusiveMin !== undefined ? Math.floor(exclusiveMin) + 1 : -Infinity,
  ]
  const highs = [
    max !== undefined ? Math.floor(max) : Infinity,
    exclusiveMax !== undefined ? Math.ceil(exclusiveMax) - 1 : Infinity,
  ]
  const low = Math.max(...lows)
  const high = Math.min(...highs)
  // Adding zero turns the -0 of a rounding into 0.
  return defined<Pick<NumericType, 'min' | 'max'>>({
    min: low === -Infinity ? undefined : low + 0,
    max: high === Infinity ? undefined : high + 0,
  })
}
