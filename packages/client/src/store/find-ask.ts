/** Finds the entry for a set of params, among those in use and among those that came with a server's render. */

import type { DehydratedEntry } from '../hydration.ts'
import type { Kernel } from '../kernel.ts'
import { type Ask, askKey, type Source } from './entry.ts'
import { addAsk, fileAsk } from './entry-store.ts'
import { collectLater } from './reference.ts'
import { placeOutcome } from './slot.ts'

export function findAsk(kernel: Kernel, source: Source, key: string): Ask | undefined {
  const ask = kernel.store.asks.get(key)
  if (ask !== undefined) return ask
  const hydrated = kernel.hydrated.get(source.context)
  const found = hydrated?.get(key)
  return found === undefined ? undefined : hydrate(kernel, source, { key, found })
}

/** The entry with all the ways in which it was asked for; it arrives fresh. */
function hydrate(
  kernel: Kernel,
  source: Source,
  { key, found }: { key: string; found: DehydratedEntry },
): Ask | undefined {
  for (const { query, params } of found.asked) {
    kernel.hydrated.get(source.context)?.delete(query)
    // Written with other param kinds than this build's: not what anybody will ask for.
    if (askKey(source, params) !== query || kernel.store.asks.has(query)) continue
    const ask = addAsk(kernel.store, source, params)
    const entry = fileAsk(kernel.store, ask, found.params)
    entry.isPublic = !found.isPrivate
    entry.readAtMs = kernel.environment.now()
    for (const [name, slot] of entry.slots) {
      const wire = Object.hasOwn(found.slices, name) ? found.slices[name] : undefined
      if (wire !== undefined) placeOutcome(slot, { wire }, { begunAt: 1, voidedAt: 0, arrivedAt: 1 })
    }
    collectLater(kernel, ask)
  }
  return kernel.store.asks.get(key)
}
