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
  type WorkerContext,
} from '@mizan/edge'
import { createLaggingKv } from '../../packages/edge/tests/support/lagging-kv.ts'

export { MizanVersions } from '@mizan/edge'

const FILLING = 'x'.repeat(1900)

interface Bindings {
  readonly MANIFEST: string
  readonly ORIGIN: string
  readonly SECRETS: EdgeSecrets
  readonly STORE: 'memory' | 'object' | 'lagging' | 'bare'
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

const worker = createWorker((bindings: Bindings) => ({
  manifest: bindings.MANIFEST,
  origin: bindings.ORIGIN,
  secrets: bindings.SECRETS,
  store: createStore(bindings),
}))

export default {
  fetch: (request: Request, bindings: Bindings, context: WorkerContext) =>
    bindings.STORE === 'bare' ? answerBare(request) : worker.fetch(request, bindings, context),
}

/** What workerd itself takes for such an answer: nothing is looked up, verified or remembered. */
function answerBare(request: Request): Response {
  const id = new URL(request.url).searchParams.get('thing_id')
  if (request.method === 'POST') return Response.json({ result: 0 })
  const payload = request.headers.get('x-mizan-token')?.split('.')[1] ?? ''
  const of =
    id ?? (JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { sub: string }).sub
  const bundle = { [id === null ? 'desk' : 'thing']: { of, version: 0, filling: FILLING } }
  return Response.json(bundle, { headers: { 'cache-status': 'mizan-edge; hit' } })
}
