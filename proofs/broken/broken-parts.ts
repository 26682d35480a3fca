/** Algorithms with one mistake each: what the proofs must notice. The real thing is wrapped, never edited. */
import type { Asked, Cache, CacheStore, Fill, Outcome } from '@mizan/cache'

/** What stands between an app and its store, as far as a proof may put something else in its place. */
export interface CacheParts {
  readonly store: (store: CacheStore) => CacheStore
  readonly cache: (cache: Cache) => Cache
  readonly asked: (asked: Asked) => Asked
}

/** Runs the queries first, and reads the versions after that. */
export function versionsAfterQueries(cache: Cache): Cache {
  return around(cache, {
    async bring(asked, fill) {
      const look = await cache.lookUp(asked)
      if (look.state === 'hit') return { from: 'store', state: 'hit', entry: look.entry }
      const reloaded = await fill.reload?.()
      if (reloaded !== undefined && reloaded.pkey !== asked.pkey)
        return { from: 'nowhere', state: 'another-reader' }
      const made = await fill.run({ reader: reloaded?.reader, needsPrimary: false })
      return cache.bring(asked, { run: () => made })
    },
  })
}

/** Whoever asks for a key waits for the run that is under way, whenever it began. */
export function joinsOlderFills(cache: Cache): Cache {
  const underWay = new Map<string, Promise<unknown>>()
  return around(cache, {
    bring<Reader, Own>(asked: Asked, fill: Fill<Reader, Own>) {
      const joined = underWay.get(asked.key) as Promise<Outcome<Own>> | undefined
      if (joined !== undefined) return joined
      const run = Promise.resolve(cache.bring(asked, fill)).finally(() => underWay.delete(asked.key))
      underWay.set(asked.key, run)
      return run
    },
  })
}

/** A purge that fails is forgotten. */
export function forgetsPurges(store: CacheStore): CacheStore {
  return {
    ...methodsOf(store),
    async purge(tags, made) {
      try {
        await store.purge(tags, made)
      } catch {
        // Nobody hears of it.
      }
    },
  }
}

/** The lease ends first, then come the new versions. */
export function releasesBeforePurge(store: CacheStore): CacheStore {
  return {
    ...methodsOf(store),
    async purge(tags, { lease, leased = [], random }) {
      if (lease !== undefined)
        await store.release({ context: tags.context, tags: [...tags.tags, ...leased] }, lease)
      await store.purge(tags, { random })
    },
  }
}

/** Whose rights an entry was read with is not looked at. */
export function ignoresPkey(cache: Cache): Cache {
  return around(cache, {
    bring(asked, fill) {
      const { reload } = fill
      const blind = reload && (async () => ({ ...(await reload()), pkey: 'any' }))
      return cache.bring({ ...asked, pkey: 'any' }, { ...fill, ...(blind && { reload: blind }) })
    },
  })
}

function around(cache: Cache, broken: Partial<Pick<Cache, 'bring'>>): Cache {
  return {
    lookUp: (asked) => cache.lookUp(asked),
    fill: (asked, look, fill) => cache.fill(asked, look, fill),
    bring: (asked, fill) => cache.bring(asked, fill),
    purge: (places) => cache.purge(places),
    lease: (places) => cache.lease(places),
    get counters() {
      return cache.counters
    },
    get isOwing() {
      return cache.isOwing
    },
    close: () => cache.close(),
    ...broken,
  }
}

function methodsOf(store: CacheStore): CacheStore {
  return {
    outlivesProcess: store.outlivesProcess,
    read: (place, random) => store.read(place, random),
    write: (place, entry, keepMs) => store.write(place, entry, keepMs),
    purge: (tags, made) => store.purge(tags, made),
    lease: (tags, taken) => store.lease(tags, taken),
    release: (tags, lease) => store.release(tags, lease),
    close: () => store.close(),
  }
}
