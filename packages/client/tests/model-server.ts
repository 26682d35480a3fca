/** A server as simple as can be, in which every request has three moments: sent, run, answered; the schedule picks each. */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import type { FakeRequest } from './fake-world.ts'

export type Functions = 'user_profile' | 'user_orders'

export const FUNCTIONS: readonly Functions[] = ['user_orders', 'user_profile']

/** What a slice shows: whose answer it is, of which user, in which version. */
export interface Versioned {
  readonly owner: string
  readonly id: number
  readonly version: number
}

interface Run {
  readonly owner: string
  answer?: { readonly body: JsonObject; readonly identity: string }
  /** Called when the answer arrives: what the browser then knows. */
  known?: () => void
}

export interface ModelServer {
  cookie: string
  readonly versions: Map<string, number>
  /** Executes the request with the identity that it was sent with. */
  run(request: FakeRequest, isRefreshing?: boolean): void
  deliver(request: FakeRequest): Promise<void>
  lose(request: FakeRequest): Promise<void>
  change(id: number, functions: readonly Functions[]): void
  /** How often each Idempotency-Key that may be stored was run. */
  readonly runsByKey: ReadonlyMap<string, number>
}

export function createModelServer(): ModelServer {
  const versions = new Map<string, number>()
  const runs = new WeakMap<FakeRequest, Run>()
  /** Answers by owner and Idempotency-Key; a promise of the law, so they are kept for ever. */
  const stored = new Map<string, JsonObject>()
  const runsByKey = new Map<string, number>()
  let last = 0

  function runOf(request: FakeRequest): Run {
    const run = runs.get(request) ?? { owner: request.headers['X-Cookie'] ?? '' }
    runs.set(request, run)
    return run
  }

  function read(owner: string, id: number, name: string): JsonObject {
    return { owner, id, version: versions.get(`${id} ${name}`) ?? 0 }
  }

  function change(id: number, functions: readonly Functions[]): void {
    last += 1
    for (const name of functions) versions.set(`${id} ${name}`, last)
  }

  function bundleOf(owner: string, params: URLSearchParams): JsonObject {
    const chosen = params.getAll('_mizan_fn')
    const names = FUNCTIONS.filter((name) => chosen.length === 0 || chosen.includes(name))
    const id = Number(params.get('user_id'))
    return Object.fromEntries(names.map((name) => [name, read(owner, id, name)]))
  }

  function runCall(request: FakeRequest, run: Run, isRefreshing: boolean): void {
    const {
      user_id: id,
      scope,
      login,
    } = (request.body ?? {}).args as { user_id: number; scope: string; login?: string }
    const owner = login ?? run.owner
    const key = `${run.owner} ${request.headers['Idempotency-Key']}`
    const isStored =
      login === undefined && run.owner !== '-' && request.headers['Idempotency-Key'] !== undefined
    const before = isStored ? stored.get(key) : undefined
    if (before !== undefined) {
      run.answer = { body: before, identity: owner }
      return
    }
    if (isStored) runsByKey.set(key, (runsByKey.get(key) ?? 0) + 1)
    const functions: readonly Functions[] = scope === 'slice' ? ['user_profile'] : FUNCTIONS
    const ids = scope === 'broad' ? [1, 2, 3] : [id]
    for (const each of ids) change(each, functions)
    const params = { user_id: id }
    const target: JsonValue =
      scope === 'broad'
        ? 'user'
        : { context: 'user', params, ...(scope === 'slice' ? { function: 'user_profile' } : {}) }
    const value = read(owner, id, 'user_profile')
    const merge =
      scope === 'merge' ? { merge: [{ context: 'user', function: 'user_profile', params, value }] } : {}
    const mounted = (request.body?.mounted ?? []) as { params: { user_id: number }; functions?: string[] }[]
    const matched = mounted.filter((item) => ids.includes(item.params.user_id))
    const refresh = matched.map((item) => ({
      context: 'user',
      params: item.params,
      bundle: Object.fromEntries(
        (item.functions ?? FUNCTIONS).map((name) => [name, read(owner, item.params.user_id, name)]),
      ),
    }))
    const replay = {
      result: ids.flatMap((each) =>
        functions.map((name) => [`${each} ${name}`, versions.get(`${each} ${name}`) ?? 0]),
      ),
      invalidate: [target],
    }
    if (isStored) stored.set(key, replay)
    const body = {
      ...replay,
      ...merge,
      ...(isRefreshing ? { refresh } : {}),
    }
    run.answer = { body, identity: owner }
    if (login !== undefined) {
      run.known = () => {
        server.cookie = login
      }
    }
  }

  const server: ModelServer = {
    cookie: 'u1.1',
    versions,
    runsByKey,
    change,
    run(request, isRefreshing = false) {
      const run = runOf(request)
      if (run.answer !== undefined) return
      if (request.method === 'POST') return runCall(request, run, isRefreshing)
      run.answer = {
        body: bundleOf(run.owner, new URL(request.url, 'http://x').searchParams),
        identity: run.owner,
      }
    },
    async deliver(request) {
      server.run(request)
      const run = runOf(request)
      const params = new URL(request.url, 'http://x').searchParams
      const isOrders = params.getAll('_mizan_fn').join() !== 'user_profile'
      const entry = `user${isOrders ? `;limit=${params.get('limit') ?? 20}` : ''};user_id=${params.get('user_id')}`
      run.known?.()
      await request.answer(run.answer?.body ?? {}, {
        headers: { 'X-Mizan-Identity': run.answer?.identity ?? '', 'X-Mizan-Entry': entry },
      })
    },
    lose: (request) => request.fail(),
  }
  return server
}
