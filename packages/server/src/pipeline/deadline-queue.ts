/** Deadlines of one length behind one timer: they fall due in the order in which they came, and most are taken back before. */

interface Deadline {
  readonly dueMs: number
  /** Undefined once it was taken back or has run. */
  callback: (() => void) | undefined
}

interface SharedTimer {
  ref(): unknown
  unref(): unknown
}

/** So many that were taken back may wait to be swept, beside as many as are open. */
const MAX_SWEPT = 1024

export class DeadlineQueue {
  readonly #delayMs: number
  #waiting: Deadline[] = []
  /** Those that were neither taken back nor run. */
  #open = 0
  #timer: SharedTimer | undefined

  constructor(delayMs: number) {
    this.#delayMs = delayMs
  }

  /** What it returns takes the deadline back. */
  add(callback: () => void): () => void {
    const deadline: Deadline = { dueMs: performance.now() + this.#delayMs, callback }
    if (this.#waiting.length >= MAX_SWEPT + 2 * this.#open) this.#sweep()
    this.#waiting.push(deadline)
    // Without open deadlines the process may end; the timer is kept, because the next request is near.
    if (++this.#open === 1) this.#timer?.ref()
    this.#timer ??= this.#set(this.#delayMs)
    return () => {
      if (deadline.callback === undefined) return
      deadline.callback = undefined
      if (--this.#open === 0) this.#timer?.unref()
    }
  }

  #set(delayMs: number): SharedTimer {
    return setTimeout(() => this.#ring(), delayMs)
  }

  #ring(): void {
    this.#timer = undefined
    const now = performance.now()
    const due = this.#waiting.filter((one) => one.callback !== undefined && one.dueMs <= now)
    this.#sweep()
    this.#waiting = this.#waiting.filter((one) => one.dueMs > now)
    const [next] = this.#waiting
    if (next !== undefined) this.#timer = this.#set(Math.max(1, next.dueMs - now))
    for (const one of due) {
      const { callback } = one
      one.callback = undefined
      this.#open--
      callback?.()
    }
  }

  #sweep(): void {
    this.#waiting = this.#waiting.filter((one) => one.callback !== undefined)
  }
}
