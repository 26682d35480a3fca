/** What is shown of the contexts that a mutation may change, for the refresh in the same flight (SPEC.md, Refresh). */
import { type JsonObject, MAX_MOUNTED } from '@mizan/protocol'
import { matchEntries } from '../invalidation/match-entries.ts'
import type { SeenTarget } from '../invalidation/seen-target.ts'
import type { Kernel } from '../kernel.ts'
import { type Ask, type Entry, latestAsk } from '../store/entry.ts'

/** Most recent first, as many as a call may name. */
export function mountedAsks(kernel: Kernel, targets: readonly SeenTarget[]): Ask[] {
  const asks = new Map<Entry, Ask>()
  for (const target of targets) {
    const isBroad = target.context === undefined || Object.keys(target.wire).length === 0
    const candidates = isBroad ? recentAsks(kernel, target.context ?? '') : scopedAsks(kernel, target)
    for (const ask of candidates) {
      const other = asks.get(ask.entry)
      if (other === undefined || other.mountedAt < ask.mountedAt) asks.set(ask.entry, ask)
    }
  }
  return [...asks.values()].sort((a, b) => b.mountedAt - a.mountedAt).slice(0, MAX_MOUNTED)
}

/** Those of the whole context, without a look at the others. */
function recentAsks({ store }: Kernel, context: string): Ask[] {
  const asks = new Map<Entry, Ask>()
  for (let ask = store.contexts.get(context)?.newest; ask && asks.size < MAX_MOUNTED; ask = ask.older) {
    if (!asks.has(ask.entry)) asks.set(ask.entry, ask)
  }
  return [...asks.values()]
}

function scopedAsks(kernel: Kernel, target: SeenTarget): Ask[] {
  const asks = matchEntries(kernel, target).map(latestAsk)
  return asks.filter((ask) => ask !== undefined && ask.references > 0) as Ask[]
}

export function mountedItem({ entry, params }: Ask): JsonObject {
  const { context, only } = entry.source
  return only === undefined ? { context, params } : { context, params, functions: [only] }
}
