/** What a mutation will change, known before it runs: it is marked, and reads that its answer would void are not waited for. */
import type { JsonObject } from '@mizan/protocol'
import type { MutationDescriptor } from '../descriptor.ts'
import { matchEntries, narrow } from '../invalidation/match-entries.ts'
import { EVERYTHING, type SeenTarget } from '../invalidation/seen-target.ts'
import { type Kernel, publish, tick } from '../kernel.ts'
import { type Entry, isUsed } from '../store/entry.ts'
import { isKnown, type Slot } from '../store/slot.ts'
import { want } from '../store/want.ts'

type AnyMutation = MutationDescriptor<never, unknown, unknown>

/** A read that was dropped is begun again after this time, if the mutation still runs: a long upload holds up nothing. */
const MAX_DROPPED_MS = 1000

/** Every entry of the contexts that it may change. */
export function broadTargets({ affects }: AnyMutation): SeenTarget[] {
  return affects.map((context) => ({ ...EVERYTHING, context }))
}

/** Narrowed by the arguments where they fix params; a null argument is left out. */
export function scopedTargets(mutation: AnyMutation, args: JsonObject): SeenTarget[] {
  if (mutation.effects === undefined) return broadTargets(mutation)
  return mutation.effects.map(({ context, function: name, scope }) => {
    const given = scope.flatMap((param) => {
      const value = Object.hasOwn(args, param) ? args[param] : undefined
      return value === undefined || value === null ? [] : [[param, value] as const]
    })
    return { context, function: name, wire: Object.fromEntries(given), own: false }
  })
}

/** Marks what matches until the returned function is called. */
export function markMutating(kernel: Kernel, targets: readonly SeenTarget[]): () => void {
  const marked = new Map<Slot, Entry>()
  for (const target of targets) {
    for (const entry of matchEntries(kernel, target)) {
      for (const [, slot] of narrow(entry, target.function)) marked.set(slot, entry)
    }
  }
  for (const [slot, entry] of marked) {
    slot.mutations += 1
    kernel.changed.add(entry)
  }
  const readDropped = dropReads(kernel, new Set(marked.values()))
  publish(kernel)
  return () => {
    for (const [slot, entry] of marked) {
      slot.mutations -= 1
      kernel.changed.add(entry)
    }
    readDropped?.()
    publish(kernel)
  }
}

/** Ends reads whose value the mutation will replace, where something is shown meanwhile and nobody waits for them. */
function dropReads(kernel: Kernel, entries: ReadonlySet<Entry>): (() => void) | undefined {
  const droppedAt = tick(kernel)
  const dropped: (() => void)[] = []
  for (const entry of entries) {
    const { asks, fill, slots } = entry
    if (fill === undefined || [...asks].some(({ waiters }) => waiters.size > 0)) continue
    const names = [...fill.functions]
    const isDoomed = names.every((name) => {
      const slot = slots.get(name)
      return slot !== undefined && isKnown(slot) && slot.mutations > 0
    })
    if (!isDoomed) continue
    fill.cancel()
    dropped.push(() => {
      const functions = names.filter((name) => (slots.get(name)?.stampedAt ?? 0) < droppedAt)
      if (functions.length > 0 && isUsed(entry)) want(kernel, entry, { why: fill.why, functions })
    })
  }
  if (dropped.length === 0) return undefined
  const readAgain = () => {
    for (const read of dropped.splice(0)) read()
  }
  const cancel = kernel.environment.setTimer(() => {
    readAgain()
    publish(kernel)
  }, MAX_DROPPED_MS)
  return () => {
    cancel()
    readAgain()
  }
}
