/** The clock that runs against a request while somebody works for it (SPEC.md, HTTP-10). */
import type { Clock } from './clock.ts'

export interface Deadline {
  /** From now on `limitMs`; begun again, it begins anew. */
  start(): void
  stop(): void
}

export function createDeadline(clock: Clock, limitMs: number, onPassed: () => void): Deadline {
  let cancel: (() => void) | undefined
  const stop = (): void => {
    cancel?.()
    cancel = undefined
  }
  return {
    start() {
      stop()
      cancel = clock.after(limitMs, onPassed)
    },
    stop,
  }
}
