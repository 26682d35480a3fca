/** One query for a caller who wants its value now: shares a read that is under way, never gives a value older than the question. */
import type { JsonObject } from '@mizan/protocol'
import { type Kernel, tick } from '../kernel.ts'
import { type Arrived, askKey, becauseOf, type Entry, isFetching, type Source } from '../store/entry.ts'
import { addAsk } from '../store/entry-store.ts'
import { findAsk } from '../store/find-ask.ts'
import { collectLater, keep } from '../store/reference.ts'
import { isFresh } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { TransportError } from '../transport/transport-error.ts'

export function fetchQuery<Result>(
  kernel: Kernel,
  source: Source,
  asked: { readonly params: JsonObject; readonly signal: AbortSignal },
): Promise<Result> {
  const { params, signal } = asked
  const ask = findAsk(kernel, source, askKey(source, params)) ?? addAsk(kernel.store, source, params)
  const name = source.only ?? ''
  const askedAt = tick(kernel)
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new TransportError('ABORTED'))
    const finish = () => {
      ask.waiters.delete(waiter)
      signal.removeEventListener('abort', whenAborted)
      collectLater(kernel, ask)
    }
    const whenAborted = () => {
      finish()
      reject(new TransportError('ABORTED'))
    }
    const waiter = (arrived: ReadonlyMap<string, Arrived> | undefined): boolean => {
      const value = arrived?.get(name) ?? heldWithoutRead(ask.entry, name)
      // Voided before the question was asked: the next read answers it.
      if (value === undefined || (value.voidedAt > 0 && value.voidedAt < askedAt)) return false
      finish()
      if (value.error === undefined) resolve(value.data as Result)
      else reject(value.error)
      return true
    }
    signal.addEventListener('abort', whenAborted)
    ask.waiters.add(waiter)
    keep(ask.entry)
    want(kernel, ask.entry, { why: becauseOf('refetch') })
  })
}

/** A merge or a refresh may fill the slot before its read has left. */
function heldWithoutRead(entry: Entry, name: string): Arrived | undefined {
  const slot = entry.slots.get(name)
  if (slot === undefined || isFetching(entry, slot) || !isFresh(slot)) return undefined
  return { data: slot.data, error: slot.error, voidedAt: 0 }
}
