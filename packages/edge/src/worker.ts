/** An edge as a worker's module: made once for each set of bindings, told of work that outlives an answer. */
import { createEdge, type Edge, type WorkerContext } from './edge.ts'
import type { EdgeOptions } from './edge-options.ts'

export interface EdgeWorker<Bindings extends object> {
  fetch(request: Request, bindings: Bindings, context: WorkerContext): Promise<Response>
}

/** `export default createWorker((env: Env) => ({ … }))`. */
export function createWorker<Bindings extends object>(
  toOptions: (bindings: Bindings) => EdgeOptions,
): EdgeWorker<Bindings> {
  const edges = new WeakMap<Bindings, Edge>()
  return {
    fetch(request, bindings, context) {
      const edge = edges.get(bindings) ?? createEdge(toOptions(bindings))
      edges.set(bindings, edge)
      return edge.fetch(request, context)
    },
  }
}
