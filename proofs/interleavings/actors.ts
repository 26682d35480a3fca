/** What the actors of a scenario do, step by step, as the server's pipeline does it. */
import type { MutationLease, Outcome } from '@mizan/cache'
import type { Fact, Facts, Process, World } from './world.ts'

export type Actor = (world: World, label: string) => Promise<void>

/** Identifies (where user-scoped), asks the cache, and runs the query where it must. */
export function reads(
  number: number,
  { isUserScoped = false, queries = 1 }: { isUserScoped?: boolean; queries?: 1 | 2 } = {},
): Actor {
  return async (world, label) => {
    const process = world.process(number)
    const beganAt = world.schedule.time
    const user = isUserScoped ? await identify(world, process, `${label} identifies`) : undefined
    const body = await readAs(world, { process, label, user, queries })
    if (!process.isDead) world.readings.push({ label, beganAt, seen: JSON.parse(body) as Facts })
  }
}

/** Leases its static target, commits, and purges what it changed: the same, or less where the result decided. */
export function mutates(
  number: number,
  { target = 'narrow', of = 'value' }: { target?: 'narrow' | 'broad then narrow'; of?: Fact } = {},
): Actor {
  return async (world, label) => {
    const process = world.process(number)
    const held = await process.cache.lease([target === 'narrow' ? world.narrow : world.broad])
    const commit = (): Promise<{ endedAt: number }> =>
      world.schedule.stop(process, `${label} commits`, () => world.commit(of, process))
    if (world.parts.purgesBeforeCommit) await held.commit([world.narrow])
    const committed = await commit()
    await held.commit([world.narrow])
    if (!process.isDead) committed.endedAt = Math.min(committed.endedAt, world.schedule.time)
  }
}

export function rollsBack(number: number): Actor {
  return async (world, label) => {
    const process = world.process(number)
    const held: MutationLease = await process.cache.lease([world.narrow])
    await world.schedule.stop(process, `${label} rolls back`, () => undefined)
    await held.release()
  }
}

/** Somebody's rights change, elsewhere: nothing is purged. */
export function changesRights(): Actor {
  return async (world, label) => {
    const process = world.process(0)
    const committed = await world.schedule.stop(process, `${label} commits`, () =>
      world.commit('rights', process),
    )
    committed.endedAt = Math.min(committed.endedAt, world.schedule.time)
  }
}

interface Reader {
  readonly process: Process
  readonly label: string
  /** Undefined where the context is public. */
  readonly user: Facts | undefined
  readonly queries: 1 | 2
}

async function readAs(world: World, { process, label, user, queries }: Reader): Promise<string> {
  const reload = async (): Promise<{ pkey: string; reader: Facts }> => {
    const reader = await identify(world, process, `${label} identifies again`)
    return { pkey: toPkey(reader), reader }
  }
  const outcome: Outcome<string> = await process.cache.bring<Facts, string>(
    world.asked(user && toPkey(user)),
    {
      ...(user !== undefined && world.parts.loadsReaderAgain && { reload }),
      async run({ reader = user }) {
        const facts = await world.schedule.stop(process, `${label} queries`, () => world.facts)
        if (queries === 2) await world.schedule.stop(process, `${label} queries more`, () => undefined)
        const own = JSON.stringify(reader === undefined ? facts : { ...reader, value: facts.value })
        return { own, bundle: { body: own, etag: '"e"' } }
      },
    },
  )
  if (outcome.from === 'store') return outcome.entry.body
  if (outcome.from === 'flight') return outcome.bundle.body
  if (outcome.from === 'run') return outcome.own
  const again = await identify(world, process, `${label} identifies anew`)
  return readAs(world, { process, label, user: again, queries })
}

function identify(world: World, process: Process, label: string): Promise<Facts> {
  return world.schedule.stop(process, label, () => world.facts)
}

function toPkey({ rights }: Facts): string {
  return `p${rights}`
}
