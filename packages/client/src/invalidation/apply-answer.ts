/** Puts what a mutation answered in place: targets, merged values, refreshed bundles; then only what remains is read (SPEC.md, Invalidation, Merge, Refresh). */
import { type JsonObject, type JsonValue, toCanonicalJson } from '@mizan/protocol'
import type { Why } from '../events.ts'
import { emitEntry, hasEntryListener, type Kernel, publish, tick } from '../kernel.ts'
import type { Layers } from '../optimistic/layers.ts'
import { type Ask, type Entry, isMounted, isUsed } from '../store/entry.ts'
import { allEntries } from '../store/entry-store.ts'
import { isAnswered, placeOutcome, type Slot } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { bundleRequest } from '../transport/bundle-request.ts'
import { matchEntries, narrow } from './match-entries.ts'
import type { SeenTarget } from './seen-target.ts'

export interface Merge {
  readonly target: SeenTarget
  readonly function: string
  readonly value: JsonValue
}

export interface Refresh {
  readonly context: string
  /** As they were sent. */
  readonly params: JsonObject
  readonly bundle: JsonObject
  readonly etag: string | undefined
}

export interface Effects {
  readonly targets: readonly SeenTarget[]
  readonly merges: readonly Merge[]
  readonly refreshes: readonly Refresh[]
  /** What the mutation named as shown, to find refreshed entries again. */
  readonly mounted: readonly Ask[]
  /** Tick at which the mutation was sent: merge and refresh count as reads begun then. */
  readonly sentAt: number
  readonly why: Why
  /** Optimistic layers of the mutation: what they stand for is known from now on. */
  readonly layers?: Layers | undefined
}

/** What became of the functions of an entry. */
type Touches = Map<Entry, Map<string, 'merged' | 'refreshed' | 'stale'>>

export function applyEffects(kernel: Kernel, effects: Effects): void {
  const appliedAt = tick(kernel)
  const touches: Touches = new Map()
  for (const target of effects.targets) markStale(kernel, target, { touches, appliedAt })
  for (const merge of effects.merges) applyMerge(kernel, merge, { touches, appliedAt, effects })
  for (const refresh of effects.refreshes) applyRefresh(kernel, refresh, { touches, appliedAt, effects })
  if (kernel.flights.size > 0)
    kernel.log.add([...effects.targets, ...effects.merges.map(({ target }) => target)], appliedAt)
  for (const [entry, functions] of touches) {
    const stale = [...functions].filter(([, done]) => done === 'stale').map(([name]) => name)
    if (stale.length > 0 && isUsed(entry)) want(kernel, entry, { why: effects.why, functions: stale })
    kernel.changed.add(entry)
  }
  effects.layers?.answered(appliedAt)
  report(kernel, touches, effects.why)
  publish(kernel)
}

function markStale(
  kernel: Kernel,
  target: SeenTarget,
  { touches, appliedAt }: { touches: Touches; appliedAt: number },
): void {
  if (target.context === undefined) kernel.hydrated.clear()
  else kernel.hydrated.delete(target.context)
  for (const entry of matchEntries(kernel, target)) {
    for (const [name, slot] of narrow(entry, target.function)) {
      // A slot without any answer has nothing that could be stale: its read under way meets the target in the log.
      if (!isAnswered(slot)) continue
      slot.staleAt ||= appliedAt
      touch(touches, entry)?.set(name, 'stale')
    }
  }
}

interface Placing {
  readonly touches: Touches
  readonly appliedAt: number
  readonly effects: Effects
}

function applyMerge(kernel: Kernel, merge: Merge, placing: Placing): void {
  for (const entry of matchEntries(kernel, merge.target)) {
    const slot = entry.slots.get(merge.function)
    if (slot === undefined || !entry.isFiled) continue
    const isPlaced = placeValue(kernel, { entry, slot, wire: merge.value }, placing)
    if (!isPlaced) continue
    entry.etag = undefined
    touch(placing.touches, entry).set(merge.function, 'merged')
  }
}

function applyRefresh(kernel: Kernel, refresh: Refresh, placing: Placing): void {
  const params = toCanonicalJson(refresh.params)
  for (const ask of placing.effects.mounted) {
    const { entry } = ask
    // An entry that no read has filed yet may turn out to be another one, with newer values: its read under way decides.
    if (!entry.isFiled || entry.source.context !== refresh.context) continue
    if (toCanonicalJson(ask.params) !== params) continue
    let isWhole = true
    for (const [name, slot] of entry.slots) {
      const wire = Object.hasOwn(refresh.bundle, name) ? refresh.bundle[name] : undefined
      const isPlaced = wire !== undefined && placeValue(kernel, { entry, slot, wire }, placing)
      if (isPlaced) touch(placing.touches, entry).set(name, 'refreshed')
      else isWhole = false
    }
    entry.etag =
      isWhole && refresh.etag !== undefined ? { url: wholeUrl(kernel, ask), tag: refresh.etag } : undefined
    if (isWhole) entry.readAtMs = kernel.environment.now()
  }
}

/** Refused when another target or merge was seen since the mutation was sent, or a newer value arrived: then the slot is read again. */
function placeValue(
  kernel: Kernel,
  came: { entry: Entry; slot: Slot; wire: JsonValue },
  placing: Placing,
): boolean {
  const { entry, slot, wire } = came
  const begunAt = placing.effects.sentAt
  const isVoided = kernel.log.firstSince(begunAt, entry, slot.query.name) > 0
  const arrival = { begunAt, voidedAt: 0, arrivedAt: placing.appliedAt }
  if (!isVoided && placeOutcome(slot, { wire }, arrival)) {
    slot.isWanted = false
    return true
  }
  if (isAnswered(slot) && slot.stampedAt !== placing.appliedAt) {
    slot.staleAt ||= placing.appliedAt
    touch(placing.touches, entry).set(slot.query.name, 'stale')
  }
  return false
}

function wholeUrl(kernel: Kernel, ask: Ask): string {
  const functions = new Set(ask.entry.slots.keys())
  return bundleRequest(kernel.settings.baseUrl, ask.entry, { params: ask.params, functions, isRefetch: true })
    .url
}

function touch(touches: Touches, entry: Entry): Map<string, 'merged' | 'refreshed' | 'stale'> {
  const functions = touches.get(entry) ?? new Map()
  touches.set(entry, functions)
  return functions
}

function report(kernel: Kernel, touches: Touches, why: Why): void {
  if (!hasEntryListener(kernel)) return
  for (const [entry, functions] of touches) {
    const remaining = isUsed(entry) ? 'refetched' : 'stale'
    const byAction = Map.groupBy(functions, ([, done]) => (done === 'stale' ? remaining : done))
    for (const action of ['refreshed', 'merged', remaining] as const) {
      const names = byAction.get(action)?.map(([name]) => name)
      if (names !== undefined) emitEntry(kernel, entry, { action, functions: names, why })
    }
  }
  if (why.mutation === undefined) return
  for (const entry of allEntries(kernel.store)) {
    if (isMounted(entry) && !touches.has(entry)) emitEntry(kernel, entry, { action: 'left', why })
  }
}
