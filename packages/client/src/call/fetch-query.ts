/** One query for a caller who wants its value now: shares a read that is under way, never gives a value older than the question. */
import type { CallOptions, Client } from '../client.ts'
import type { QueryDescriptor } from '../descriptor.ts'
import { firstSince } from '../invalidation/match-entries.ts'
import { type Kernel, tick } from '../kernel.ts'
import { type Arrived, type Entry, keep, type Listener, slotOf } from '../store/entry.ts'
import { encodeParams, readyAsk, sourceOf } from '../store/find-ask.ts'
import { collectLater } from '../store/reference.ts'
import { decodeSlice, IDLE, isFresh, keepsData } from '../store/slot.ts'
import { want } from '../store/want.ts'
import { TransportError } from '../transport/transport-error.ts'

/** Asks the server, sharing a read that is under way; rejects with a ClientError or a declared error. */
export function fetchQuery<Params, Result, Failure>(
  client: Pick<Client, 'kernel'>,
  query: QueryDescriptor<Params, Result, Failure>,
  { params, signal }: CallOptions & { readonly params: NoInfer<Params> },
): Promise<Result> {
  const kernel = client.kernel as Kernel
  const ask = readyAsk(kernel, sourceOf(query), encodeParams(query, params))
  const askedAt = tick(kernel)
  return new Promise((resolve, reject) => {
    const abort = () => {
      finish()
      reject(new TransportError('ABORTED'))
    }
    const finish = () => {
      ask.listeners.delete(listener)
      signal?.removeEventListener('abort', abort)
      collectLater(ask)
    }
    const listener: Listener = (arrived) => {
      const value = valueOf(ask.entry, query.name, arrived)
      // Voided before the question was asked: the next read answers it.
      if (value === undefined || (value.voidedAt > 0 && value.voidedAt < askedAt)) return
      finish()
      if (value.error === undefined) resolve(value.data as Result)
      else reject(value.error)
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort)
    ask.listeners.add(listener)
    keep(ask.entry)
    want(ask.entry, { reason: 'refetch' })
  })
}

interface Value {
  readonly data?: unknown
  readonly error?: unknown
  readonly voidedAt: number
}

function valueOf(entry: Entry, name: string, arrived: Arrived | undefined): Value | undefined {
  const slot = slotOf(entry, name)
  const outcome = arrived?.outcomes.get(name)
  if (slot === undefined) return undefined
  const { data, error, query, staleAt, stampedAt } = slot
  // A merge or a refresh may fill the slot before its read has left.
  if (arrived === undefined || outcome === undefined)
    return slot.phase === IDLE && isFresh(slot) ? { data, error, voidedAt: 0 } : undefined
  const isFailure = keepsData(outcome)
  const voidedAt = isFailure ? 0 : firstSince(arrived.begunAt, entry, name)
  if (stampedAt === arrived.arrivedAt || voidedAt === 0 || isFresh(slot))
    return { data, error, voidedAt: isFailure ? 0 : staleAt }
  try {
    const { wire } = outcome
    return { data: wire === undefined ? wire : decodeSlice(query, wire), error: outcome.error, voidedAt }
  } catch (cause) {
    return { error: cause, voidedAt }
  }
}
