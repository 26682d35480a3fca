/**
 * Random schedules against a simple oracle: whatever the order of things, in one tab or two, with answers lost and asked for again and values shown before their
 * time, the screen ends at the truth and never goes back in time.
 */
import { describe, expect, it } from 'vitest'
import {
  beginInOrder,
  bringAnswer,
  clientEvents,
  deliverOnce,
  type MutationDescriptor,
  optimistic,
  type Reader,
  tabs,
} from '../src/index.ts'
import { createChannels, type FakeChannels } from './fake-channels.ts'
import { createWorld, type FakeRequest, settle, type World } from './fake-world.ts'
import { ordersQuery, profileQuery, userContext } from './fixture.ts'
import {
  createModelServer,
  FUNCTIONS,
  type Functions,
  type ModelServer,
  type Versioned,
} from './model-server.ts'

interface ChangeArgs {
  readonly user_id: number
  readonly scope: string
  readonly login?: string
}

type Change = MutationDescriptor<ChangeArgs, [slice: string, version: number][]>

const change: Change = {
  name: 'change',
  schema: '0',
  affects: ['user'],
  bring: bringAnswer,
  deliver: deliverOnce,
}
const scoped: Change = { ...change, begin: beginInOrder, effects: [{ context: 'user', scope: ['user_id'] }] }
const broad: Change = { ...change, begin: beginInOrder, effects: [{ context: 'user', scope: [] }] }
const { decode: _, ...plainOrders } = ordersQuery
const context = { ...userContext, queries: { user_orders: plainOrders, user_profile: profileQuery } }

/** More of them: `MIZAN_SEEDS=5000 vitest run schedules`. */
const SEEDS = Number(process.env.MIZAN_SEEDS ?? 40)

interface Mounted {
  readonly id: number
  readonly entry: string
  readonly names: readonly Functions[]
  readonly reader: Reader
  readonly stop: () => void
}

/** A value with the marks of the mutations that showed it before their answer. */
type Marked = Versioned & { readonly marks?: readonly number[] }

/** One page of the browser. */
class Tab {
  readonly world: World
  readonly mounted: Mounted[] = []
  readonly shownBefore = new Map<string, number>()
  /** Versions that a finished mutation made known to this client. */
  readonly acknowledged = new Map<string, number>()
  /** Mutations that are not settled. */
  readonly running = new Set<number>()
  knownIdentity: string | undefined
  private readonly schedule: Schedule

  constructor(schedule: Schedule) {
    this.schedule = schedule
    let ids = 0
    this.world = createWorld({
      headers: () => ({ 'X-Cookie': schedule.server.cookie }),
      retry: { attempts: 1000, baseDelayMs: 50, maxDelayMs: 200 },
      collectAfterMs: 400,
      plugins: [tabs({ openChannel: schedule.channels.openChannel })],
    })
    Object.assign(this.world.environment, {
      createId: () => `${schedule.tabs.indexOf(this)}-${(ids += 1)}`,
    })
    clientEvents(this.world.client).subscribe(
      ({ identity }) => {
        this.knownIdentity = identity
      },
      ['identity'],
    )
  }

  mount(): void {
    const { random } = this.schedule
    const id = 1 + random(3)
    const { client } = this.world
    const params = random(2) === 0 ? { user_id: id } : { user_id: id, limit: 20 }
    const isSlice = random(3) === 0
    const reader = isSlice
      ? (client.readQuery(profileQuery, { user_id: id }) as Reader)
      : client.readContext(context, params)
    const names = isSlice ? (['user_profile'] as const) : FUNCTIONS
    const stop = reader.subscribe(() => this.check())
    this.mounted.push({ id, entry: `${isSlice ? 'slice' : 'bundle'} ${id}`, names, reader, stop })
  }

  unmount(): void {
    const [gone] = this.mounted.splice(this.schedule.random(this.mounted.length), 1)
    gone?.stop()
  }

  mutate(login?: string): void {
    const { pick, random } = this.schedule
    const scope = pick(['entry', 'slice', 'merge', 'broad']) ?? 'entry'
    const args = { user_id: 1 + random(3), scope, ...(login === undefined ? {} : { login }) }
    const mutation = random(2) === 0 ? change : scope === 'broad' ? broad : scoped
    const mark = (this.schedule.lastMark += 1)
    const isShown = random(2) === 0
    this.running.add(mark)
    const update = optimistic<ChangeArgs>((view, { user_id }) =>
      view.update(profileQuery, scope === 'broad' ? {} : { user_id }, (old) => {
        const { marks = [] } = old as unknown as Marked
        return { ...old, marks: [...marks, mark] }
      }),
    )
    const options = isShown ? { optimistic: update } : {}
    this.world.client
      .mutate(mutation, args, options)
      .then(
        (changed) => {
          for (const [slice, version] of changed) {
            this.acknowledged.set(slice, Math.max(version, this.acknowledged.get(slice) ?? 0))
          }
        },
        () => undefined,
      )
      .finally(() => this.running.delete(mark))
  }

