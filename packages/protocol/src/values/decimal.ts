/** Normal forms of `bigint` and `decimal` (SPEC.md, Normal forms), and their exact comparison with the IR's bounds. */
import { MAX_NUMBER_CHARS } from '../generated/limits.ts'

// Texts are bounded because conversions grow faster than linearly, and Python refuses more than 4300 digits.

/** Plain digits without `-0`; undefined for a plus sign, leading zeros, a point or an exponent. */
export function normalizeBigint(text: string): string | undefined {
  if (text.length > MAX_NUMBER_CHARS || !/^-?(?:0|[1-9][0-9]*)$/.test(text)) return undefined
  return text === '-0' ? '0' : text
}

/** Plain digits without trailing zeros after the point and without `-0`; undefined for a plus sign, leading zeros or an exponent. */
export function normalizeDecimal(text: string): string | undefined {
  if (text.length > MAX_NUMBER_CHARS || !/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text)) return undefined
  const point = text.indexOf('.')
  const short = point === -1 ? text : `${text.slice(0, point)}${trimFraction(text.slice(point + 1))}`
  return short === '-0' ? '0' : short
}

/** Digits after a point to `.digits` without trailing zeros; empty when nothing is left. */
export function trimFraction(digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 0x30) end--
  return end === 0 ? '' : `.${digits.slice(0, end)}`
}

/** A decimal number as `digits · 10^-scale`, exactly. */
export interface ExactNumber {
  readonly digits: bigint
  readonly scale: number
}

/** Of a decimal's normal form, or of a finite double as ECMAScript prints it (`1.5e-7`). */
export function toExact(value: string | number): ExactNumber {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export function compareExact(a: ExactNumber, b: ExactNumber): number {
  const [x, y] = align(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

/** Whether `value` is a whole multiple of `step`, as decimal numbers: 0.3 is one of 0.1. */
export function isMultipleOf(value: ExactNumber, step: ExactNumber): boolean {
  const [x, y] = align(value, step)
  return y !== 0n && x % y === 0n
}

function align(a: ExactNumber, b: ExactNumber): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)]
}
