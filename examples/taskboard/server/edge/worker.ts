/** The demo's edge: answers from its store, and tells the page what it did in `Server-Timing`, which scripts of a page may read. */
import { createEdge, type Edge, type WorkerContext } from '@mizan/edge'

interface Bindings {
  readonly MANIFEST: string
  readonly ORIGIN: string
  readonly CACHE_SECRET: string
  readonly EDGE_SECRET: string
}

const edges = new WeakMap<Bindings, Edge>()

export default {
  async fetch(request: Request, bindings: Bindings, context: WorkerContext): Promise<Response> {
    const answer = await edgeOf(bindings).fetch(request, context)
    const did = /mizan-edge; (hit|fwd=miss|fwd=bypass)/.exec(answer.headers.get('cache-status') ?? '')?.[1]
    const targets = request.method === 'GET' ? null : answer.headers.get('x-mizan-invalidate')
    const told = new Response(answer.body, answer)
    if (did !== undefined)
      told.headers.append('server-timing', `mizan-edge;desc="${did.replace('fwd=', '')}"`)
    if (targets !== null) told.headers.append('server-timing', `mizan-purge;desc="${targets}"`)
    return told
  },
}

function edgeOf(bindings: Bindings): Edge {
  const { MANIFEST, ORIGIN, CACHE_SECRET, EDGE_SECRET } = bindings
  const edge =
    edges.get(bindings) ??
    createEdge({ manifest: MANIFEST, origin: ORIGIN, secrets: { cache: CACHE_SECRET, edge: EDGE_SECRET } })
  edges.set(bindings, edge)
  return edge
}
