/** The worker that is measured: an edge over the store that its binding names. */
import {
  type CacheStore,
  createKvShelf,
  createKvStore,
  createMemoryStore,
  createObjectVersions,
  createVersionedStore,
  createWorker,
  type EdgeSecrets,
  type KvNamespace,
  type ObjectNamespace,
} from '@mizan/edge'
import { createLaggingKv } from '../../packages/edge/tests/support/lagging-kv.ts'

export { MizanVersions } from '@mizan/edge'

interface Bindings {
  readonly MANIFEST: string
  readonly ORIGIN: string
  readonly SECRETS: EdgeSecrets
  readonly STORE: 'memory' | 'object' | 'lagging'
  readonly KV: KvNamespace
  readonly VERSIONS: ObjectNamespace
  readonly LAG_MS: number
  readonly MAX_STALE_MS: number
}

function createStore({ STORE, KV, VERSIONS, LAG_MS, MAX_STALE_MS }: Bindings): CacheStore {
  if (STORE === 'memory') return createMemoryStore()
  if (STORE === 'object') return createVersionedStore(createObjectVersions(VERSIONS), createKvShelf(KV))
  const kv = createLaggingKv({ lagMs: LAG_MS, now: () => Date.now(), random: () => Math.random() })
  return createKvStore({ namespace: kv.place('here'), maxStaleMs: MAX_STALE_MS })
}

export default createWorker((bindings: Bindings) => ({
  manifest: bindings.MANIFEST,
  origin: bindings.ORIGIN,
  secrets: bindings.SECRETS,
  store: createStore(bindings),
}))
