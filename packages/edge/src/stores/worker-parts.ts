/** What a worker's platform offers, as far as the stores need it: the shapes of its bindings, without its types (SPEC.md, EDGE-8). */

/** Workers KV: eventually consistent. */
export interface KvNamespace {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options: { readonly expirationTtl: number }): Promise<void>
}

/** `caches.default`, or one that was opened: of one place of the network. */
export interface WorkerCache {
  match(request: Request): Promise<Response | undefined>
  put(request: Request, response: Response): Promise<void>
}

/** A namespace of Durable Objects: one object by name in the whole network. */
export interface ObjectNamespace<Id = unknown> {
  idFromName(name: string): Id
  get(id: Id): { fetch(url: string, init: RequestInit): Promise<Response> }
}

/** What a Durable Object is given of itself. */
export interface ObjectState {
  readonly storage: {
    get(key: string): Promise<unknown>
    put(key: string, value: unknown): Promise<void>
  }
  blockConcurrencyWhile(work: () => Promise<void>): Promise<void>
}
