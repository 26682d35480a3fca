/** A line per case, and what is wrong below it. */
import { type Capability, isRed, type TargetResults, toCell } from './matrix.ts'

export function toCaseLines({ target, results, differences }: TargetResults): string[] {
  return results.flatMap(({ case: one, problems }) => {
    const different = differences.get(one.id) ?? []
    const isClaimed = target.claims.includes(one.capability)
    const isGood = problems.length === 0 && different.length === 0
    const head = `${isGood ? 'ok  ' : isClaimed ? 'FAIL' : 'owed'} ${target.name}  ${one.id}`
    if (isGood || !isClaimed) return [head]
    return [
      head,
      ...problems.map((text) => `       ${text}`),
      ...different.map((text) => `       differs: ${text}`),
    ]
  })
}

/** A line per claim that does not hold, and per claim that could be made. */
export function toRedLines(all: readonly TargetResults[], capabilities: readonly Capability[]): string[] {
  return all.flatMap((one) => {
    const { name, claims } = one.target
    const red = capabilities.filter(({ id }) => isRed(toCell(id, one)))
    return red.map(
      ({ id }) =>
        `RED  ${name}: ${id} is ${claims.includes(id) ? 'claimed and fails' : 'not claimed and passes'}`,
    )
  })
}