  check(): void {
    for (const { entry, id, names, reader } of this.mounted) {
      for (const name of names) {
        const snapshot = reader.snapshot(name)
        const shown = snapshot.data as Marked | undefined
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
        const left = shown.marks?.filter((mark) => !this.running.has(mark)) ?? []
        expect(left, `${where} shows what no mutation stands for`).toEqual([])
      }
    }
  }

  checkTruth({ cookie, versions }: ModelServer): void {
    for (const { entry, id, names, reader } of this.mounted) {
      for (const name of names) {
        const snapshot = reader.snapshot(name)
        expect(snapshot, `${entry} ${name} at the end`).toMatchObject({
          status: 'success',
          isStale: false,
          isFetching: false,
          isMutating: false,
        })
        const truth = { owner: cookie, id, version: versions.get(`${id} ${name}`) ?? 0 }
        expect(snapshot.data, `${entry} ${name} at the end`).toEqual(truth)
      }
    }
  }
}

class Schedule {
  readonly server: ModelServer = createModelServer()
  readonly channels: FakeChannels = createChannels()
  readonly tabs: Tab[] = []
  readonly random: (below: number) => number
  readonly trace: string[] = []
  lastMark = 0
  lateRuns: (() => void)[] = []

  constructor(seed: number, tabCount: number) {
    this.random = seededRandom(seed)
    for (let each = 0; each < tabCount; each += 1) this.tabs.push(new Tab(this))
  }

  readonly pick = <Item>(items: readonly Item[]): Item | undefined => items[this.random(items.length)]

  /** Everything that a step may be, by its weight. */
  async step(isAlone: boolean): Promise<void> {
    const tab = this.pick(this.tabs) as Tab
    const request = this.pick(tab.world.open())
    const steps: [number, string, () => unknown][] = [
      [3, 'mount', () => tab.mount()],
      [2, 'unmount', () => tab.unmount()],
      [4, 'mutate', () => tab.mutate()],
      [1, 'login', () => tab.mutate(this.pick(['u1.1', 'u2.1', '-']))],
      [6, 'run', () => request && this.server.run(request, this.random(2) === 0)],
      [10, 'deliver', () => request && this.server.deliver(request)],
      [2, 'lose', () => request && this.lose(request)],
      [2, 'advance', () => tab.world.advance(this.random(300))],
      [1, 'refetch', () => void this.pick(tab.mounted)?.reader.refetch()],
      [1, 'focus', () => tab.world.focus()],
      [1, 'late', () => this.lateRuns.splice(0).forEach((run) => run())],
      [isAlone ? 0 : 2, 'others', () => this.server.change(1 + this.random(3), FUNCTIONS)],
    ]
    let at = this.random(steps.reduce((sum, [weight]) => sum + weight, 0))
    const [, name, act] = steps.find(([weight]) => (at -= weight) < 0) ?? steps[0]!
    this.trace.push(`${this.tabs.indexOf(tab)} ${name} ${request?.url ?? ''}`)
    await act()
    if (this.random(3) > 0) await settle()
    this.check()
  }

  /** A lost answer: not run at all, run before, or still to run. */
  lose(request: FakeRequest): Promise<void> {
    if (request.method === 'POST') {
      const fate = this.random(3)
      if (fate === 1) this.server.run(request)
      if (fate === 2) this.lateRuns.push(() => this.server.run(request))
    }
    return this.server.lose(request)
  }

  check(): void {
    for (const tab of this.tabs) tab.check()
  }

  async quiet(): Promise<void> {
    for (const run of this.lateRuns.splice(0)) run()
    // Unknown outcomes are asked for again after the run deadline, so quiet is longer than that.
    for (let idleMs = 0; idleMs < 40_000; ) {
      await settle()
      const [request] = this.tabs.flatMap(({ world }) => world.open())
      if (request !== undefined) {
        await this.server.deliver(request)
        idleMs = 0
      } else {
        for (const { world } of this.tabs) await world.advance(2000)
        idleMs += 2000
      }
      this.check()
    }
  }

  checkTruth(): void {
    for (const tab of this.tabs) tab.checkTruth(this.server)
    for (const [key, runs] of this.server.runsByKey) expect(runs, `runs of ${key}`).toBe(1)
  }
}

describe('random schedules', () => {
  it('alone: the screen ends at the truth, and no slice ever goes back', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await explain(seed, { isAlone: true, tabCount: 1 })
  }, 600_000)

  it('in two tabs: both screens end at the truth, though each hears of the mutations of the other alone', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await explain(seed, { isAlone: true, tabCount: 2 })
  }, 600_000)

  it('with others who change things: no slice goes back, and a target brings the truth', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await explain(-seed, { isAlone: false, tabCount: 1 })
  }, 600_000)
})

async function explain(seed: number, kind: { isAlone: boolean; tabCount: number }): Promise<void> {
  const schedule = new Schedule(seed, kind.tabCount)
  try {
    for (let step = 0; step < 80; step += 1) await schedule.step(kind.isAlone)
    await schedule.quiet()
    if (!kind.isAlone) {
      for (const { world } of schedule.tabs) world.client.invalidate('user')
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
