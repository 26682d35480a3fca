/** Random schedules against a simple oracle: whatever the order of things, the screen ends at the truth and never goes back in time. */
import { describe, expect, it } from 'vitest'
import type { MutationDescriptor, Reader } from '../src/index.ts'
import { createWorld, settle, type World } from './fake-world.ts'
import { ordersQuery, profileQuery, userContext } from './fixture.ts'
import {
  createModelServer,
  FUNCTIONS,
  type Functions,
  type ModelServer,
  type Versioned,
} from './model-server.ts'

const change: MutationDescriptor<object, [slice: string, version: number][]> = {
  name: 'change',
  schema: '0',
  affects: ['user'],
}
const { decode: _, ...plainOrders } = ordersQuery
const context = { ...userContext, queries: { user_orders: plainOrders, user_profile: profileQuery } }

/** More of them: `MIZAN_SEEDS=5000 vitest run schedules`. */
const SEEDS = Number(process.env.MIZAN_SEEDS ?? 100)

interface Mounted {
  readonly id: number
  readonly entry: string
  readonly names: readonly Functions[]
  readonly reader: Reader
  readonly stop: () => void
}

class Schedule {
  readonly server: ModelServer = createModelServer()
  readonly world: World
  readonly mounted: Mounted[] = []
  readonly shownBefore = new Map<string, number>()
  readonly random: (below: number) => number
  /** Versions that a finished mutation made known to this client. */
  readonly acknowledged = new Map<string, number>()
  knownIdentity: string | undefined
  readonly trace: string[] = []
  lateRuns: (() => void)[] = []

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.world = createWorld({
      headers: () => ({ 'X-Cookie': this.server.cookie }),
      retry: { attempts: 1000, baseDelayMs: 50, maxDelayMs: 200 },
      collectAfterMs: 400,
    })
    this.world.client.events.subscribe((event) => {
      if (event.kind === 'identity') this.knownIdentity = event.identity
    })
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.random(items.length)]
  }

  mount(): void {
    const id = 1 + this.random(3)
    const kind = this.random(3)
    const { client } = this.world
    const params = this.random(2) === 0 ? { user_id: id } : { user_id: id, limit: 20 }
    const [reader, names, entry] =
      kind === 0
        ? [
            client.readQuery(profileQuery, { user_id: id }) as Reader,
            ['user_profile'] as const,
            `slice ${id}`,
          ]
        : [client.readContext(context, params), FUNCTIONS, `bundle ${id}`]
    const stop = reader.subscribe(() => this.check())
    this.mounted.push({ id, entry, names, reader, stop })
  }

  unmount(): void {
    const [gone] = this.mounted.splice(this.random(this.mounted.length), 1)
    gone?.stop()
  }

  mutate(login?: string): void {
    const scope = this.pick(['entry', 'slice', 'merge', 'broad'])
    const args = { user_id: 1 + this.random(3), scope, ...(login === undefined ? {} : { login }) }
    this.world.client.mutate(change, args).then(
      (changed) => {
        for (const [slice, version] of changed) {
          this.acknowledged.set(slice, Math.max(version, this.acknowledged.get(slice) ?? 0))
        }
      },
      () => undefined,
    )
  }

  /** Everything that a step may be, by its weight. */
  async step(isAlone: boolean): Promise<void> {
    const open = this.world.open()
    const request = this.pick(open)
    const steps: [number, string, () => unknown][] = [
      [3, 'mount', () => this.mount()],
      [2, 'unmount', () => this.unmount()],
      [4, 'mutate', () => this.mutate()],
      [1, 'login', () => this.mutate(this.pick(['u1.1', 'u2.1', '-']))],
      [6, 'run', () => request && this.server.run(request, this.random(2) === 0)],
      [10, 'deliver', () => request && this.server.deliver(request)],
      [2, 'lose', () => request && this.lose(request)],
      [2, 'advance', () => this.world.advance(this.random(300))],
      [1, 'refetch', () => void this.pick(this.mounted)?.reader.refetch()],
      [1, 'focus', () => this.world.focus()],
      [1, 'late', () => this.lateRuns.splice(0).forEach((run) => run())],
      [isAlone ? 0 : 2, 'others', () => this.server.change(1 + this.random(3), FUNCTIONS)],
    ]
    let at = this.random(steps.reduce((sum, [weight]) => sum + weight, 0))
    const [, name, act] = steps.find(([weight]) => (at -= weight) < 0) ?? steps[0]!
    this.trace.push(request === undefined ? name : `${name} ${request.url}`)
    await act()
    if (this.random(3) > 0) await settle()
    this.check()
  }

  /** A lost answer: not run at all, run before, or still to run. */
  lose(request: (typeof this.world.requests)[number]): Promise<void> {
    if (request.method === 'POST') {
      const fate = this.random(3)
      if (fate === 1) this.server.run(request)
      if (fate === 2) this.lateRuns.push(() => this.server.run(request))
    }
    return this.server.lose(request)
  }

  check(): void {
    for (const { entry, id, names, reader } of this.mounted) {
      for (const name of names) {
        const snapshot = reader.snapshot(name)
        const shown = snapshot.data as Versioned | undefined
        if (shown === undefined) continue
        const where = `${entry} ${name}`
        expect(shown.id, where).toBe(id)
        expect(shown.owner, `${where} shows what another user saw`).toBe(this.knownIdentity)
        expect(shown.version, `${where} went back in time`).toBeGreaterThanOrEqual(
          this.shownBefore.get(where) ?? 0,
        )
        this.shownBefore.set(where, shown.version)
        if (snapshot.isStale || snapshot.isFetching) continue
        const acknowledged = this.acknowledged.get(`${id} ${name}`) ?? 0
        expect(shown.version, `${where} is not fresh`).toBeGreaterThanOrEqual(acknowledged)
      }
    }
  }

  async quiet(): Promise<void> {
    for (const run of this.lateRuns.splice(0)) run()
    // Unknown outcomes are asked for again after the run deadline, so quiet is longer than that.
    for (let idleMs = 0; idleMs < 40_000; ) {
      await settle()
      const request = this.world.open()[0]
      if (request !== undefined) {
        await this.server.deliver(request)
        idleMs = 0
      } else {
        await this.world.advance(2000)
        idleMs += 2000
      }
      this.check()
    }
    expect(this.world.open()).toHaveLength(0)
  }

  checkTruth(): void {
    for (const { entry, id, names, reader } of this.mounted) {
      for (const name of names) {
        const version = this.server.versions.get(`${id} ${name}`) ?? 0
        const truth = {
          data: { owner: this.server.cookie, id, version },
          status: 'success',
          isStale: false,
          isFetching: false,
        }
        expect(reader.snapshot(name), `${entry} ${name} at the end`).toMatchObject(truth)
      }
    }
  }
}

describe('random schedules', () => {
  it('alone: the screen ends at the truth, and no slice ever goes back', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await explain(seed, true)
  }, 600_000)

  it('with others who change things: no slice goes back, and a target brings the truth', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await explain(-seed, false)
  }, 600_000)
})

async function explain(seed: number, isAlone: boolean): Promise<void> {
  const schedule = new Schedule(seed)
  try {
    for (let step = 0; step < 80; step += 1) await schedule.step(isAlone)
    await schedule.quiet()
    if (!isAlone) {
      schedule.world.client.invalidate('user')
      await schedule.quiet()
    }
    schedule.checkTruth()
  } catch (error) {
    throw new Error(
      `seed ${seed} after ${schedule.trace.length} steps:\n${schedule.trace.slice(-25).join('\n')}`,
      { cause: error },
    )
  }
}

/** mulberry32 */
function seededRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}
