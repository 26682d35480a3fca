/** Which slots shall be read, gathered until the next microtask: one request for many readers and many targets. */
import type { Why } from '../events.ts'
import { type Kernel, publish } from '../kernel.ts'
import { becauseOf, type Entry, isUsed } from './entry.ts'
import { isFresh } from './slot.ts'

/** Reads them as soon as the entry has no read under way. A read under way that covers them is joined: if it is voided, it is repeated. */
export function want(
  kernel: Kernel,
  entry: Entry,
  { why, functions = entry.slots.keys() }: { why: Why; functions?: Iterable<string> | undefined },
): void {
  entry.why = why
  for (const name of functions) {
    const slot = entry.slots.get(name)
    if (slot !== undefined && !entry.fill?.functions.has(name)) slot.isWanted = true
  }
  kernel.changed.add(entry)
  queueRead(kernel, entry)
}

/** What a reader that comes now, or a page that is looked at again, needs to have read. */
export function wantMissing(kernel: Kernel, entry: Entry, reason: Why['reason']): void {
  const isOld = kernel.environment.now() - entry.readAtMs >= kernel.settings.staleAfterMs
  const missing = [...entry.slots].filter(([, slot]) => isOld || !isFresh(slot)).map(([name]) => name)
  if (missing.length > 0) want(kernel, entry, { why: becauseOf(reason), functions: missing })
}

export function wantMissingOfMounted(kernel: Kernel, reason: Why['reason']): void {
  for (const { newest } of kernel.store.contexts.values()) {
    for (let ask = newest; ask !== undefined; ask = ask.older) wantMissing(kernel, ask.entry, reason)
  }
}

/** For slots that are wanted already, when the read before has ended. */
export function queueRead(kernel: Kernel, entry: Entry): void {
  if (entry.fill !== undefined || kernel.queue.has(entry)) return
  kernel.queue.add(entry)
  if (kernel.queue.size === 1) afterRendering(kernel, () => flush(kernel))
}

/** One microtask later than frameworks, which render and unsubscribe in theirs: what nobody shows any more is not read. */
function afterRendering({ environment }: Kernel, run: () => void): void {
  environment.queueMicrotask(() => environment.queueMicrotask(run))
}

function flush(kernel: Kernel): void {
  const entries = [...kernel.queue]
  kernel.queue.clear()
  for (const entry of entries) {
    const isWanted = [...entry.slots.values()].some((slot) => slot.isWanted)
    if (!isWanted || entry.fill !== undefined) continue
    if (isUsed(entry)) kernel.startRead(entry)
    else for (const slot of entry.slots.values()) slot.isWanted = false
  }
  publish(kernel)
}
