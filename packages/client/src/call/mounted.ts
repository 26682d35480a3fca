/** What is shown of the contexts that a mutation may change, for the refresh in the same flight (SPEC.md, Refresh). */
import { type JsonObject, MAX_MOUNTED } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'
import type { Ask, Entry } from '../store/entry.ts'

/** Most recent first, as many as a call may name. */
export function mountedAsks({ store }: Kernel, contexts: readonly string[]): Ask[] {
  const asks: Ask[] = []
  for (const context of new Set(contexts)) {
    const seen = new Set<Entry>()
    for (let ask = store.contexts.get(context)?.newest; ask && seen.size < MAX_MOUNTED; ask = ask.older) {
      if (!seen.has(ask.entry)) asks.push(ask)
      seen.add(ask.entry)
    }
  }
  return asks.sort((a, b) => b.mountedAt - a.mountedAt).slice(0, MAX_MOUNTED)
}

export function mountedItem({ entry, params }: Ask): JsonObject {
  const { context, only } = entry.source
  return only === undefined ? { context, params } : { context, params, functions: [only] }
}
