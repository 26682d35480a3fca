/** The memory store: as it is, of one process, or as one that several processes share and that outlives them. */
import { type CacheStore, createMemoryStore } from '@mizan/cache'
import { freshContext, type Ground, type Rig } from './ground.ts'

/** Small enough for `evict` to fill it with other tags. */
const MAX_TAG_BYTES = 40_000
const OTHER_TAGS = Array.from({ length: 160 }, (_, index) => `other;index=${index}`)

export const memoryGround: Ground = {
  name: 'memory',
  isShared: false,
  hasClock: true,
  isWaitedFor: false,
  open: (now) => toRig(freshContext(), () => createStore(now)),
  close: () => undefined,
}

/** Leases, restarts and two processes, at the speed of memory. */
export const sharedMemoryGround: Ground = {
  name: 'shared memory',
  isShared: true,
  hasClock: true,
  isWaitedFor: false,
  open(now) {
    const store = createStore(now)
    const shared: CacheStore = {
      outlivesProcess: true,
      read: (place, random) => store.read(place, random),
      write: (place, entry, keepMs) => store.write(place, entry, keepMs),
      purge: (tags, made) => store.purge(tags, made),
      lease: (tags, taken) => store.lease(tags, taken),
      release: (tags, lease) => store.release(tags, lease),
      close: () => undefined,
    }
    return toRig(freshContext(), () => shared)
  },
  close: () => undefined,
}

function createStore(now: () => number): CacheStore {
  return createMemoryStore({ now, maxTagBytes: MAX_TAG_BYTES })
}

function toRig(context: string, connect: () => CacheStore): Rig {
  const stores: CacheStore[] = []
  return {
    context,
    connect() {
      const store = connect()
      stores.push(store)
      return store
    },
    /** The clock does it: leases of the memory are judged by the one that the store was given. */
    lapse: () => undefined,
    evict() {
      for (const store of stores)
        void store.read({ context: 'other', key: 'other', tags: OTHER_TAGS }, '0'.repeat(32))
    },
  }
}
