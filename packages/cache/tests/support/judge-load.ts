/** What is asked of every store after a fault. */
import { expect } from 'vitest'
import type { Load } from './load.ts'

/** The store answers again, and from the beginning until now nobody was failed and nothing was stale. */
export async function judgeLoad(load: Load): Promise<void> {
  await load.recover()
  await load.hitMore(1000)
  expect(load.failures).toEqual([])
  expect(load.stale).toBe(0)
}
