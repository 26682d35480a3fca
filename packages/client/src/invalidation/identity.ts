/** X-Mizan-Identity: when it changes, nothing of the old user stays on screen or in memory (SPEC.md, Identity). */
import { HEADER_IDENTITY } from '@mizan/protocol'
import type { Why } from '../events/client-event.ts'
import { emit, type Kernel, tick } from '../kernel.ts'
import { allEntries, dropEntry, type Entry, endFill, type Fill, isUsed } from '../store/entry.ts'
import { clearSlot, isAnswered } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { takeCsrf } from '../transport/csrf.ts'

/** The request whose answer is looked at: a read, or a mutation. */
export interface Sent {
  readonly begunAt: number
  readonly fill?: Fill
  readonly why?: Why
}

/**
 * Takes note of an answer's identity and answers whether the answer's data may be shown: it is for everybody, or for the present
 * identity. An answer to a request that was sent before the present identity became known cannot bring the former one back.
 */
export function observeIdentity(kernel: Kernel, headers: Headers, { begunAt, fill, why }: Sent): boolean {
  const identity = headers.get(HEADER_IDENTITY)
  const before = kernel.identity
  if (identity === null || identity === before) return true
  if (begunAt < kernel.identityAt) return false
  kernel.identity = identity
  kernel.identityAt = tick(kernel)
  takeCsrf(kernel)
  if (before) dropPrivate(kernel, why, fill)
  // What a mutation brings may be a login; what a read brings first, others know.
  const isNews = !!before || !!why
  emit(kernel, { kind: 'identity', identity, isNews, mutation: why?.mutation })
  return true
}

/**
 * A mutation sent before the present identity became known answered with another one. It may be that former identity, or a login that
 * overtook: only an answer to come can tell, so everything private is asked for again.
 */
export function doubtIdentity(kernel: Kernel): void {
  const doubtedAt = tick(kernel)
  for (const entry of privateEntries(kernel)) {
    for (const slot of entry.slots) if (isAnswered(slot)) slot.staleAt ||= doubtedAt
    keepIfUsed(entry, { reason: 'identity' })
  }
}

export function dropPrivate(kernel: Kernel, by?: Why, fill?: Fill): void {
  kernel.forgetHydrated?.(({ isPrivate }) => isPrivate)
  dropAnswers(privateEntries(kernel), { ...by, reason: 'identity' }, fill)
}

/** Takes them from screen and memory. The read that brought the news goes on. */
export function dropAnswers(entries: readonly Entry[], why: Why, fill?: Fill): void {
  for (const entry of entries) {
    const { kernel } = entry
    if (entry.fill !== fill) endFill(entry, true)
    for (const slot of entry.slots) clearSlot(slot)
    entry.etag = undefined
    emit(kernel, { kind: 'entry', action: 'dropped', entry, why })
    if (keepIfUsed(entry, why)) emit(kernel, { kind: 'entry', action: 'refetched', entry, why })
  }
}

function privateEntries(kernel: Kernel): Entry[] {
  return allEntries(kernel).filter(({ isPublic }) => !isPublic)
}

function keepIfUsed(entry: Entry, why: Why): boolean {
  const isKept = isUsed(entry)
  if (isKept) want(entry, why)
  else dropEntry(entry)
  return isKept
}
