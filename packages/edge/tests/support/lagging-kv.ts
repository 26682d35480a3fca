/**
 * Workers KV as it can be at its worst within its promise: a write is seen by each reader at a moment of its own, up to the lag later, reads
 * that were answered once may be answered so again, and of two writes the older may be seen after the newer.
 */
import type { KvNamespace } from '../../src/index.ts'

interface Write {
  readonly value: string
  readonly atMs: number
}

export interface LaggingKv {
  /** A place of the network: it sees writes of its own no sooner than others do. */
  place(name: string): KvNamespace
}

export function createLaggingKv(options: {
  readonly lagMs: number
  readonly now: () => number
  /** From 0 up to 1. */
  readonly random: () => number
}): LaggingKv {
  const { lagMs, now, random } = options
  const writes = new Map<string, Write[]>()
  return {
    place: () => ({
      get: async (key) => {
        const all = writes.get(key) ?? []
        const newest = all.findLastIndex(({ atMs }) => atMs <= now() - lagMs)
        // Any of those that are still on their way, the last that has arrived everywhere, or what came between.
        const seen = all.slice(Math.max(newest, 0))
        const isThere = newest >= 0 || random() < 0.5
        return isThere ? (seen[Math.floor(random() * seen.length)]?.value ?? null) : null
      },
      put: async (key, value) => {
        const all = writes.get(key) ?? []
        writes.set(key, [
          ...all.filter(({ atMs }, index) => atMs > now() - lagMs || index === all.length - 1),
          { value, atMs: now() },
        ])
      },
    }),
  }
}
