/** Puts what a mutation answered in place: targets, merged values, refreshed bundles; then only what remains is read (SPEC.md, Invalidation, Merge, Refresh). */
import type { JsonValue } from '@mizan/protocol'
import type { Why } from '../events/client-event.ts'
import { emit, type Kernel, publish, tick } from '../kernel.ts'
import type { Layers } from '../optimistic/layers.ts'
import { type Entry, isUsed } from '../store/entry.ts'
import { IDLE, isAnswered, placeOutcome, type Slot, WANTED } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { firstSince, matchEntries, narrow } from './match-entries.ts'
import type { SeenTarget } from './seen-target.ts'

export interface Effects {
  readonly targets: readonly SeenTarget[]
  readonly why: Why
  /** What an answer brings beside its targets; answers what it merged into, which voids reads as targets do. */
  readonly bring?: ((placing: Placing) => readonly SeenTarget[]) | undefined
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
  readonly entries: Set<Entry>
}

export function applyEffects(kernel: Kernel, effects: Effects): void {
  const { bring, layers, sentAt = 0, targets, why } = effects
  const appliedAt = tick(kernel)
  const entries = new Set<Entry>()
  for (const target of targets) {
    kernel.forgetHydrated?.(({ context }) => context === (target.context ?? context))
    for (const entry of matchEntries(kernel, target)) {
      for (const slot of narrow(entry, target.function)) {
        // A slot without any answer has nothing that could be stale: its read under way meets the target in the log.
        if (isAnswered(slot)) markStale(slot, entry, { entries, appliedAt })
      }
    }
  }
  const merged = bring?.({ kernel, sentAt, appliedAt, entries }) ?? []
  if (kernel.flights.size > 0)
    for (const target of [...targets, ...merged]) kernel.log.push({ target, seenAt: appliedAt })
  for (const entry of entries) {
    const stale = [...entry.slots.values()].filter((slot) => slot.touched === 'stale')
    if (stale.length > 0 && isUsed(entry)) want(entry, why, stale)
    kernel.changed.add(entry)
  }
  layers?.answered(appliedAt)
  emit(kernel, { kind: 'applied', entries, why })
  for (const entry of entries) for (const slot of entry.slots.values()) slot.touched = undefined
  publish(kernel)
}

/** Refused when another target or merge was seen since the mutation was sent, or a newer value arrived: then the slot is read again. */
export function placeValue(
  { appliedAt, entries, sentAt }: Placing,
  { entry, name, wire }: { readonly entry: Entry; readonly name: string; readonly wire: JsonValue },
  touched: 'merged' | 'refreshed',
): boolean {
  const slot = entry.slots.get(name)
  if (slot === undefined || !entry.isFiled) return false
  const arrival = { begunAt: sentAt, voidedAt: 0, arrivedAt: appliedAt }
  if (firstSince(sentAt, entry, name) === 0 && placeOutcome(slot, { wire }, arrival)) {
    if (slot.phase === WANTED) slot.phase = IDLE
    slot.touched = touched
    entries.add(entry)
    return true
  }
  if (isAnswered(slot) && slot.stampedAt !== appliedAt) markStale(slot, entry, { entries, appliedAt })
  return false
}

function markStale(
  slot: Slot,
  entry: Entry,
  { appliedAt, entries }: Pick<Placing, 'appliedAt' | 'entries'>,
): void {
  slot.staleAt ||= appliedAt
  slot.touched = 'stale'
  entries.add(entry)
}
