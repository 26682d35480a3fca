/** What is shown of the entries that a mutation may change, for the refresh in the same flight (SPEC.md, Refresh). */
import { type JsonObject, MAX_MOUNTED } from '@mizan/protocol'
import { matchEntries } from '../invalidation/match-entries.ts'
import type { SeenTarget } from '../invalidation/seen-target.ts'
import type { Kernel } from '../kernel.ts'
import { type Ask, isMounted, latestAsk } from '../store/entry.ts'

/** Most recent first, as many as a call may name. */
export function mountedAsks(kernel: Kernel, targets: readonly SeenTarget[]): Ask[] {
  const entries = new Set(targets.flatMap((target) => matchEntries(kernel, target)))
  const asks = [...entries].filter(isMounted).map(latestAsk)
  return asks.sort((a, b) => b.mountedAt - a.mountedAt).slice(0, MAX_MOUNTED)
}

export function mountedItem({ entry, params }: Ask): JsonObject {
  const { name, only } = entry.group.source
  return only === undefined ? { context: name, params } : { context: name, params, functions: [only] }
}
