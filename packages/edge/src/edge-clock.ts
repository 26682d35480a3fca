/**
 * Time at an edge. In workers a timer dies with the request that set it, so that what waits is looked at again whenever a request begins
 * (SPEC.md, EDGE-8).
 */
import type { CacheClock } from '@mizan/cache'

export interface EdgeClock extends CacheClock {
  /** Unix time, milliseconds. */
  now(): number
}

interface Waiting {
  readonly atMs: number
  readonly callback: () => void
}

export interface LazyClock extends EdgeClock {
  /** Runs what is due by now and whose timer is gone. */
  wake(): void
}

export function createLazyClock(clock: EdgeClock): LazyClock {
  const waiting = new Set<Waiting>()
  const run = (one: Waiting): void => {
    if (waiting.delete(one)) one.callback()
  }
  return {
    now: () => clock.now(),
    after(delayMs, callback) {
      const one: Waiting = { atMs: clock.now() + delayMs, callback }
      waiting.add(one)
      const cancel = clock.after(delayMs, () => run(one))
      return () => {
        waiting.delete(one)
        cancel()
      }
    },
    wake() {
      const nowMs = clock.now()
      for (const one of waiting) if (one.atMs <= nowMs) run(one)
    },
  }
}

export const systemClock: EdgeClock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
