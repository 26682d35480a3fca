/** Waiting only where something has to be waited for: a hit on a synchronous store makes no promise. */

export function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return value instanceof Promise
}

/** `next` with the value: at once where it is there, a promise where it is still to come. */
export function whenDone<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return isPromise(value) ? value.then(next) : next(value)
}

/** Waits for all of them; at once where none is a promise. */
export function whenAll(values: readonly unknown[]): void | Promise<void> {
  return values.some((value) => value instanceof Promise)
    ? Promise.all(values).then(() => undefined)
    : undefined
}
