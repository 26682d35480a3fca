/** Runs a world for so many steps; the first answer that an uncached server could not have given ends it. */
import type { Ground } from '../stores/ground.ts'
import type { StartBackend } from './backend.ts'
import { randomMutation } from './changes.ts'
import type { Touched } from './facts.ts'
import { findFault, type ModelAnswer } from './oracle.ts'
import { type Ask, randomAsk, SHAPES, type Shape, USERS } from './shapes.ts'
import { quiet } from './turns.ts'
import { type Configuration, type ModelProcess, ModelWorld } from './world.ts'

export interface ModelRun {
  readonly steps: number
  readonly reads: number
  /** Of them, out of the store. */
  readonly hits: number
  readonly mutations: number
  readonly crashes: number
  readonly fault: string | undefined
}

export interface ModelRunParts {
  readonly ground: Ground
  readonly configuration: Configuration
  readonly start: StartBackend
  readonly steps: number
}

/** Requests under way at once. */
const MAX_UNDER_WAY = 6
/** A run that somebody waits for may be so much older than his question. */
const RUN_SLACK_MS = 2000
/** A reader of a replica began so long ago at most. */
const REMEMBER_MS = 120_000

export async function runModel(seed: number, { steps, ...parts }: ModelRunParts): Promise<ModelRun> {
  const model = new Model(new ModelWorld(seed, parts))
  await model.world.startAll()
  while (model.world.turns.time < steps && model.fault === undefined) await model.step()
  const { reads, hits, mutations, crashes, fault } = model
  return { steps: model.world.turns.time, reads, hits, mutations, crashes, fault }
}

class Model {
  readonly world: ModelWorld
  reads = 0
  hits = 0
  mutations = 0
  crashes = 0
  fault: string | undefined
  #reading = 0
  #mutating = 0
  /** Numbers of turns in which readers began who have no answer yet. */
  readonly #began = new Set<number>()

  readonly #shapes: readonly Shape[]

  constructor(world: ModelWorld) {
    this.world = world
    const { focus } = world.configuration
    this.#shapes = SHAPES.filter(({ name }) => focus === undefined || focus.includes(name))
  }

  async step(): Promise<void> {
    const { world } = this
    const { random, turns } = world
    if (random.happens(world.configuration.accidentShare ?? 0.02)) await this.#haveAccident()
    else if (this.#reading + this.#mutating < MAX_UNDER_WAY && (turns.isEmpty || random.happens(0.25))) {
      this.#begin()
      await quiet()
    } else if (turns.isEmpty) {
      // Who waits for something that never comes: time helps.
      world.passTime(1000)
      await quiet()
    } else await turns.next()
  }

