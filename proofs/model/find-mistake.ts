/** Looks for a mistake with one seed after the other, until an answer shows it. */
import { startCore } from './core-backend.ts'
import type { ModelMistake } from './mistakes.ts'
import { runModel } from './run-model.ts'

export interface FoundMistake {
  readonly seed: number
  /** Of the run that found it. */
  readonly steps: number
  readonly fault: string
}

const STEPS = 60_000
const SEEDS = 5

export async function findMistake(
  { ground, configuration, parts }: ModelMistake,
  firstSeed: number,
): Promise<FoundMistake | undefined> {
  for (let seed = firstSeed; seed < firstSeed + SEEDS; seed += 1) {
    const { fault, steps } = await runModel(seed, {
      ground,
      configuration,
      start: startCore(parts),
      steps: STEPS,
    })
    if (fault !== undefined) return { seed, steps, fault }
  }
  return undefined
}
