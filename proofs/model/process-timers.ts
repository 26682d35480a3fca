/** The shared clock, and timers that end with one process. */
import type { FakeClock } from '../../packages/cache/tests/support/fake-clock.ts'

export function processTimers(clock: FakeClock): FakeClock {
  const cancels = new Set<() => void>()
  return {
    get now() {
      return clock.now
    },
    after(delayMs, callback) {
      const cancel = clock.after(delayMs, () => {
        cancels.delete(cancel)
        callback()
      })
      cancels.add(cancel)
      return () => {
        cancels.delete(cancel)
        cancel()
      }
    },
    advance: (ms) => clock.advance(ms),
    dropTimers() {
      for (const cancel of cancels) cancel()
      cancels.clear()
    },
    settle: () => clock.settle(),
  }
}
