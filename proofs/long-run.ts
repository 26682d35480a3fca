/** Every proof, whole: what `npm run test:long` does, as data. */
import { expectedOrders } from './interleavings/expected-orders.ts'
import { MISTAKES } from './interleavings/mistakes.ts'
import { exploreScenario, SCENARIOS, scenariosOf } from './interleavings/scenarios.ts'
import { findMistake } from './model/find-mistake.ts'
import { MODEL_MISTAKES } from './model/mistakes.ts'
import { planWorlds, runWorld } from './model/worlds.ts'
import type { Ground } from './stores/ground.ts'
import { memoryGround, sharedMemoryGround } from './stores/memory-ground.ts'

export interface ProofRow {
  readonly part: 'world' | 'scenario' | 'mistake in a world' | 'mistake in a scenario'
  readonly name: string
  /** Steps of a world, orders of a scenario. */
  readonly count: number
  readonly detail: string
  /** What went wrong; undefined when nothing did. */
  readonly problem: string | undefined
}

export interface LongRun {
  readonly seed: number
  /** Of each world. */
  readonly steps: number
  readonly grounds: readonly Ground[]
  readonly tell: (row: ProofRow) => void
}

export async function runProofs(run: LongRun): Promise<readonly ProofRow[]> {
  const rows: ProofRow[] = []
  const add = (row: ProofRow): void => {
    rows.push(row)
    run.tell(row)
  }
  await runWorlds(run, add)
  await runScenarios(run, add)
  await findModelMistakes(run, add)
  await findOrderMistakes(add)
  return rows
}

type Add = (row: ProofRow) => void

async function runWorlds({ seed, steps, grounds }: LongRun, add: Add): Promise<void> {
  for (const plan of planWorlds(grounds.filter(({ name }) => !name.includes('memory')))) {
    const { fault, ...run } = await runWorld(plan, { seed, steps })
    const detail = `${run.reads} reads, ${run.hits} hits, ${run.mutations} mutations, ${run.crashes} crashes`
    add({ part: 'world', name: plan.name, count: run.steps, detail, problem: fault })
  }
}

async function runScenarios({ grounds }: LongRun, add: Add): Promise<void> {
  for (const ground of [memoryGround, sharedMemoryGround, ...grounds])
    for (const scenario of scenariosOf(ground)) {
      const { runs, findings } = await exploreScenario(scenario, ground)
      const expected = expectedOrders(ground, scenario.name)
      const counted = runs === expected ? undefined : `${runs} orders, not ${expected}`
      const name = `${scenario.name}, ${ground.name}`
      add({ part: 'scenario', name, count: runs, detail: '', problem: findings[0] ?? counted })
    }
}

async function findModelMistakes({ seed }: LongRun, add: Add): Promise<void> {
  for (const mistake of MODEL_MISTAKES) {
    const found = await findMistake(mistake, seed)
    const detail = found === undefined ? '' : `seed ${found.seed}, step ${found.steps}`
    const problem = found === undefined ? 'was not found' : undefined
    add({ part: 'mistake in a world', name: mistake.name, count: found?.steps ?? 0, detail, problem })
  }
}

async function findOrderMistakes(add: Add): Promise<void> {
  for (const { name, scenario: wanted, ground, parts } of MISTAKES) {
    const scenario = SCENARIOS.find((one) => one.name === wanted)
    const { runs, findings } =
      scenario === undefined ? { runs: 0, findings: [] } : await exploreScenario(scenario, ground, parts)
    const problem = findings.length === 0 ? 'was not found' : undefined
    add({ part: 'mistake in a scenario', name, count: runs, detail: `order ${runs} of "${wanted}"`, problem })
  }
}
