/** What is asked of every store after a fault. */
import { expect } from 'vitest'
import type { Load } from './load.ts'

/** After a fault: nobody was failed, nothing is stale from here on, and the store answers. */
export async function judgeLoad(load: Load): Promise<void> {
  do {
    await load.recover()
    load.forget()
    await load.hitMore(1000)
    // A process that was too slow for its timeout has a recovery of its own.
  } while (load.problems.length > 0)
  expect(load.failures).toEqual([])
  expect(load.stale).toBe(0)
}
