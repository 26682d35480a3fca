/** When requests are given up: one timer for all of them, since all have the same time. */
import { RUN_DEADLINE_MS } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'

/** Calls `giveUp` when the time for an answer is over; the answer forgets it, and says whether it was the first to do so. */
export function guardDeadline(kernel: Kernel, giveUp: () => void): () => boolean {
  const { deadlines, environment, options } = kernel
  const deadline = { atMs: environment.now() + (options.timeoutMs ?? RUN_DEADLINE_MS + 10_000), giveUp }
  deadlines.add(deadline)
  if (deadlines.size === 1) watchFirst(kernel)
  return () => {
    const isFirst = deadlines.delete(deadline)
    if (isFirst && deadlines.size === 0) kernel.cancelDeadlines()
    return isFirst
  }
}

function watchFirst(kernel: Kernel): void {
  const { deadlines, environment } = kernel
  for (const { atMs, giveUp } of deadlines) {
    const leftMs = atMs - environment.now()
    if (leftMs > 0) {
      kernel.cancelDeadlines = environment.setTimer(() => watchFirst(kernel), leftMs)
      return
    }
    giveUp()
  }
}
