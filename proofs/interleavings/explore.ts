/** Every run that different choices can give, each once: no sampling. */
import type { Choose } from './schedule.ts'

export interface Exploration<Finding> {
  readonly runs: number
  readonly findings: readonly Finding[]
}

/** `run` must do the same again where the same is chosen. Findings are what it answers that is not undefined. */
export async function explore<Finding>(
  run: (choose: Choose) => Promise<Finding | undefined>,
  { atOnce = 1, maxRuns = 1_000_000, isEnough = () => false }: ExploreOptions<Finding> = {},
): Promise<Exploration<Finding>> {
  const waiting: (readonly number[])[] = [[]]
  const findings: Finding[] = []
  let runs = 0
  const work = async (): Promise<void> => {
    for (let prefix = waiting.pop(); prefix !== undefined; prefix = waiting.pop()) {
      runs += 1
      if (runs > maxRuns) throw new Error(`more than ${maxRuns} orders`)
      const { finding, branches } = await runOnce(run, prefix)
      if (finding !== undefined) findings.push(finding)
      if (isEnough(findings)) waiting.length = 0
      else waiting.push(...branches)
    }
  }
  // Who finds nothing to do leaves, though others may find more: then a new crew comes.
  while (waiting.length > 0) {
    const crew = Math.min(atOnce, waiting.length)
    await Promise.all(Array.from({ length: crew }, work))
  }
  return { runs, findings }
}

export interface ExploreOptions<Finding> {
  /** Runs at the same time: for stores that are waited for. */
  readonly atOnce?: number
  readonly maxRuns?: number
  /** Stops before all orders were seen. */
  readonly isEnough?: (findings: readonly Finding[]) => boolean
}

async function runOnce<Finding>(
  run: (choose: Choose) => Promise<Finding | undefined>,
  prefix: readonly number[],
): Promise<{ finding: Finding | undefined; branches: (readonly number[])[] }> {
  const taken: number[] = []
  const branches: (readonly number[])[] = []
  const finding = await run((count) => {
    const place = taken.length
    const choice = prefix[place] ?? 0
    if (choice >= count) throw new Error('the same choices gave another run')
    if (place >= prefix.length)
      for (let other = 1; other < count; other += 1) branches.push([...taken, other])
    taken.push(choice)
    return choice
  })
  return { finding, branches }
}
