/** Small ways to wait: without a promise where there is none, and never longer than allowed. */
import type { Clock } from './clock.ts'

export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** `next` with the value: at once where it is there, a promise only where it is still to come. */
export function whenDone<T, R>(value: T | PromiseLike<T>, next: (value: T) => R): R | Promise<Awaited<R>> {
  return isPromise(value) ? (Promise.resolve(value).then(next) as Promise<Awaited<R>>) : next(value)
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
