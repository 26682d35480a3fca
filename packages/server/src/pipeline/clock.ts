/** Time as the pipeline gets it: given from outside, so that tests own it. */

export interface Clock {
  /** Runs `callback` once after `delayMs`; the function it returns takes that back. */
  after(delayMs: number, callback: () => void): () => void
  /** Milliseconds since some moment, for durations; `performance.now` when left out. */
  now?(): number
}

export const systemClock: Clock = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
