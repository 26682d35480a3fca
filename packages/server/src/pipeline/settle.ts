/** Small ways to wait: without a promise where there is none, and never longer than allowed. */
import type { Clock } from './clock.ts'

/** Of what the app's own code returned: any object with a `then`, such as a query builder. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Of what this package returned, which is asked many times a request: `in` on objects of every shape is slow. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return value instanceof Promise
}

/** `next` with the value: at once where it is there, a promise only where it is still to come. */
export function whenDone<T, R>(value: T | Promise<T>, next: (value: T) => R): R | Promise<Awaited<R>> {
  return value instanceof Promise ? (value.then(next) as Promise<Awaited<R>>) : next(value)
}

/** The outcome of `work`, or `late()` when that took longer than `limitMs`; `work` goes on by itself. */
export function settleWithin<T>(
  work: Promise<T>,
  clock: Clock,
  bound: { limitMs: number; late: () => T },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(bound.limitMs, () => {
      try {
        resolve(bound.late())
      } catch (error) {
        reject(error)
      }
    })
    work.then(
      (value) => {
        cancel()
        resolve(value)
      },
      (error: unknown) => {
        cancel()
        reject(error)
      },
    )
  })
}
