/** A store whose work can be waited for: in workers what nobody waits for ends with its request. */
import type { Awaitable, CacheStore } from '@mizan/cache'

export interface WatchedStore {
  readonly store: CacheStore
  /** Settles when everything is done that the store was asked for by now. */
  settled(): Promise<unknown>
}

export function watchStore(store: CacheStore): WatchedStore {
  const underWay = new Set<Promise<unknown>>()
  const watch = <Value>(work: Awaitable<Value>): Awaitable<Value> => {
    if (!(work instanceof Promise)) return work
    const settled = work.then(
      () => undefined,
      () => undefined,
    )
    underWay.add(settled)
    void settled.then(() => underWay.delete(settled))
    return work
  }
  return {
    store: {
      outlivesProcess: store.outlivesProcess,
      read: (place, random) => store.read(place, random),
      write: (place, entry, keepMs) => watch(store.write(place, entry, keepMs)),
      purge: (tags, made) => watch(store.purge(tags, made)),
      lease: (tags, taken) => watch(store.lease(tags, taken)),
      release: (tags, lease) => watch(store.release(tags, lease)),
      close: () => store.close(),
    },
    settled: () => Promise.all(underWay),
  }
}
