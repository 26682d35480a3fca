/** Time that passes when a test says so. */

export interface FakeClock {
  /** Unix time, milliseconds. */
  now: number
  after(delayMs: number, callback: () => void): () => void
  /** Runs what falls due on the way. */
  advance(ms: number): void
  /** As when the process that waited ends. */
  dropTimers(): void
  /** Lets what is promised come to pass. */
  settle(): Promise<void>
}

interface Timer {
  readonly atMs: number
  readonly callback: () => void
}

export function fakeClock(): FakeClock {
  let timers: Timer[] = []
  const clock: FakeClock = {
    now: 1_700_000_000_000,
    after(delayMs, callback) {
      const timer = { atMs: clock.now + delayMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    advance(ms) {
      const end = clock.now + ms
      for (;;) {
        const [next] = timers.filter(({ atMs }) => atMs <= end).sort((one, other) => one.atMs - other.atMs)
        if (next === undefined) break
        timers = timers.filter((one) => one !== next)
        clock.now = Math.max(clock.now, next.atMs)
        next.callback()
      }
      clock.now = end
    },
    dropTimers() {
      timers = []
    },
    async settle() {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
    },
  }
  return clock
}
