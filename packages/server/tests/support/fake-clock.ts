/** A clock that only tests move. */
import type { Clock } from '@mizan/server'

export class FakeClock implements Clock {
  #now = 0
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, run: callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that nobody took back. */
  get pending(): number {
    return this.#timers.size
  }

  /** Lets what waits for promises run, then moves on. */
  async advance(ms: number): Promise<void> {
    await settle()
    this.#now += ms
    for (const timer of [...this.#timers].toSorted((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue
      timer.run()
    }
    await settle()
  }
}

/** Every promise that is ready to go on has gone on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

/** Something that a handler waits for until the test lets it go on. */
export function createGate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
