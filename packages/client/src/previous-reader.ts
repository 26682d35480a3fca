/** Keeps the entry before on screen while the one for changed params loads: paging and searching without a flash of nothing. */
import type { QuerySnapshot, Reader, SubscribeOptions } from './observer.ts'

/** A reader that shows what `previous` shows, marked as stale, for as long as `next` is pending; both are read meanwhile. */
export function withPrevious<Result, Failure>(
  next: Reader<Result, Failure>,
  previous: Reader<Result, Failure>,
): Reader<Result, Failure> {
  // Let go once `next` has something, so that a long walk through pages does not keep every one of them.
  let before: Reader<Result, Failure> | undefined = previous
  const shown = new WeakMap<object, QuerySnapshot<Result, Failure>>()

  function keepShowing(query: string | undefined, snapshot: QuerySnapshot<Result, Failure>): typeof snapshot {
    if (snapshot.status !== 'pending' || before === undefined) return snapshot
    const old = query === undefined ? before.snapshot() : before.snapshot(query)
    if (old.status !== 'success') return snapshot
    const marked = shown.get(old) ?? Object.freeze({ ...old, isStale: true, isFetching: true })
    shown.set(old, marked)
    return marked
  }

  function subscribe(listener: () => void, options?: SubscribeOptions): () => void {
    let stopBefore = before?.subscribe(listener)
    const letGo = () => {
      stopBefore?.()
      stopBefore = undefined
    }
    const stopNext = next.subscribe(() => {
      if (next.entrySnapshot().status !== 'pending') {
        letGo()
        before = undefined
      }
      listener()
    }, options)
    return () => {
      letGo()
      stopNext()
    }
  }

  return {
    ...next,
    subscribe,
    snapshot: (query?: string | { readonly name: string }) => {
      const name = typeof query === 'string' ? query : query?.name
      return keepShowing(name, name === undefined ? next.snapshot() : next.snapshot(name))
    },
  } as Reader<Result, Failure>
}
