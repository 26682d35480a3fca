/** When a read is tried again: exponential backoff with jitter, `Retry-After` where the server names it, mutations only by their Idempotency-Key. */
import { isCallError, isProtocolError } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'
import { isTransportError } from './transport-error.ts'

const PASSING_STATUS: ReadonlySet<number | undefined> = new Set([429, 502, 503, 504])

/** Milliseconds until the next try of a read; undefined when there shall be none. `attempt` counts from 0. */
export function retryDelayMs(kernel: Kernel, error: unknown, attempt: number): number | undefined {
  const delayMs = mayPass(error) ? backoffMs(kernel, attempt) : undefined
  const askedMs = isCallError(error) ? (error.retryAfterSeconds ?? 0) * 1000 : 0
  return delayMs === undefined ? undefined : Math.max(delayMs, askedMs)
}

export function backoffMs({ environment, settings }: Kernel, attempt: number): number | undefined {
  const { retryAttempts, retryBaseDelayMs, retryMaxDelayMs } = settings
  if (attempt >= retryAttempts) return undefined
  return Math.min(retryMaxDelayMs, retryBaseDelayMs * 2 ** attempt) * (0.5 + environment.random() / 2)
}

/** Settles after the delay, or at once when the signal aborts. */
export function sleep(kernel: Kernel, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = kernel.environment.setTimer(resolve, delayMs)
    signal.addEventListener('abort', () => {
      cancel()
      resolve()
    })
  })
}

/** Settles when there is a network, or at once when the signal aborts. */
export function whenOnline(kernel: Kernel, signal: AbortSignal): Promise<void> | undefined {
  const { environment } = kernel
  if (environment.isOnline()) return undefined
  return new Promise((resolve) => {
    const end = () => {
      stop()
      resolve()
    }
    const stop = environment.onOnline(end)
    signal.addEventListener('abort', end)
  })
}

function mayPass(error: unknown): boolean {
  if (isTransportError(error)) return true
  return (isCallError(error) || isProtocolError(error)) && PASSING_STATUS.has(error.status)
}
