/** One run of a scenario: a database, processes with a cache each, actors, and the history by which it is judged. */
import { type Asked, type Cache, createCache, type TagPlace } from '@mizan/cache'
import { type FakeClock, fakeClock } from '../../packages/cache/tests/support/fake-clock.ts'
import type { CacheParts } from '../broken/broken-parts.ts'
import type { Ground, Rig } from '../stores/ground.ts'
import { type Choose, Schedule, type Step } from './schedule.ts'
import { steppedStore } from './stepped-store.ts'

/** What a proof may put in place of the real thing, to see that the proof would notice. */
export interface Parts extends CacheParts {
  readonly purgesBeforeCommit: boolean
  readonly loadsReaderAgain: boolean
}

export const REAL_PARTS: Parts = {
  store: (store) => store,
  cache: (cache) => cache,
  asked: (asked) => asked,
  purgesBeforeCommit: false,
  loadsReaderAgain: true,
}

/** How much of each may happen in one run. */
export interface Accidents {
  readonly crashes?: number
  /** Processes that may die. */
  readonly mortal?: readonly number[]
  readonly lapses?: number
  readonly evictions?: number
  /** Operations of the store that fail before or after they were done, never answer, or are done long after they were given up. */
  readonly faults?: number
  readonly faulty?: readonly string[]
}

export interface Process {
  readonly name: string
  readonly cache: Cache
  readonly clock: FakeClock
  isDead: boolean
}

/** What the database holds: a value, and of the one user rights and a name. */
export type Fact = 'value' | 'rights' | 'name'
export type Facts = Readonly<Record<Fact, number>>

export interface Commit {
  readonly of: Fact
  readonly version: number
  readonly process: Process
  /** When the mutation was answered, or its process died. */
  endedAt: number
}

export interface Reading {
  readonly label: string
  readonly beganAt: number
  readonly seen: Facts
}

const NEVER = Number.POSITIVE_INFINITY
const TIMEOUT_MS = 50
/** More than the life of a lease. */
const LEASE_PASSED_MS = 31_000

export class World {
  readonly schedule: Schedule
  readonly rig: Rig
  readonly parts: Parts
  readonly commits: Commit[] = []
  readonly readings: Reading[] = []
  facts: Facts = { value: 0, rights: 0, name: 0 }
  readonly #processes: (Process | undefined)[] = []
  #left: Required<Accidents>
  #randoms = 0
  /** The store's clock, where it takes one. */
  #storeMs = 1_700_000_000_000

  constructor(
    ground: Ground,
    choose: Choose,
    { parts, accidents }: { readonly parts: Parts; readonly accidents: Accidents },
  ) {
    this.rig = ground.open(() => this.#storeMs)
    this.parts = parts
    this.#left = { crashes: 0, lapses: 0, evictions: 0, faults: 0, faulty: [], mortal: [0, 1], ...accidents }
    this.schedule = new Schedule(choose, {
      accidents: () => this.#accidents(),
      variants: (step) => this.#variants(step),
    })
  }

  /** The process of that number; started again where it died. */
  process(number: number): Process {
    const running = this.#processes[number]
    if (running !== undefined && !running.isDead) return running
    const started = this.#start(`P${number}`)
    this.#processes[number] = started
    return started
  }

  get living(): Process[] {
    return this.#processes.filter((one) => one !== undefined).filter(({ isDead }) => !isDead)
  }

  asked(pkey?: string): Asked {
    const { context } = this.rig
    const reader = pkey === undefined ? {} : { pkey }
    const asked = { context, key: 'a1', tags: this.tags, fingerprint: '0123456789abcdef', ttlMs: 60_000 }
    return this.parts.asked({ ...asked, ...reader })
  }

  get tags(): string[] {
    return [this.rig.context, `${this.rig.context};id=5`]
  }

  get broad(): TagPlace {
    return { context: this.rig.context, tags: this.tags.slice(0, 1) }
  }

  get narrow(): TagPlace {
    return { context: this.rig.context, tags: this.tags.slice(1) }
  }

  commit(of: Fact, process: Process): Commit {
    this.facts = { ...this.facts, [of]: this.facts[of] + 1 }
    const commit: Commit = { of, version: this.facts[of], process, endedAt: NEVER }
    this.commits.push(commit)
    return commit
  }

  /** A reading that began after a commit had ended, without that commit. */
  findStale(): string | undefined {
    for (const reading of this.readings)
      for (const { of, version, endedAt } of this.commits)
        if (endedAt < reading.beganAt && reading.seen[of] < version)
          return `${reading.label} got ${of} ${reading.seen[of]} after ${version} was answered: ${this.schedule.trace.join(' | ')}`
    return undefined
  }

  #start(name: string): Process {
    const clock = fakeClock()
    const owner = { name }
    const store = this.parts.store(steppedStore(this.rig.connect(), { schedule: this.schedule, owner }))
    const createRandom = (): string => {
      this.#randoms += 1
      return this.#randoms.toString(16).padStart(32, '0')
    }
    const cache = this.parts.cache(createCache({ store, clock, createRandom, timeoutMs: TIMEOUT_MS }))
    return Object.assign(owner, { cache, clock, isDead: false })
  }

