/** Puts what a mutation answered in place: targets and what came with it; then only what remains is read (SPEC.md, Invalidation). */
import type { Why } from '../events/client-event.ts'
import { emit, type Kernel, publish, tick } from '../kernel.ts'
import type { Layers } from '../optimistic/layers.ts'
import { type Entry, isUsed } from '../store/entry.ts'
import { isAnswered, type Slot } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { matchEntries, narrow } from './match-entries.ts'
import type { SeenTarget } from './seen-target.ts'

export interface Effects {
  readonly targets: readonly SeenTarget[]
  readonly why: Why
  /** Puts in place what the answer brings beside its targets; answers what it merged into, which voids reads as targets do. */
  readonly bring?: ((placing: Placing) => readonly SeenTarget[]) | false | undefined
  /** Tick at which the mutation was sent: what it brings counts as read then. */
  readonly sentAt?: number
  /** Optimistic layers of the mutation: what they stand for is known from now on. */
  readonly layers?: Layers | undefined
}

/** Effects while they are put in place. */
export interface Placing {
  readonly kernel: Kernel
  readonly sentAt: number
  readonly appliedAt: number
  /** That anything happened to. */
  readonly entries: Set<Entry>
}

export function applyEffects(kernel: Kernel, { bring, layers, sentAt = 0, targets, why }: Effects): void {
  const entries = new Set<Entry>()
  const placing: Placing = { kernel, sentAt, appliedAt: tick(kernel), entries }
  for (const target of targets) {
    kernel.forgetHydrated?.(({ context }) => context === (target.context ?? context))
    for (const entry of matchEntries(kernel, target)) {
      for (const slot of narrow(entry, target.function)) markStale(slot, entry, placing)
    }
  }
  for (const target of bring ? [...targets, ...bring(placing)] : targets)
    if (kernel.flights.size > 0) kernel.log.push({ target, seenAt: placing.appliedAt })
  for (const entry of entries) {
    const stale = entry.slots.filter(isStale)
    kernel.changed.add(entry)
    if (stale.length > 0 && isUsed(entry)) want(entry, why, stale)
  }
  layers?.answered(placing.appliedAt)
  emit(kernel, { kind: 'applied', entries, why })
  for (const { slots } of entries) for (const slot of slots) slot.touched = undefined
  publish(kernel)
}

/** A slot without any answer has nothing that could be stale: its read under way meets the target in the log. */
export function markStale(slot: Slot, entry: Entry, { appliedAt, entries }: Placing): void {
  if (!isAnswered(slot)) return
  slot.staleAt ||= appliedAt
  slot.touched = 'stale'
  entries.add(entry)
}

function isStale({ touched }: Slot): boolean {
  return touched === 'stale'
}
