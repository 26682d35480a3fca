/** Rounds in which every side has one turn, in an order that moves on each time. */

export type Side<Sample> = (round: number) => Promise<Sample> | Sample

/** Samples of each side by its name. Warm-up rounds are run and thrown away. */
export async function runRounds<Sample>(
  sides: Readonly<Record<string, Side<Sample>>>,
  { rounds, warmUps = 1 }: { readonly rounds: number; readonly warmUps?: number },
): Promise<Record<string, Sample[]>> {
  const names = Object.keys(sides)
  const samples: Record<string, Sample[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of rotate(names, round + warmUps)) {
      const sample = await sides[name]?.(round)
      if (round >= 0 && sample !== undefined) samples[name]?.push(sample)
    }
  }
  return samples
}

/** The same names, beginning with another. */
export function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const start = items.length === 0 ? 0 : by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