  #accidents(): Step[] {
    const steps: Step[] = []
    if (this.#left.crashes > 0)
      for (const process of this.living.filter(({ name }) =>
        this.#left.mortal.includes(Number(name.slice(1))),
      ))
        steps.push({ owner: this, label: `${process.name} dies`, execute: () => this.#crash(process) })
    const { lapses, evictions } = this.#left
    // A lease lapses only when nobody renews it: after its process died.
    if (lapses > 0 && this.#processes.some((one) => one?.isDead === true))
      steps.push({ owner: this, label: 'leases lapse', execute: () => this.#lapse() })
    if (evictions > 0) steps.push({ owner: this, label: 'tags are evicted', execute: () => this.#evict() })
    return steps
  }

  #crash(process: Process): void {
    this.#left = { ...this.#left, crashes: this.#left.crashes - 1 }
    process.isDead = true
    process.clock.dropTimers()
    this.schedule.drop(process)
    for (const commit of this.commits)
      if (commit.process === process) commit.endedAt = Math.min(commit.endedAt, this.schedule.time)
  }

  async #lapse(): Promise<void> {
    this.#left = { ...this.#left, lapses: this.#left.lapses - 1 }
    this.#storeMs += LEASE_PASSED_MS
    await this.rig.lapse({ context: this.rig.context, tags: this.tags })
  }

  async #evict(): Promise<void> {
    this.#left = { ...this.#left, evictions: this.#left.evictions - 1 }
    await this.rig.evict({ context: this.rig.context, tags: this.tags })
  }

  #variants(step: Step): Step[] {
    const { faults, faulty } = this.#left
    const { operation } = step
    if (faults === 0 || operation === undefined || (faulty.length > 0 && !faulty.includes(operation)))
      return []
    const process = this.living.find((one) => one === step.owner)
    if (process === undefined) return []
    const spend = (): void => {
      this.#left = { ...this.#left, faults: this.#left.faults - 1 }
    }
    const hang = (): void => {
      spend()
      process.clock.advance(TIMEOUT_MS)
    }
    const late: Step = { owner: this, label: `late: ${step.label}`, execute: step.execute }
    const executeLate = (): void => {
      hang()
      this.schedule.add(late)
    }
    const ways: Step[] = [
      { owner: step.owner, of: step, label: `${step.label}, never answers`, execute: hang },
      { owner: step.owner, of: step, label: `${step.label}, comes late`, execute: executeLate },
    ]
    for (const [label, execute] of step.failures ?? [])
      ways.push({
        owner: step.owner,
        of: step,
        label: `${step.label}, ${label}`,
        execute: async () => {
          spend()
          await execute()
        },
      })
    return ways
  }
}
