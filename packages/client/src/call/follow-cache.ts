/** What an origin cache says of an answer: that it depends on more than the identity, and that it may be older than a change (SPEC.md, CACHE-5, CACHE-18). */
import { HEADER_SETTLE, HEADER_VARY } from '@mizan/protocol'
import type { EntryRead } from '../client-kernel.ts'
import { dropAnswers } from '../invalidation/identity.ts'
import { type Kernel, publish, tick } from '../kernel.ts'
import { allEntries, type Fill, isUsed } from '../store/entry.ts'
import { isAnswered } from '../store/slot.ts'
import { want } from '../store/want.ts'

/** X-Mizan-Vary by context, as far as known since the last change. */
const varies = new WeakMap<Kernel, Map<string, string>>()

/** Reads that are to be made once more: a streamed answer says it with each part. */
const settling = new WeakSet<Fill>()

/** `follow` of a generated context that is cached: what a replica said that lags behind a change is read once more. */
export function followCache(read: EntryRead, headers: Headers): void {
  const { ask, entry, slots } = read as Fill
  const { kernel } = entry
  const delayMs = headers.get(HEADER_SETTLE) ?? ''
  if (!/^\d{1,9}$/.test(delayMs) || settling.has(read as Fill)) return
  settling.add(read as Fill)
  const names = slots.map(({ query }) => query.name)
  const readOnceMore = () => {
    const now = tick(kernel)
    const lagging = ask.entry.slots.filter((slot) => names.includes(slot.query.name) && isAnswered(slot))
    for (const slot of lagging) slot.staleAt ||= now
    if (isUsed(ask.entry)) want(ask.entry, { reason: 'settle' }, lagging)
    publish(kernel)
  }
  kernel.environment.setTimer(readOnceMore, Number(delayMs), true)
}

/** `follow` of a generated context with declared inputs: when one of them changed, what all such contexts showed goes, with the reads under way. */
export function followVary(read: EntryRead, headers: Headers): void {
  const fill = read as Fill
  const { group, kernel } = fill.entry
  const { name } = group.source
  const known = varies.get(kernel) ?? new Map<string, string>()
  varies.set(kernel, known)
  const before = known.get(name)
  const vary = headers.get(HEADER_VARY)
  if (vary !== null && vary !== before) {
    if (before !== undefined) forgetOthers(kernel, fill)
    known.set(name, vary)
  }
  followCache(read, headers)
}

/** What other contexts depend on has changed too, or nobody can tell. */
function forgetOthers(kernel: Kernel, fill: Fill): void {
  varies.get(kernel)?.clear()
  kernel.forgetHydrated?.(() => true)
  const entries = allEntries(kernel).filter(({ group }) => group.source.follow === followVary)
  dropAnswers(entries, { reason: 'vary' }, fill)
}
