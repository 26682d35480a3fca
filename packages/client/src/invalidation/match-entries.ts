/** The entries and slots that a target matches, found through the index: the cost is that of what matched (SPEC.md, INV-2). */
import type { Kernel } from '../kernel.ts'
import { type Entry, isFiledAs, textsOf } from '../store/entry.ts'
import { allEntries, pairsOf } from '../store/entry-store.ts'
import type { Slot } from '../store/slot.ts'
import type { SeenTarget } from './seen-target.ts'

const NONE: ReadonlySet<Entry> = new Set()

/** Every entry that the target may match: while the server has not told an entry's canonical params, every target of its context does. */
export function matchEntries({ store }: Kernel, target: SeenTarget): Entry[] {
  if (target.context === undefined) return [...allEntries(store)]
  const shelf = store.contexts.get(target.context)
  if (shelf === undefined) return []
  const found = [...shelf.unfiled]
  for (const { byPair, entries, source } of shelf.groups.values()) {
    const texts = declaredTexts(target, source)
    let rarest: ReadonlySet<Entry> = entries
    for (const pair of pairsOf(texts)) {
      const some = byPair.get(pair) ?? NONE
      if (some.size < rarest.size) rarest = some
    }
    for (const entry of rarest) if (isFiledAs(entry, texts, target.own)) found.push(entry)
  }
  return found
}

/** The slots of an entry that a target is about. */
export function narrow(entry: Entry, functionName: string | undefined): Iterable<readonly [string, Slot]> {
  if (functionName === undefined) return entry.slots
  const slot = entry.slots.get(functionName)
  return slot === undefined ? [] : [[functionName, slot]]
}

/** Whether the target matches the function's slot. */
export function matchesSlot(target: SeenTarget, entry: Entry, functionName: string): boolean {
  const { source } = entry
  if (target.context === undefined) return true
  if (target.context !== source.context) return false
  if (target.function !== undefined && target.function !== functionName) return false
  return !entry.isFiled || isFiledAs(entry, declaredTexts(target, source), target.own)
}

/**
 * Params that a slice's query does not declare say nothing about it, so they do not keep a target away: the slice stands for its place
 * in every bundle.
 */
function declaredTexts(target: SeenTarget, { kinds, only }: Entry['source']): Record<string, string> {
  const texts = textsOf(target.wire, kinds)
  if (only === undefined) return texts
  return Object.fromEntries(Object.entries(texts).filter(([name]) => Object.hasOwn(kinds, name)))
}
