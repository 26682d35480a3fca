/** Whose turn it is next, by chance: everything that happens in a model is one of these turns. */
import type { Awaitable } from '@mizan/cache'
import type { Step } from '../interleavings/schedule.ts'
import type { SeededRandom } from '../seeded-random.ts'

export class Turns {
  /** So many turns were taken. */
  time = 0
  /** What happened last, for whoever looks for the reason. */
  readonly trace: string[] = []
  #steps: Step[] = []
  readonly #random: SeededRandom
  /** Another way in which a step of a store goes. */
  readonly #fail: (step: Step) => (() => Awaitable<void>) | undefined

  constructor(random: SeededRandom, fail: (step: Step) => (() => Awaitable<void>) | undefined) {
    this.#random = random
    this.#fail = fail
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0
  }

  add(step: Step): void {
    this.#steps.push(step)
  }

  stop<Value>(owner: object, label: string, work: () => Awaitable<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const execute = async (): Promise<void> => {
        try {
          resolve(await work())
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      this.add({ owner, label, execute })
    })
  }

  drop(owner: object): void {
    this.#steps = this.#steps.filter((step) => step.owner !== owner)
  }

  note(text: string): void {
    this.time += 1
    this.trace.push(text)
    if (this.trace.length > TRACE) this.trace.shift()
  }

  async next(): Promise<void> {
    const step = this.#steps.splice(this.#random.below(this.#steps.length), 1)[0]
    if (step === undefined) return
    const fail = this.#fail(step)
    this.note(fail === undefined ? step.label : `${step.label} fails`)
    await (fail ?? step.execute)()
    await quiet()
  }
}

const TRACE = 80

/** Until everything that could go on by itself did. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