  #begin(): void {
    const { random, processes } = this.world
    const process = random.pick(processes)
    if (random.happens(0.85)) void this.#read(process)
    else void this.#mutate(process)
  }

  async #read(process: ModelProcess): Promise<void> {
    const { turns, clock, random } = this.world
    const ask = randomAsk(random, this.#shapes)
    turns.note(
      `${process.name}: ${ask.user} asks ${ask.shape.name} ${JSON.stringify(ask.params)} ${ask.tenant}`,
    )
    const began = { turn: turns.time, ms: clock.now }
    this.#began.add(began.turn)
    this.#reading += 1
    const answer = await Promise.race([process.backend.read(ask), process.death])
    this.#reading -= 1
    this.#began.delete(began.turn)
    if (answer === undefined) return
    this.reads += 1
    if (answer.kind === 'answer' && answer.isHit) this.hits += 1
    this.#judge(process, { ask, answer, began })
  }

  async #mutate(process: ModelProcess): Promise<void> {
    const { turns, random } = this.world
    const ask = randomMutation(random, this.#shapes)
    const { user, end, shape, sets } = ask
    const kind = ask.isRename
      ? 'renames'
      : `${ask.isComputed ? 'computes' : 'matches'}${ask.isOwn ? ' own' : ''}`
    turns.note(`${process.name}: ${user} ${kind} ${end} ${shape.name} ${JSON.stringify(sets)}`)
    this.#mutating += 1
    await Promise.race([process.backend.mutate(ask), process.death])
    this.#mutating -= 1
    this.mutations += 1
    const commit = process.commits.get(ask)
    process.commits.delete(ask)
    if (commit !== undefined) commit.endedAt = Math.min(commit.endedAt, turns.time)
  }

  #judge(
    { name, schema, rev }: ModelProcess,
    { ask, answer, began }: { ask: Ask; answer: ModelAnswer; began: { turn: number; ms: number } },
  ): void {
    const { history, options, turns } = this.world
    const isOfShape = (touched: Touched): boolean => 'shape' in touched && touched.shape === ask.shape.name
    const isOfUser = (touched: Touched): boolean => 'user' in touched && touched.user === ask.user
    const isSettling = answer.kind === 'failed' || (answer.kind === 'answer' && answer.isSettling)
    const sinceMs = isSettling ? began.ms - options.replicaLagMs : Infinity
    const fault = findFault({
      ask,
      answer,
      schema,
      rev,
      readerStates: history.statesFor(began.turn, isOfUser),
      dataStates: history.statesFor(began.turn, isOfShape, sinceMs),
      failingStates: history.statesFor(began.turn, (touched) => 'isFailing' in touched, sinceMs),
      drifts: this.#driftsSince(began.ms),
    })
    if (fault === undefined || this.fault !== undefined) return
    const text = answer.kind === 'answer' ? answer.text : answer.kind
    const asked = `${ask.user} asked ${name} for ${ask.shape.name} ${JSON.stringify(ask.params)}`
    this.fault = `${asked} at turn ${began.turn}; the answer ${fault}: ${text}\n  ${turns.trace.join('\n  ')}`
  }

  #driftsSince(beganMs: number): number[] {
    const { options, drifts } = this.world
    const oldest = beganMs - options.ttlMs - options.staleWhileRevalidateMs - RUN_SLACK_MS
    return drifts
      .filter((_, place) => (drifts[place + 1]?.atMs ?? Infinity) >= oldest)
      .map(({ drift }) => drift)
  }

  async #haveAccident(): Promise<void> {
    const { world } = this
    const { random, turns, configuration } = world
    const kind = random.below(12)
    turns.note(`accident ${kind}`)
    if (kind < 3) this.#changeRights()
    else if (kind < 5) this.#changeFailing()
    else if (kind === 5) world.passTime(random.below(200))
    else if (kind === 6) this.#drift()
    else if (kind === 7) await this.#crash()
    else if (kind === 8 && this.#mutating === 0) await world.evict()
    else if (kind === 9) await this.#drain()
    else if (kind === 10) await this.#deploy()
    else if (kind === 11 && random.happens(0.2)) await world.rotateSecret()
    if (configuration.replicaLagMs !== undefined) world.passTime(random.below(configuration.replicaLagMs))
    this.#forget()
  }

  /** Somebody's rights change, by hands that tell no cache. */
  #changeRights(): void {
    const { history, random, turns } = this.world
    const id = random.pick(USERS)
    const user = history.facts.users.get(id)
    if (user === undefined) return
    const permissions = random.pick([[], ['a'], ['a', 'b'], ['b']])
    const users = new Map(history.facts.users).set(id, { ...user, permissions })
    this.world.commit({ ...history.facts, users }, { user: id }).endedAt = turns.time
  }

  #changeFailing(): void {
    const { history, turns } = this.world
    const isFailing = !history.facts.isFailing
    this.world.commit({ ...history.facts, isFailing }, { isFailing }).endedAt = turns.time
  }

  #drift(): void {
    const { world } = this
    if (!world.ground.hasClock) return
    world.drifts.push({ drift: (world.drifts.at(-1)?.drift ?? 0) + 1, atMs: world.clock.now })
  }

  async #crash(): Promise<void> {
    this.crashes += 1
    const { processes, random } = this.world
    // Rather where it hurts: between a commit and its purge.
    const hurt = processes.findIndex(({ commits }) => commits.size > 0)
    await this.world.restart(hurt >= 0 ? hurt : random.below(processes.length))
  }

  async #deploy(): Promise<void> {
    const { random, processes } = this.world
    if (random.happens(0.3)) this.world.release()
    await this.world.restart(random.below(processes.length), true)
  }

  /** Everything under way comes to its end; then time passes, and the leases of the dead with it. */
  async #drain(): Promise<void> {
    const { world } = this
    for (let turn = 0; this.#reading + this.#mutating > 0 && turn < 1000; turn += 1) {
      if (world.turns.isEmpty) {
        world.passTime(100)
        await quiet()
      } else await world.turns.next()
    }
    const { random } = world
    if (random.happens(0.5)) await world.passLeases()
    else world.passTime(random.pick([random.below(3000), 10_000, 65_000, 90_000]))
    await quiet()
  }

  #forget(): void {
    const { history, turns, clock, options } = this.world
    const turn = Math.min(turns.time, ...this.#began)
    history.forget({ turn, atMs: clock.now - options.replicaLagMs - REMEMBER_MS })
  }
}
