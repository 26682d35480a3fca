/** What a mutation will change, known before it runs: it is marked, reads that its answer would void are not waited for, and mutations of one scope keep their order. */
import type { JsonObject } from '@mizan/protocol'
import type { MutationCall } from '../client-kernel.ts'
import type { Begun, StaticEffect } from '../descriptor.ts'
import { matchEntries, narrow } from '../invalidation/match-entries.ts'
import type { SeenTarget } from '../invalidation/seen-target.ts'
import { type Kernel, nothing, publish, tick } from '../kernel.ts'
import { type Entry, endFill, isUsed } from '../store/entry.ts'
import { isKnown, READING, type Slot } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { pairsOf } from '../values/param-text.ts'
import type { Call } from './mutate.ts'

/** A read that was dropped is begun again after this time, if the mutation still runs: a long upload holds up nothing. */
const MAX_DROPPED_MS = 1000

interface Turn {
  readonly targets: readonly SeenTarget[]
  readonly done: Promise<void>
}

/** `begin` of a generated descriptor. */
export function beginInOrder(started: MutationCall): Begun {
  const call = started as Call
  const { args, kernel, mutation, signal } = call
  const targets = (mutation.effects ?? []).map((effect) => scopedTarget(effect, args))
  call.targets = targets
  const turns = kernel.turns as Set<Turn>
  const earlier = [...turns].filter((other) => isShared(other.targets, targets))
  const { promise, resolve } = Promise.withResolvers<void>()
  const turn: Turn = { targets, done: promise }
  turns.add(turn)
  const unmark = markMutating(kernel, targets)
  const aborted = new Promise((abort) => signal?.addEventListener('abort', abort))
  return {
    before:
      earlier.length > 0 ? Promise.race([aborted, Promise.all(earlier.map(({ done }) => done))]) : undefined,
    end() {
      turns.delete(turn)
      resolve()
      unmark()
    },
  }
}

/** Narrowed by the arguments where they fix params; a null argument is left out. */
function scopedTarget({ context, function: name, scope }: StaticEffect, args: JsonObject): SeenTarget {
  const given = Object.entries(args).filter(([param, value]) => scope.includes(param) && value !== null)
  return { context, function: name, wire: Object.fromEntries(given), own: false }
}

/** Whether one entry may be matched by both. */
function isShared(some: readonly SeenTarget[], others: readonly SeenTarget[]): boolean {
  return some.some((a) => others.some((b) => overlaps(a, b)))
}

function overlaps(a: SeenTarget, b: SeenTarget): boolean {
  if (a.context !== b.context) return false
  if (a.function !== undefined && b.function !== undefined && a.function !== b.function) return false
  const pairs = pairsOf(b.wire, {})
  const isGiven = (name: string) => Object.hasOwn(b.wire, name)
  return pairsOf(a.wire, {}).every((pair) => pairs.includes(pair) || !isGiven(pair.split('=', 1)[0] ?? ''))
}

/** Marks what matches until the returned function is called. */
function markMutating(kernel: Kernel, targets: readonly SeenTarget[]): () => void {
  const marked = new Map<Slot, Entry>()
  for (const target of targets) {
    for (const entry of matchEntries(kernel, target)) {
      for (const slot of narrow(entry, target.function)) marked.set(slot, entry)
    }
  }
  const mark = (more: number) => {
    for (const [slot, entry] of marked) {
      slot.mutations += more
      kernel.changed.add(entry)
    }
  }
  mark(1)
  const readDropped = dropReads(kernel, new Set(marked.values()))
  publish(kernel)
  return () => {
    mark(-1)
    readDropped()
    publish(kernel)
  }
}

/** Ends reads whose value the mutation will replace, where something is shown meanwhile and nobody waits for them. */
function dropReads(kernel: Kernel, entries: ReadonlySet<Entry>): () => void {
  const droppedAt = tick(kernel)
  const dropped: (() => void)[] = []
  for (const entry of entries) {
    const { asks, fill, slots } = entry
    const doomed = slots.filter(({ phase }) => phase === READING)
    const isAwaited = asks.some(({ listeners, mounts }) => listeners.size > mounts)
    if (fill === undefined || isAwaited || !doomed.every((slot) => isKnown(slot) && slot.mutations > 0))
      continue
    endFill(entry, true)
    dropped.push(() => {
      const missing = doomed.filter(({ stampedAt }) => stampedAt < droppedAt)
      if (missing.length > 0 && isUsed(entry)) want(entry, fill.why, missing)
    })
  }
  if (dropped.length === 0) return nothing
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
