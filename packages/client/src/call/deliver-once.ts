/** Asks again for a lost answer of a mutation, by its Idempotency-Key, so that it runs once (SPEC.md, Idempotency). */
import { HEADER_IDEMPOTENCY_KEY } from '@mizan/protocol'
import type { MutationCall } from '../client-kernel.ts'
import { readError } from '../transport/read-error.ts'
import { backoffMs } from '../transport/retry.ts'
import type { Came, Outgoing } from '../transport/send.ts'
import { type TransportError } from '../transport/transport-error.ts'
import { isJsonObject } from '../values/share-json.ts'
import { type Call, deliver } from './mutate.ts'

/** `deliver` of a generated descriptor. */
export async function deliverOnce(started: MutationCall, outgoing: Outgoing): Promise<Came> {
  const call = started as Call
  const { kernel, signal } = call
  const { environment, identity, options } = kernel
  // Servers keep nothing for anonymous callers, and for another one it would be another call.
  const isKept = identity !== undefined && identity !== '-' && options.idempotency !== false
  const key = isKept ? environment.createId?.() : undefined
  if (key === undefined) return deliver(call, outgoing)
  const headers = { [HEADER_IDEMPOTENCY_KEY]: key }
  for (let attempt = 0; ; attempt += 1) {
    const came = await deliver(call, { ...outgoing, headers })
    const delayMs = isLost(came) && identity === kernel.identity ? backoffMs(kernel, attempt) : undefined
    if (delayMs === undefined) return came
    await pause(call, (done) => environment.setTimer(done, delayMs))
    if (!environment.isOnline()) await pause(call, (done) => environment.onOnline(done))
    if (signal?.aborted || identity !== kernel.identity) return came
  }
}

/** No answer tells whether it ran; CONFLICT with `retryable` tells that it runs still (IDEM-4). */
function isLost(came: Came): boolean {
  if (came instanceof Error) {
    const { code } = came as TransportError
    return code === 'CONNECTION' || code === 'OFFLINE'
  }
  if (came.status !== 409) return came.status >= 502 && came.status <= 504
  const { code, details } = readError(came) as { code: string; details?: unknown }
  return code === 'CONFLICT' && isJsonObject(details) && details.retryable === true
}

/** Until it is done, or the caller aborts. */
function pause({ signal }: Call, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stop()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const stop = begin(end)
    signal?.addEventListener('abort', end)
  })
}
