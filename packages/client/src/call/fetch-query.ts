/** One query for a caller who wants its value now: shares a read that is under way, never gives a value older than the question. */
import { tick } from '../kernel.ts'
import { type Arrived, type Ask, type Entry, keep, type Waiter } from '../store/entry.ts'
import { collectLater } from '../store/reference.ts'
import { IDLE, isFresh } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { TransportError } from '../transport/transport-error.ts'

export function fetchSlice(ask: Ask, name: string, signal?: AbortSignal): Promise<unknown> {
  const askedAt = tick(ask.entry.kernel)
  return new Promise((resolve, reject) => {
    const abort = () => {
      finish()
      reject(new TransportError('ABORTED'))
    }
    const finish = () => {
      ask.waiters.delete(waiter)
      signal?.removeEventListener('abort', abort)
      collectLater(ask)
    }
    const waiter: Waiter = (arrived) => {
      const value = arrived?.get(name) ?? heldWithoutRead(ask.entry, name)
      // Voided before the question was asked: the next read answers it.
      if (value === undefined || (value.voidedAt > 0 && value.voidedAt < askedAt)) return false
      finish()
      if (value.error === undefined) resolve(value.data)
      else reject(value.error)
      return true
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort)
    ask.waiters.add(waiter)
    keep(ask.entry)
    want(ask.entry, { reason: 'refetch' })
  })
}

/** A merge or a refresh may fill the slot before its read has left. */
function heldWithoutRead({ slots }: Entry, name: string): Arrived | undefined {
  const slot = slots.get(name)
  return slot?.phase === IDLE && isFresh(slot)
    ? { data: slot.data, error: undefined, voidedAt: 0 }
    : undefined
}
