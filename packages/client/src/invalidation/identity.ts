/** X-Mizan-Identity: when it changes, nothing of the old user stays on screen or in memory (SPEC.md, Identity). */
import { HEADER_IDENTITY } from '@mizan/protocol'
import type { Why } from '../events.ts'
import { emit, emitEntry, type Kernel, tick } from '../kernel.ts'
import { becauseOf, type Entry, type Fill, isUsed } from '../store/entry.ts'
import { allEntries, dropEntry } from '../store/entry-store.ts'
import { clearSlot, isAnswered } from '../store/slot.ts'
import { want } from '../store/want.ts'

/**
 * Takes note of an answer's identity and answers whether the answer's data may be shown: it is for everybody, or for the present
 * identity. An answer to a request that was sent before the present identity became known cannot bring the former one back.
 */
export function observeIdentity(
  kernel: Kernel,
  headers: Headers,
  asked: { begunAt: number; fill?: Fill; why?: Why },
): boolean {
  const identity = headers.get(HEADER_IDENTITY)
  if (identity === null || identity === kernel.identity) return true
  if (asked.begunAt < kernel.identityAt) return false
  const isFirst = kernel.identity === undefined
  kernel.identity = identity
  kernel.identityAt = tick(kernel)
  if (!isFirst) dropPrivate(kernel, asked)
  // What a mutation brings may be a login; what a read brings first, others know.
  if (!isFirst || asked.why !== undefined) kernel.hooks.identified?.(identity)
  emit(kernel, { kind: 'identity', identity, mutation: asked.why?.mutation })
  return true
}

/**
 * A mutation sent before the present identity became known answered with another one. It may be that former identity, or a login that
 * overtook: only an answer to come can tell, so everything private is asked for again.
 */
export function doubtIdentity(kernel: Kernel): void {
  const doubtedAt = tick(kernel)
  for (const entry of allEntries(kernel.store)) {
    if (entry.isPublic) continue
    if (!isUsed(entry)) {
      dropEntry(kernel.store, entry)
      continue
    }
    for (const slot of entry.slots.values()) if (isAnswered(slot)) slot.staleAt ||= doubtedAt
    want(kernel, entry, { why: becauseOf('identity') })
  }
}

/** The read that brought the news goes on. */
export function dropPrivate(kernel: Kernel, by: { readonly fill?: Fill; readonly why?: Why }): void {
  const why = becauseOf('identity', by.why)
  for (const entries of kernel.hydrated.values()) {
    for (const [key, { isPrivate }] of entries) if (isPrivate) entries.delete(key)
  }
  for (const entry of allEntries(kernel.store)) {
    if (entry.isPublic) continue
    if (entry.fill !== by.fill) entry.fill?.cancel()
    emitEntry(kernel, entry, { action: 'dropped', why })
    if (isUsed(entry)) resetEntry(kernel, entry, why)
    else dropEntry(kernel.store, entry)
  }
}

function resetEntry(kernel: Kernel, entry: Entry, why: Why): void {
  for (const slot of entry.slots.values()) clearSlot(slot)
  entry.etag = undefined
  want(kernel, entry, { why })
  emitEntry(kernel, entry, { action: 'refetched', why })
}
