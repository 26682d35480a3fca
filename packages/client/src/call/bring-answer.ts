/** What is shown goes with a call, and its answer brings merged values and refreshed bundles (SPEC.md, Merge, Refresh). */
import { type JsonObject, type JsonValue, MAX_MOUNTED } from '@mizan/protocol'
import type { MutationCall } from '../client-kernel.ts'
import type { Brought } from '../descriptor.ts'
import { markStale, type Placing } from '../invalidation/apply-effects.ts'
import { firstSince, matchEntries } from '../invalidation/match-entries.ts'
import { readTarget, type SeenTarget } from '../invalidation/seen-target.ts'
import { type Ask, type Entry, isMounted, latestAsk, slotOf } from '../store/entry.ts'
import { IDLE, placeOutcome, WANTED } from '../store/slot.ts'
import { canonicalJson } from '../values/param-text.ts'
import { isJsonObject } from '../values/share-json.ts'
import type { Call } from './mutate.ts'

export interface Bringing extends Brought {
  /** Puts in place what the answer brings beside its targets; answers what it merged into, which voids reads as targets do. */
  readonly place: (body: JsonObject, placing: Placing) => readonly SeenTarget[]
}

/** `bring` of a generated descriptor. An item that is not of the answer's shape is left out, and its slots are read instead. */
export function bringAnswer(call: MutationCall): Brought {
  const asks = mountedAsks(call as Call)
  const bringing: Bringing = {
    mounted: asks.map(mountedItem),
    place(body, placing) {
      const merged = listOf(body.merge).flatMap((item) => merge(item, placing))
      for (const item of listOf(body.refresh)) refresh(item, asks, placing)
      return merged
    },
  }
  return bringing
}

/** Most recent first, as many as a call may name. */
function mountedAsks({ kernel, targets }: Call): Ask[] {
  const entries = new Set(targets.flatMap((target) => matchEntries(kernel, target)))
  const asks = [...entries].filter(isMounted).map(latestAsk)
  return asks.sort((a, b) => b.mountedAt - a.mountedAt).slice(0, MAX_MOUNTED)
}

function mountedItem({ entry, params }: Ask): JsonObject {
  const { name, only } = entry.group.source
  return only === undefined ? { context: name, params } : { context: name, params, functions: [only] }
}

function merge(item: JsonObject, placing: Placing): SeenTarget[] {
  const target = readTarget(item)
  const { value: wire } = item
  if (target?.function === undefined || wire === undefined) return []
  for (const entry of matchEntries(placing.kernel, target)) {
    if (placeValue(placing, { entry, name: target.function, wire }, 'merged')) entry.etag = undefined
  }
  return [target]
}

function refresh(
  { bundle, context, etag, params = {} }: JsonObject,
  mounted: readonly Ask[],
  placing: Placing,
): void {
  if (!isJsonObject(bundle)) return
  const asked = canonicalJson(params)
  for (const ask of mounted) {
    const { entry } = ask
    if (entry.group.source.name !== context || canonicalJson(ask.params) !== asked) continue
    let isWhole = true
    for (const { name } of entry.slots.map(({ query }) => query)) {
      const wire = Object.hasOwn(bundle, name) ? bundle[name] : undefined
      const isPlaced = wire !== undefined && placeValue(placing, { entry, name, wire }, 'refreshed')
      isWhole &&= isPlaced
    }
    entry.etag = isWhole && typeof etag === 'string' ? [etag, ask.key] : undefined
    if (isWhole) entry.readAtMs = entry.kernel.environment.now()
  }
}

/** Refused when another target or merge was seen since the mutation was sent, or a newer value arrived: then the slot is read again. */
function placeValue(
  placing: Placing,
  { entry, name, wire }: { readonly entry: Entry; readonly name: string; readonly wire: JsonValue },
  touched: 'merged' | 'refreshed',
): boolean {
  const slot = slotOf(entry, name)
  // An entry that no read has filed yet may turn out to be another one, with newer values: its read under way decides.
  if (slot === undefined || !entry.isFiled) return false
  const { appliedAt: arrivedAt, entries, sentAt: begunAt } = placing
  const voidedAt = firstSince(begunAt, entry, name)
  // What it would replace is as new as that target, or newer.
  if (voidedAt === 0 && placeOutcome(slot, { wire }, { begunAt, voidedAt, arrivedAt })) {
    if (slot.phase === WANTED) slot.phase = IDLE
    slot.touched = touched
    entries.add(entry)
    return true
  }
  if (slot.stampedAt !== arrivedAt) markStale(slot, entry, placing)
  return false
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
