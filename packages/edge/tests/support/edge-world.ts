/** An edge before the fixture application, both in this process: every request that reaches the origin is written down. */

import { signRequest } from '@mizan/protocol'
import type { App } from '@mizan/server'
import { createFixtureApp } from '../../../../protocol/fixture/typescript/app.ts'
import { resetStore } from '../../../../protocol/fixture/typescript/store.ts'
import { createEdge, type Edge, type EdgeOptions } from '../../src/index.ts'

export const CACHE_SECRET = 'fixture-cache-secret'
export const EDGE_SECRET = 'edge-secret-of-these-tests-0123456789'
export const EDGE_URL = 'https://edge.test'
export const ORIGIN_URL = 'https://origin.test'

export interface EdgeWorld {
  readonly edge: Edge
  /** `METHOD /path?query` of what the origin was asked, since this was read last. */
  asked(): string[]
  /** The requests themselves, all of them. */
  readonly requests: readonly Request[]
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  call(fn: string, args: object, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** What the origin answers in place of the fixture, until it is undefined again. */
  answer: ((request: Request) => Response | Promise<Response>) | undefined
  nowMs: number
}

/** The manifest is that of the fixture unless `options` has another. */
export function createWorld(options: Partial<EdgeOptions> = {}, app: App = fixtureApp()): EdgeWorld {
  const requests: Request[] = []
  let seen = 0
  const world: EdgeWorld = {
    edge: createEdge({
      manifest: app.manifestText,
      origin: ORIGIN_URL,
      secrets: { cache: CACHE_SECRET, edge: EDGE_SECRET },
      fetch: async (request) => {
        requests.push(request.clone())
        return world.answer === undefined ? app.fetch(request) : world.answer(request)
      },
      clock: {
        now: () => world.nowMs,
        after: (delayMs, callback) => {
          const timer = setTimeout(callback, delayMs)
          return () => clearTimeout(timer)
        },
      },
      ...options,
    }),
    asked() {
      const fresh = requests.slice(seen).map(({ method, url }) => `${method} ${url.slice(ORIGIN_URL.length)}`)
      seen = requests.length
      return fresh
    },
    requests,
    get: (path, headers = {}) => world.edge.fetch(new Request(EDGE_URL + path, { headers })),
    call: (fn, args, headers = {}) =>
      world.edge.fetch(
        new Request(`${EDGE_URL}/api/mizan/call/`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-fixture-user': '3', ...headers },
          body: JSON.stringify({ fn, args }),
        }),
      ),
    answer: undefined,
    nowMs: Date.now(),
  }
  return world
}

const fixture = createFixtureApp({ onError: () => undefined })

export function fixtureApp(): App {
  resetStore()
  return fixture
}

/** A purge call as an origin sends it. */
export function purgeCall(
  targets: unknown,
  {
    secret = EDGE_SECRET,
    kid,
    nowMs = Date.now(),
    body,
  }: { secret?: string; kid: string; nowMs?: number; body?: string },
): Request {
  const text = body ?? JSON.stringify({ targets, cause: 'c', at: nowMs })
  const signed = { method: 'POST', target: '/_mizan/purge', body: text }
  return new Request(`${EDGE_URL}/_mizan/purge`, {
    method: 'POST',
    body: text,
    headers: { 'mizan-signature': signRequest(signed, { kid, secret }, nowMs) },
  })
}

/** `hit`, or what else stands behind the name of this cache. */
export function statusOf(answer: Response): string | undefined {
  return answer.headers.get('cache-status')?.replace(/^.*mizan-edge; /, '')
}
