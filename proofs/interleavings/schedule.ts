/** One order of everything that happens: actors stop before each operation, and somebody chooses whose goes on. */
import type { Awaitable } from '@mizan/cache'

export interface Step {
  readonly label: string
  /** Who goes on by it. What is owned by a process that died never happens. */
  readonly owner: object
  readonly execute: () => Awaitable<void>
  /** The step that this is another way of. */
  readonly of?: Step
  /** Of a store. */
  readonly operation?: string
  /** How an operation of a store fails, beside how it goes well. */
  readonly failures?: ReadonlyMap<string, () => Promise<void>>
}

/** Which of `count` possibilities happens next. */
export type Choose = (count: number) => number

export class Schedule {
  readonly trace: string[] = []
  /** So many steps happened. */
  time = 0
  #steps: Step[] = []
  readonly #choose: Choose
  /** What may happen besides, by itself. */
  readonly #accidents: () => readonly Step[]
  /** Other ways in which a step can go. */
  readonly #variants: (step: Step) => readonly Step[]

  constructor(
    choose: Choose,
    parts: { readonly accidents: () => readonly Step[]; readonly variants: (step: Step) => readonly Step[] },
  ) {
    this.#choose = choose
    this.#accidents = parts.accidents
    this.#variants = parts.variants
  }

  /** Stops here until it is chosen; then does `work` as one step. */
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

  add(step: Step): void {
    this.#steps.push(step)
  }

  /** What its owner would have done does not happen. */
  drop(owner: object): void {
    this.#steps = this.#steps.filter((step) => step.owner !== owner)
  }

  /** Until nobody has anything left to do. With `isOrdered` first come, first served, without accidents. */
  async run(isOrdered = false): Promise<void> {
    for (;;) {
      await quiet()
      if (this.#steps.length === 0) return
      const ways = isOrdered
        ? this.#steps.slice(0, 1)
        : [...this.#steps.flatMap((step) => [step, ...this.#variants(step)]), ...this.#accidents()]
      const chosen = ways[ways.length === 1 ? 0 : this.#choose(ways.length)]
      if (chosen === undefined) throw new Error('nothing was chosen')
      await this.#execute(chosen)
    }
  }

  async #execute(step: Step): Promise<void> {
    this.#steps = this.#steps.filter((one) => one !== (step.of ?? step))
    this.time += 1
    this.trace.push(step.label)
    const before = new Set(this.#steps)
    await step.execute()
    if (!isBeginning(step)) return
    // To begin and to do the first operation is one step: whoever begins earlier is promised less.
    await quiet()
    const first = this.#steps.find((one) => !before.has(one) && !isBeginning(one))
    if (first !== undefined) await this.#execute(first)
  }
}

function isBeginning({ label }: Step): boolean {
  return label.startsWith('begin ')
}

/** Until everything that could go on by itself did. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
