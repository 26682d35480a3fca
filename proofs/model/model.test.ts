/** Never the wrong person: random worlds against an oracle without a cache, and mistakes that they must find. In small; whole in `npm run test:long`. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openRedisGround } from '../stores/redis-ground.ts'
import { openSqliteGround } from '../stores/sqlite-ground.ts'
import { findMistake } from './find-mistake.ts'
import { MODEL_MISTAKES } from './mistakes.ts'
import { planWorlds, runWorld } from './worlds.ts'

const SEED = 20_260
const STEPS = 2500

const stores = [openSqliteGround(true), await openRedisGround()]
afterAll(async () => {
  for (const store of stores) await store.close()
})
// A context of the model reads its caller without saying so: the server warns of it, which is right.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))

describe('no answer that an uncached server could not have given', () => {
  it.each(planWorlds(stores))('$name', async (plan) => {
    const run = await runWorld(plan, { seed: SEED, steps: STEPS })
    expect(run.fault).toBeUndefined()
    expect(run.hits).toBeGreaterThan(0)
  })
})

describe('a mistake is found', () => {
  it.each(MODEL_MISTAKES)('$name', async (mistake) => {
    const found = await findMistake(mistake, SEED)
    expect(found).toBeDefined()
    console.log(`${mistake.name}: seed ${found?.seed}, ${found?.steps} steps`)
  })
})
