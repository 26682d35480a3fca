/** The scenarios whose every order is looked at: up to three actors at once, and what can go wrong beside them. */
import type { Ground } from '../stores/ground.ts'
import { type Actor, changesRights, mutates, reads, rollsBack } from './actors.ts'
import { type Exploration, explore } from './explore.ts'
import type { Choose } from './schedule.ts'
import { type Accidents, type Parts, REAL_PARTS, World } from './world.ts'

export interface Scenario {
  readonly name: string
  /** The same actor twice is twice the same: which of the two begins first makes no other order. */
  readonly actors: readonly Actor[]
  readonly accidents?: Accidents
  /** Only where the store is shared: two processes, or a store that outlives one. */
  readonly isShared?: boolean
  readonly isUserScoped?: boolean
  /** So many orders that they are looked at by `npm run test:long` alone. */
  readonly isLong?: boolean
}

const reader = reads(0)
const reader1 = reads(1)
const reader2 = reads(0, { queries: 2 })
const user = reads(0, { isUserScoped: true })
const mutation = mutates(0)
const narrowed = mutates(0, { target: 'broad then narrow' })

export const SCENARIOS: readonly Scenario[] = [
  { name: 'two reads and a mutation', actors: [reader, mutation, reader] },
  { name: 'a read and two mutations', actors: [reader, mutation, mutation] },
  { name: 'three reads and no mutation', actors: [reader, reader, reader] },
  { name: 'three mutations', actors: [mutation, mutation, narrowed], isLong: true },
  { name: 'two reads of two queries and a mutation', actors: [reader2, mutation, reader2], isLong: true },
  {
    name: 'a read of two queries, another and a mutation',
    actors: [reader2, mutation, reader],
    isLong: true,
  },
  { name: 'a mutation, a rollback and a read', actors: [mutation, rollsBack(0), reader], isLong: true },
  { name: 'a broad lease and a narrow purge', actors: [reader, narrowed, reader] },
  {
    name: 'a reader whose rights change',
    actors: [user, changesRights(), user],
    isUserScoped: true,
    isLong: true,
  },
  {
    name: 'a reader whose name changes',
    actors: [user, mutates(0, { of: 'name' })],
    isUserScoped: true,
  },
  { name: 'an eviction', actors: [reader, mutation], accidents: { evictions: 1 } },
  { name: 'two evictions', actors: [reader, mutation], accidents: { evictions: 2 }, isLong: true },
  {
    name: 'two reads, a mutation and an eviction',
    actors: [reader, mutation, reader],
    accidents: { evictions: 1 },
    isLong: true,
  },
  { name: 'a store that fails once', actors: [reader, mutation], accidents: { faults: 1 } },
  { name: 'a store that fails twice', actors: [reader, mutation], accidents: { faults: 2 }, isLong: true },
  {
    name: 'two reads, a mutation and a store that fails',
    actors: [reader, mutation, reader],
    accidents: { faults: 1 },
    isLong: true,
  },
  { name: 'two processes', actors: [reader, mutates(1), reader1], isShared: true, isLong: true },
  { name: 'two processes that mutate', actors: [reader, mutates(1), narrowed], isShared: true, isLong: true },
  {
    name: 'a process that dies',
    actors: [reader, mutates(1)],
    accidents: { crashes: 1, lapses: 1 },
    isShared: true,
  },
  {
    name: 'a process that dies between readers',
    actors: [reader, mutates(1), reader],
    accidents: { crashes: 1, lapses: 1 },
    isShared: true,
    isLong: true,
  },
  {
    name: 'two processes that mutate, and one dies',
    actors: [mutation, mutates(1), reader1],
    accidents: { crashes: 1, lapses: 1, mortal: [0] },
    isShared: true,
    isLong: true,
  },
  {
    name: 'two processes that die',
    actors: [reader, mutates(1)],
    accidents: { crashes: 2, lapses: 1 },
    isShared: true,
    isLong: true,
  },
  {
    name: 'a store that fails once, and another process',
    actors: [reader, mutates(1), reader],
    accidents: { faults: 1 },
    isShared: true,
    isLong: true,
  },
  {
    name: 'a process whose store failed mutates',
    actors: [reader, reader1, mutates(1)],
    accidents: { faults: 1 },
    isShared: true,
    isLong: true,
  },
  {
    name: 'a purge that fails, and another process',
    actors: [reader, mutates(1), reader],
    accidents: { faults: 1, faulty: ['purge'] },
    isShared: true,
    isLong: true,
  },
]

/** Where a store is waited for. */
const RUNS_AT_ONCE = 16
/** Enough for a store that failed to be asked again. */
const RECOVERY_MS = 2500

export function scenariosOf(ground: Ground): readonly Scenario[] {
  return SCENARIOS.filter(({ isShared }) => ground.isShared || isShared !== true)
}

/** All orders, or those up to the first in which something was stale. */
export function exploreScenario(
  scenario: Scenario,
  ground: Ground,
  parts?: Parts,
): Promise<Exploration<string>> {
  return explore((choose) => runScenario(scenario, ground, { choose, ...(parts && { parts }) }), {
    atOnce: ground.isWaitedFor ? RUNS_AT_ONCE : 1,
    isEnough: (findings) => findings.length > 0,
  })
}

/** One order of one scenario; what was stale in it, if anything. Ends with a read of every process, and another when stores that failed were asked again. */
export async function runScenario(
  { actors, accidents = {}, isUserScoped = false }: Scenario,
  ground: Ground,
  { choose, parts = REAL_PARTS }: { readonly choose: Choose; readonly parts?: Parts },
): Promise<string | undefined> {
  const world = new World(ground, choose, { parts, accidents })
  const begin = ([actor, ...others]: readonly Actor[], label: string): void => {
    if (actor === undefined) return
    const execute = (): void => {
      void actor(world, label)
      begin(others, `${label}'`)
    }
    world.schedule.add({ owner: world, label: `begin ${label}`, execute })
  }
  for (const [index, one] of [...new Set(actors)].entries())
    begin(
      actors.filter((other) => other === one),
      `A${index}`,
    )
  await world.schedule.run()
  for (let round = 0; round < 2; round += 1) {
    if (round > 0) for (const process of world.living) process.clock.advance(RECOVERY_MS)
    await world.schedule.run(true)
    for (const number of [0, 1]) begin([reads(number, { isUserScoped })], `last read ${round}.${number}`)
    await world.schedule.run(true)
  }
  return world.findStale()
}
