/** What runs the model: on which stores, in which worlds, by which server. */
import type { Ground } from '../stores/ground.ts'
import { memoryGround, sharedMemoryGround } from '../stores/memory-ground.ts'
import { startApp, startEdge } from './app-backend.ts'
import type { StartBackend } from './backend.ts'
import { CONFIGURATIONS, EDGE_CONFIGURATIONS } from './configurations.ts'
import { startCore } from './core-backend.ts'
import { type ModelRun, runModel } from './run-model.ts'
import type { Configuration } from './world.ts'

export interface ModelWorldPlan {
  readonly name: string
  readonly ground: Ground
  readonly configuration: Configuration
  readonly start: StartBackend
}

/** The real server over every store in every world that the store is for, and the algorithm alone. */
export function planWorlds(stores: readonly Ground[]): ModelWorldPlan[] {
  const plans = [memoryGround, sharedMemoryGround, ...stores].flatMap((ground) =>
    CONFIGURATIONS.filter((configuration) => isFor(configuration, ground)).map((configuration) => ({
      name: `@mizan/server, ${configuration.name}, ${ground.name}`,
      ground,
      configuration,
      start: startApp,
    })),
  )
  const bare = plans
    .filter(({ ground }) => ground === memoryGround || ground === sharedMemoryGround)
    .map((plan) => ({
      ...plan,
      name: plan.name.replace('@mizan/server', '@mizan/cache'),
      start: startCore(),
    }))
  const edges = EDGE_CONFIGURATIONS.map((configuration) => ({
    name: `@mizan/edge before @mizan/server, ${configuration.name}, memory`,
    ground: memoryGround,
    configuration,
    start: startEdge,
  }))
  return [...plans, ...edges, ...bare]
}

export function runWorld(plan: ModelWorldPlan, of: { seed: number; steps: number }): Promise<ModelRun> {
  return runModel(of.seed, { ...plan, steps: of.steps })
}

/** Several processes need a store that they share; replicas are judged by a clock that a store takes from outside. */
function isFor({ processes, replicaLagMs = 0, hasFaults }: Configuration, ground: Ground): boolean {
  if (!ground.isShared) return processes === 1
  if (replicaLagMs > 0 && !ground.hasClock) return false
  return hasFaults !== true || ground.hasClock
}
