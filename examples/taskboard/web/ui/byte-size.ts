/** Sizes in words people use, for whole numbers of any length. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

export function toByteSize(bytes: bigint): string {
  let unit = 0
  let tenths = bytes * 10n
  while (tenths >= 10_000n && unit < UNITS.length - 1) {
    tenths /= 1000n
    unit += 1
  }
  const text = tenths % 10n === 0n || unit === 0 ? String(tenths / 10n) : `${tenths / 10n}.${tenths % 10n}`
  return `${text} ${UNITS[unit]}`
}
