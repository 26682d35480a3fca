/** When something is tried again: exponential backoff with jitter, `Retry-After` where the server names it. */
import type { CallError } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'

/** Milliseconds until the next try of a read; undefined when there shall be none. `attempt` counts from 0. */
export function retryDelayMs(kernel: Kernel, error: unknown, attempt: number): number | undefined {
  const { code, retryAfterSeconds = 0, status } = (error ?? { code: 'PROTOCOL' }) as Partial<CallError>
  const mayPass = status === undefined ? code !== 'PROTOCOL' : [429, 502, 503, 504].includes(status)
  const delayMs = mayPass ? backoffMs(kernel, attempt) : undefined
  return delayMs && Math.max(delayMs, retryAfterSeconds * 1000)
}

export function backoffMs({ environment, options }: Kernel, attempt: number): number | undefined {
  const { attempts = 3, baseDelayMs = 500, maxDelayMs = 30_000 } = options.retry ?? {}
  return attempt < attempts
    ? Math.min(maxDelayMs, baseDelayMs * 2 ** attempt) * (0.5 + environment.random() / 2)
    : undefined
}
