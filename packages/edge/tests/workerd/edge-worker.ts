/** The worker of these tests: an edge over the store that its bindings name. */
import {
  type CacheStore,
  createCacheShelf,
  createKvShelf,
  createKvStore,
  createMemoryStore,
  createObjectVersions,
  createVersionedStore,
  createWorker,
  type EdgeSecrets,
  type KvNamespace,
  type ObjectNamespace,
  type WorkerCache,
} from '@mizan/edge'

export { MizanVersions } from '@mizan/edge'

interface Bindings {
  readonly MANIFEST: string
  readonly ORIGIN: string
  readonly SECRETS: EdgeSecrets
  readonly STORE: 'memory' | 'object and KV' | 'object and cache' | 'KV'
  readonly KV: KvNamespace
  readonly VERSIONS: ObjectNamespace
  readonly MAX_STALE_MS: number
}

declare const caches: { readonly default: WorkerCache }

function createStore({ STORE, KV, VERSIONS, MAX_STALE_MS }: Bindings): CacheStore {
  if (STORE === 'memory') return createMemoryStore()
  if (STORE === 'KV') return createKvStore({ namespace: KV, maxStaleMs: MAX_STALE_MS })
  const shelf = STORE === 'object and KV' ? createKvShelf(KV) : createCacheShelf(caches.default)
  return createVersionedStore(createObjectVersions(VERSIONS), shelf)
}

export default createWorker((bindings: Bindings) => ({
  manifest: bindings.MANIFEST,
  origin: bindings.ORIGIN,
  secrets: bindings.SECRETS,
  store: createStore(bindings),
  sessionCookie: 'mizan_session',
}))
