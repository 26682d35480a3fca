/** The clock that runs against a request while somebody works for it (SPEC.md, HTTP-10). */
import type { Clock } from './clock.ts'

export class Deadline {
  readonly #clock: Clock
  readonly #limitMs: number
  #isRunning = false
  #onPassed: (() => void) | undefined
  #cancel: (() => void) | undefined

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock
    this.#limitMs = limitMs
  }

  /** Somebody waits from now on. Before that no time can pass that anybody could act on, and there is no timer. */
  watch(onPassed: () => void): void {
    this.#onPassed = onPassed
    if (this.#isRunning) this.#cancel ??= this.#clock.after(this.#limitMs, onPassed)
  }

  /** From now on for the whole limit; begun again, it begins anew. */
  start(): void {
    this.stop()
    this.#isRunning = true
    if (this.#onPassed !== undefined) this.#cancel = this.#clock.after(this.#limitMs, this.#onPassed)
  }

  stop(): void {
    this.#isRunning = false
    this.#cancel?.()
    this.#cancel = undefined
  }
}
