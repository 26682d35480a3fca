/** A world of users, processes, a database and a store, in which something happens by chance; each answer is judged by the oracle. */
import type { CacheStore } from '@mizan/cache'
import { type FakeClock, fakeClock } from '../../packages/cache/tests/support/fake-clock.ts'
import type { Step } from '../interleavings/schedule.ts'
import { steppedStore } from '../interleavings/stepped-store.ts'
import { createSeededRandom, type SeededRandom } from '../seeded-random.ts'
import type { Ground, Rig } from '../stores/ground.ts'
import type { Backend, BackendOptions, Database, MutationAsk, StartBackend } from './backend.ts'
import { applyMutation } from './changes.ts'
import { type Commit, type Facts, History, type Touched } from './facts.ts'
import { processTimers } from './process-timers.ts'
import { USERS } from './shapes.ts'
import { Turns } from './turns.ts'

export interface Configuration {
  readonly name: string
  readonly processes: number
  /** Names of the only contexts that are asked for: more happens to each. */
  readonly focus?: readonly string[]
  /** How often something happens to the whole: crashes, deploys, evictions, hours that pass; 0.02 of the steps. */
  readonly accidentShare?: number
  /** The store may fail. Where several processes share it, what fails is documented to show the old answer: there it does not. */
  readonly hasFaults?: boolean
  readonly hasTransaction?: boolean
  readonly staleWhileRevalidateMs?: number
  readonly replicaLagMs?: number
  readonly hasPrimary?: boolean
}

export interface ModelProcess {
  readonly name: string
  readonly backend: Backend
  readonly timers: FakeClock
  readonly schema: number
  readonly rev: number
  /** Of mutations under way. */
  readonly commits: Map<MutationAsk, Commit>
  /** Resolves when it dies. */
  readonly death: Promise<undefined>
  die(): void
  isDead: boolean
}

const TTL_MS = 60_000
const FAULT_SHARE = 0.005
const PURGE_FAULT_SHARE = 0.1
const TIMEOUT_MS = 50
const HOUR_MS = 3_600_000
/** Longer than any answer lives. */
const DRIFTS_MS = 200_000

export class ModelWorld {
  readonly random: SeededRandom
  readonly turns: Turns
  readonly clock = fakeClock()
  readonly history = new History({ changes: new Map(), users: firstUsers(), isFailing: false })
  readonly options: BackendOptions
  readonly rig: Rig
  readonly ground: Ground
  readonly configuration: Configuration
  processes: ModelProcess[] = []
  /** When each drift began. */
  drifts: { readonly drift: number; readonly atMs: number }[] = [{ drift: 0, atMs: 0 }]
  /** By context: every tag that the store was asked for. */
  readonly tags = new Map<string, Set<string>>()
  readonly #start: StartBackend
  #secret = 0
  #version = { schema: 1, rev: 0 }
  #started = 0

