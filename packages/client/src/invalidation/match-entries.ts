/** The entries and slots that a target matches, found through the index: the cost is that of what matched (SPEC.md, INV-2). */
import type { Kernel } from '../kernel.ts'
import { allEntries, type Entry, type Group } from '../store/entry.ts'
import type { Slot } from '../store/slot.ts'
import { type Pairs, pairsOf } from '../values/param-text.ts'
import type { SeenTarget } from './seen-target.ts'

/** Every entry that the target may match. */
export function matchEntries(kernel: Kernel, target: SeenTarget): Entry[] {
  if (target.context === undefined) return allEntries(kernel)
  const found: Entry[] = []
  for (const group of kernel.groups.get(target.context) ?? []) {
    const { byPair, entries } = group
    const pairs = pairsFor(target, group)
    let rarest: { readonly size: number; values(): Iterable<Entry> } = entries
    for (const pair of pairs) {
      const some = byPair.get(pair) ?? NONE
      if (some.size < rarest.size) rarest = some
    }
    if (rarest !== entries) found.push(...(byPair.get('') ?? NONE))
    // What the index has under the only pair need not be compared with it.
    const others = pairs.length > 1 ? pairs : []
    for (const entry of rarest.values()) if (isMatched(entry, others, target.own)) found.push(entry)
  }
  return found
}

const NONE: ReadonlySet<Entry> = new Set()

/** The slots of an entry that a target is about. */
export function narrow({ slots }: Entry, functionName: string | undefined): readonly Slot[] {
  return functionName ? slots.filter(({ query }) => query.name === functionName) : slots
}

/** Tick of the first target seen since `begunAt` that matches the slot, 0 when there is none. */
export function firstSince(begunAt: number, entry: Entry, functionName: string): number {
  const { group, kernel } = entry
  for (const { target, seenAt } of kernel.log) {
    const { context, function: name = functionName, own } = target
    if (seenAt <= begunAt || name !== functionName || (context ?? group.source.name) !== group.source.name)
      continue
    if (context === undefined || !entry.isFiled || isFiledAs(entry, pairsFor(target, group), own))
      return seenAt
  }
  return 0
}

/** While the server has not told an entry's canonical params, every target of its context may be about it. */
function isMatched(entry: Entry, pairs: Pairs, own: boolean): boolean {
  return !entry.isFiled || isFiledAs(entry, pairs, own)
}

/** Whether the canonical params hold every one of the pairs, and the reader is the one that `own` asks for. */
export function isFiledAs(entry: Entry, pairs: Pairs, own: boolean): boolean {
  return !(own && entry.isPublic) && pairs.every((pair) => entry.pairs.includes(pair))
}

/**
 * Params that a slice's query does not declare say nothing about it, so they do not keep a target away: the slice stands for its place
 * in every bundle.
 */
function pairsFor({ wire }: SeenTarget, { source }: Group): string[] {
  return pairsOf(wire, source.params, !!source.only)
}
