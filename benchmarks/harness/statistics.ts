/** Medians, spreads and ratios of rounds. */

export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  const lower = sorted[middle - 1]
  if (upper === undefined) throw new RangeError('there is no median of nothing')
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** Round by round, so that a slow minute of the machine hits both sides of a ratio. */
export function ratios(values: readonly number[], base: readonly number[]): number[] {
  if (values.length !== base.length) throw new RangeError('both sides of a ratio need the same rounds')
  return values.map((value, round) => value / (base[round] ?? Number.NaN))
}
