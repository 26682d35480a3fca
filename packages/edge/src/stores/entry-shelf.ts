/** Where entries lie apart from their versions: it may lose them, lag behind and mix up old and new, because each names the versions that it was made with. */
import type { KvNamespace, WorkerCache } from './worker-parts.ts'

export interface EntryShelf {
  get(key: string): Promise<string | undefined>
  /** After `keepMs` it may be dropped. */
  put(key: string, text: string, keepMs: number): Promise<void>
}

/** The shortest time that KV keeps anything for. */
const MIN_KV_SECONDS = 60

export function createKvShelf(namespace: KvNamespace): EntryShelf {
  return {
    get: async (key) => (await namespace.get(`mizan:e:${key}`)) ?? undefined,
    put: (key, text, keepMs) =>
      namespace.put(`mizan:e:${key}`, text, {
        expirationTtl: Math.max(MIN_KV_SECONDS, Math.ceil(keepMs / 1000)),
      }),
  }
}

/** `caches.default`: entries of one place of the network, which each place fills for itself. */
export function createCacheShelf(cache: WorkerCache): EntryShelf {
  const toRequest = (key: string): Request => new Request(`https://entries.mizan.invalid/${key}`)
  return {
    get: async (key) => (await cache.match(toRequest(key)))?.text(),
    put: (key, text, keepMs) =>
      cache.put(
        toRequest(key),
        new Response(text, { headers: { 'cache-control': `max-age=${Math.ceil(keepMs / 1000)}` } }),
      ),
  }
}

/** For tests, and where one process is the whole edge. */
export function createMapShelf(): EntryShelf {
  const entries = new Map<string, string>()
  return {
    get: async (key) => entries.get(key),
    put: async (key, text) => void entries.set(key, text),
  }
}
