/** Which slots shall be read, gathered until the next microtask: one request for many readers and many targets. */
import type { Reason, Why } from '../events/client-event.ts'
import { type Kernel, publish } from '../kernel.ts'
import { type Entry, isUsed } from './entry.ts'
import { IDLE, isFresh, NEVER, type Slot, WANTED } from './slot.ts'

/** Reads those of `slots` as soon as the entry has no read under way. A read under way that covers them is joined: if it is voided, it is repeated. */
export function want(entry: Entry, why: Why, slots: readonly Slot[] = entry.slots): void {
  entry.why = why
  for (const slot of slots) slot.phase ||= WANTED
  entry.kernel.changed.add(entry)
  queueRead(entry)
}

/** What a reader that comes now, or a page that is looked at again, needs to have read. */
export function wantMissing(entry: Entry, reason: Reason): void {
  const { environment, options } = entry.kernel
  const isOld = environment.now() - entry.readAtMs >= (options.staleAfterMs ?? NEVER)
  const missing = entry.slots.filter((slot) => isOld || !isFresh(slot))
  if (missing.length > 0) want(entry, { reason }, missing)
}

/** For slots that are wanted already, when the read before has ended. */
export function queueRead(entry: Entry): void {
  const { kernel } = entry
  const { environment, queue } = kernel
  if (entry.fill || queue.has(entry)) return
  queue.add(entry)
  if (queue.size > 1) return
  // One microtask later than frameworks, which render and unsubscribe in theirs: what nobody shows any more is not read.
  environment.queueMicrotask(() => environment.queueMicrotask(() => flush(kernel)))
}

function flush(kernel: Kernel): void {
  const entries = [...kernel.queue]
  kernel.queue.clear()
  for (const entry of entries) {
    const wanted = entry.slots.filter((slot) => slot.phase === WANTED)
    if (wanted.length === 0 || entry.fill) continue
    if (isUsed(entry)) kernel.startRead(entry, wanted)
    else for (const slot of wanted) slot.phase = IDLE
  }
  publish(kernel)
}
