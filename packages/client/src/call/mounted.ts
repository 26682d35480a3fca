/** What is shown of the contexts that a mutation may change, for the refresh in the same flight (SPEC.md, Refresh). */
import { type JsonObject, LIMITS } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'
import { type Ask, isMounted, latestAsk } from '../store/entry.ts'
import { entriesOf } from '../store/entry-store.ts'

/** Most recent first, as many as a call may name. */
export function mountedAsks(kernel: Kernel, contexts: readonly string[]): Ask[] {
  const asks: Ask[] = []
  for (const context of new Set(contexts)) {
    for (const entry of entriesOf(kernel.store, context)) {
      const ask = isMounted(entry) ? latestAsk(entry) : undefined
      if (ask !== undefined) asks.push(ask)
    }
  }
  return asks.sort((a, b) => b.mountedAt - a.mountedAt).slice(0, LIMITS.maxMounted)
}

export function mountedItem({ entry, params }: Ask): JsonObject {
  const { context, only } = entry.source
  return only === undefined ? { context, params } : { context, params, functions: [only] }
}
