/** Everybody in this process who keeps answers, told what became stale (SPEC.md, When). */

import type { Clock } from '../pipeline/clock.ts'
import type { InvalidationEvent, Service } from '../pipeline/service.ts'
import { isPromise, isThenable } from '../pipeline/settle.ts'

/** May answer a promise: the mutation's own refresh waits for it a while. */
export type InvalidationListener = (event: InvalidationEvent) => unknown

export interface InvalidationListeners {
  /** What it returns ends the subscription. */
  subscribe(listener: InvalidationListener): () => void
  readonly purge: Service['purge']
}

export function createInvalidationListeners(
  report: Service['report'],
  { clock, patienceMs }: { readonly clock: Clock; readonly patienceMs: number },
): InvalidationListeners {
  const listeners = new Set<InvalidationListener>()
  const fail = (error: unknown): false => {
    report({ id: '-', function: undefined, step: 'invalidate', error })
    return false
  }
  const tell = (listener: InvalidationListener, event: InvalidationEvent): Promise<boolean> | boolean => {
    try {
      const done = listener(event)
      return isThenable(done) ? Promise.resolve(done).then(() => true, fail) : true
    } catch (error) {
      return fail(error)
    }
  }
  return {
    subscribe(listener) {
      // Its own object, so that one function subscribed twice is told twice.
      const own: InvalidationListener = (event) => listener(event)
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async purge(event) {
      if (listeners.size === 0) return true
      const told = [...listeners].map((listener) => tell(listener, event))
      if (told.every((one) => !isPromise(one))) return told.every((one) => one === true)
      return new Promise<boolean>((resolve) => {
        const cancel = clock.after(patienceMs, () => resolve(false))
        void Promise.all(told.map((one) => Promise.resolve(one))).then((answers) => {
          cancel()
          resolve(answers.every((one) => one))
        })
      })
    },
  }
}