  constructor(
    seed: number,
    parts: { readonly ground: Ground; readonly configuration: Configuration; readonly start: StartBackend },
  ) {
    const { configuration } = parts
    this.random = createSeededRandom(seed)
    this.turns = new Turns(this.random, (step) => this.#fail(step))
    this.ground = parts.ground
    this.rig = parts.ground.open(() => this.clock.now)
    this.configuration = configuration
    this.#start = parts.start
    const { staleWhileRevalidateMs = 0, replicaLagMs = 0 } = configuration
    const { hasPrimary = false, hasTransaction = false, hasFaults = false } = configuration
    // Time passes while a store has its turn to wait for: where it has no faults that is none.
    const timeoutMs = hasFaults ? TIMEOUT_MS : HOUR_MS
    const times = { ttlMs: TTL_MS, timeoutMs, staleWhileRevalidateMs, replicaLagMs }
    this.options = { ...times, hasPrimary, hasTransaction }
  }

  async startAll(): Promise<void> {
    for (let number = 0; number < this.configuration.processes; number += 1)
      this.processes[number] = await this.#startProcess(number, this.#version)
  }

  /** Another version of the app is there to be deployed. */
  release(): void {
    const { schema, rev } = this.#version
    this.#version = this.random.happens(0.5) ? { schema: schema + 1, rev } : { schema, rev: rev + 1 }
  }

  /** The process dies where it stands, and another one begins in its place: of the same version, or of the latest. */
  async restart(number: number, isDeployed = false): Promise<void> {
    const dead = this.processes[number]
    if (dead === undefined) return
    dead.isDead = true
    dead.die()
    dead.timers.dropTimers()
    this.turns.drop(dead)
    for (const commit of dead.commits.values()) commit.endedAt = this.turns.time
    const { schema, rev } = isDeployed ? this.#version : dead
    this.processes[number] = await this.#startProcess(number, { schema, rev })
  }

  /** Every process begins again with another secret: processes of two secrets do not understand each other's `own`. */
  async rotateSecret(): Promise<void> {
    this.#secret += 1
    for (const number of this.processes.keys()) await this.restart(number)
  }

  /** Leases of the dead lapse; nobody else's, because nobody else holds one now. */
  async passLeases(): Promise<void> {
    if (this.ground.hasClock) return this.clock.advance(31_000)
    for (const [context, tags] of this.tags) await this.rig.lapse({ context, tags: [...tags] })
  }

  async evict(): Promise<void> {
    for (const [context, tags] of this.tags)
      await this.rig.evict({ context, tags: [...tags].filter(() => this.random.happens(0.3)) })
  }

  passTime(ms: number): void {
    this.clock.advance(ms)
    const oldest = this.clock.now - DRIFTS_MS
    // What began before is still there until the next one begins.
    const kept = this.drifts.findLastIndex(({ atMs }) => atMs <= oldest)
    this.drifts = this.drifts.slice(Math.max(0, kept))
  }

  commit(facts: Facts, touched: Touched): Commit {
    return this.history.commit(facts, { touched, atMs: this.clock.now })
  }

  async #startProcess(number: number, of: { schema: number; rev: number }): Promise<ModelProcess> {
    this.#started += 1
    const timers = processTimers(this.clock)
    const name = `P${number}.${this.#started}`
    const { promise: death, resolve } = Promise.withResolvers<undefined>()
    const commits = new Map<MutationAsk, Commit>()
    const owner = { name, ...of, timers, commits, death, die: () => resolve(undefined), isDead: false }
    const store = steppedStore(this.#note(this.rig.connect()), { schedule: this.turns, owner })
    const backend = await this.#start({
      ...of,
      database: this.#toDatabase(owner),
      store,
      clock: timers,
      createRandom: () => this.random.hex(),
      prefix: this.rig.context,
      secret: `the secret number ${this.#secret} of the model`,
      options: this.options,
    })
    return Object.assign(owner, { backend })
  }

  #toDatabase(owner: Pick<ModelProcess, 'commits' | 'isDead' | 'name'>): Database {
    const stop = <Value>(label: string, work: () => Value): Promise<Value> =>
      this.turns.stop(owner, `${owner.name} ${label}`, work)
    return {
      loadUser: (id) => stop(`loads ${id}`, () => this.history.facts.users.get(id)),
      query: (needsPrimary) =>
        stop(needsPrimary ? 'queries the primary' : 'queries', () => ({
          facts: needsPrimary ? this.history.facts : this.#readReplica(),
          drift: this.drifts.at(-1)?.drift ?? 0,
        })),
      commit: (ask: MutationAsk) =>
        stop(`commits ${ask.shape.name} ${JSON.stringify(ask.sets)}`, () => {
          const touched = ask.isRename ? { user: ask.user } : { shape: ask.shape.name }
          owner.commits.set(ask, this.commit(applyMutation(this.history.facts, ask), touched))
        }),
      work: () => stop('works', () => undefined),
    }
  }

  #readReplica(): Facts {
    const { replicaLagMs } = this.options
    if (replicaLagMs === 0) return this.history.facts
    return this.random.pick(this.history.statesSince(this.clock.now - replicaLagMs))
  }

  #note(store: CacheStore): CacheStore {
    const note = ({ context, tags }: { context: string; tags: readonly string[] }): void => {
      const seen = this.tags.get(context) ?? new Set()
      this.tags.set(context, seen)
      for (const tag of tags) seen.add(tag)
    }
    return {
      outlivesProcess: store.outlivesProcess,
      read: (place, random) => {
        note(place)
        return store.read(place, random)
      },
      write: (place, entry, keepMs) => store.write(place, entry, keepMs),
      purge: (tags, made) => store.purge(tags, made),
      lease: (tags, taken) => {
        note(tags)
        return store.lease(tags, taken)
      },
      release: (tags, lease) => store.release(tags, lease),
      close: () => store.close(),
    }
  }

  #fail(step: Step): (() => Promise<void> | void) | undefined {
    if (this.configuration.hasFaults !== true || step.failures === undefined) return undefined
    if (!this.random.happens(step.operation === 'purge' ? PURGE_FAULT_SHARE : FAULT_SHARE)) return undefined
    const ways = [...step.failures.values()]
    const hang = (): void => this.clock.advance(TIMEOUT_MS)
    const comeLate = (): void => {
      hang()
      this.turns.add({ owner: this, label: `late: ${step.label}`, execute: step.execute })
    }
    return this.random.pick([...ways, hang, comeLate])
  }
}

function firstUsers(): Facts['users'] {
  return new Map(USERS.map((id) => [id, { id, permissions: id === 'eve' ? [] : ['a'], name: 0 }]))
}
