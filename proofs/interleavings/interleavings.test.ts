/** Never the old answer: every order of the operations of up to three actors, on every store. */
import { afterAll, describe, expect, it } from 'vitest'
import { memoryGround, sharedMemoryGround } from '../stores/memory-ground.ts'
import { openRedisGround } from '../stores/redis-ground.ts'
import { openSqliteGround } from '../stores/sqlite-ground.ts'
import { expectedOrders } from './expected-orders.ts'
import { MISTAKES } from './mistakes.ts'
import { exploreScenario, SCENARIOS, scenariosOf } from './scenarios.ts'

const grounds = [memoryGround, sharedMemoryGround, openSqliteGround(), await openRedisGround()]
afterAll(async () => {
  for (const ground of grounds) await ground.close()
})

describe.each(grounds)('on $name', (ground) => {
  const scenarios = scenariosOf(ground).filter(({ isLong }) => isLong !== true)
  it.each(scenarios)('$name', async (scenario) => {
    const { runs, findings } = await exploreScenario(scenario, ground)
    expect(findings).toEqual([])
    expect(runs).toBe(expectedOrders(ground, scenario.name))
  })
})

describe('a mistake is found', () => {
  it.each(MISTAKES)('$name', async ({ scenario: name, ground, parts }) => {
    const scenario = SCENARIOS.find((one) => one.name === name)
    if (scenario === undefined) throw new Error(`there is no scenario "${name}"`)
    const { runs, findings } = await exploreScenario(scenario, ground, parts)
    console.log(`found in order ${runs}`)
    expect(findings).not.toEqual([])
  })
})
