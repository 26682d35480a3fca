/** Answers from the store, filled from the origin, and what makes them stale (SPEC.md, CACHE-12 to CACHE-21, EDGE-4). */
import {
  type Cache,
  type CacheCounters,
  createCache,
  createRandomTexts,
  type Made,
  type TagPlace,
} from '@mizan/cache'
import { HEADER_TOKEN } from '@mizan/protocol'
import type { CacheableRead } from './cacheable-read.ts'
import type { EdgeClock } from './edge-clock.ts'
import type { ReadOptions } from './edge-options.ts'
import { answeredHeaders } from './headers.ts'
import { encodeKept, isAsDerived, isForMany } from './kept-answer.ts'
import type { Origin } from './origin.ts'
import { readBytes } from './read-bytes.ts'
import { replay } from './replay.ts'
import { withStatus } from './status.ts'
import { type WatchedStore, watchStore } from './watch-store.ts'

/** `foreign`: what the origin said to the edge is not what it would say to this client. */
type Filled =
  | { readonly kind: 'kept'; readonly text: string }
  | { readonly kind: 'refused'; readonly answer: Response }
  | { readonly kind: 'foreign' }

/** An answer that was not for everybody: what it was of is left to the origin for so long. */
const LEFT_ALONE_MS = 5000
/** Views have no validator that a store could look at. */
const NO_ETAG = '""'

export class Keeper {
  readonly #options: ReadOptions
  readonly #clock: EdgeClock
  readonly #origin: Origin
  readonly #cache: Cache
  readonly #watched: WatchedStore
  readonly #createRandom = createRandomTexts((bytes) => crypto.getRandomValues(bytes))
  /** By context or view: until when. */
  readonly #leftAlone = new Map<object, number>()

  constructor(options: ReadOptions, clock: EdgeClock, origin: Origin) {
    const { storeTimeoutMs: timeoutMs, report } = options
    this.#watched = watchStore(options.store)
    this.#options = options
    this.#clock = clock
    this.#origin = origin
    this.#cache = createCache({
      store: this.#watched.store,
      clock,
      createRandom: this.#createRandom,
      timeoutMs,
      report,
    })
  }

  get counters(): CacheCounters {
    return this.#cache.counters
  }

  /** Undefined where this request needs an answer of its own. */
  async answer(request: Request, read: CacheableRead): Promise<Response | undefined> {
    if ((this.#leftAlone.get(headOf(read)) ?? 0) > this.#clock.now()) return undefined
    const token = request.headers.get(HEADER_TOKEN)
    const outcome = await this.#cache.bring(read.asked, { run: () => this.#fill(read, token) })
    if (outcome.from === 'nowhere') return undefined
    if (outcome.from === 'store') return replay(request, read, { text: outcome.entry.body, status: 'hit' })
    if (outcome.from === 'flight')
      return replay(request, read, { text: outcome.bundle.body, status: 'fwd=miss; collapsed' })
    const { own, state } = outcome
    if (own.kind === 'kept') return replay(request, read, { text: own.text, status: `fwd=${state}` })
    return own.kind === 'refused' ? own.answer : undefined
  }

  /** Never rejects: what the store does not take is delivered before anything is read from it here. */
  async purge(places: readonly TagPlace[]): Promise<void> {
    if (places.length > 0) await this.#cache.purge(places)
  }

  /** Whether the store took it. Where not, others before the same store do not know. */
  async purgeNow(places: readonly TagPlace[]): Promise<boolean> {
    const { storeTimeoutMs } = this.#options
    const { store } = this.#watched
    const work = Promise.all(
      places.map(async (place) => {
        await store.purge(place, { random: this.#createRandom() })
      }),
    )
    const isDone = await new Promise<boolean>((resolve) => {
      const cancel = this.#clock.after(storeTimeoutMs, () => resolve(false))
      work
        .then(
          () => resolve(true),
          () => resolve(false),
        )
        .finally(cancel)
    })
    if (!isDone) await this.purge(places)
    return isDone
  }

  /** Nothing that has one of these tags is kept or given until then; after that its versions are missing (CACHE-16, CACHE-17). */
  async suspend(places: readonly TagPlace[], lifeMs: number): Promise<void> {
    const lease = this.#createRandom()
    try {
      for (const place of places)
        await this.#watched.store.lease(place, { lease, lifeMs, random: this.#createRandom() })
    } catch {
      this.#clock.after(lifeMs, () => void this.purge(places))
    }
  }

  /** What goes on in the store after an answer. */
  settled(): Promise<unknown> {
    return this.#watched.settled()
  }

  close(): Promise<void> {
    return this.#cache.close()
  }

  async #fill(read: CacheableRead, token: string | null): Promise<Made<Filled>> {
    const { maxEntryBytes, maxHeaderBytes } = this.#options
    const answer = await this.#origin.fill(read, token)
    if (isSameForAll(answer, read)) return { own: { kind: 'refused', answer: passOn(answer) } }
    const isShared = isForMany(answer, read)
    if (isShared && isAsDerived(answer, read, maxHeaderBytes)) {
      const body = toText(await readBytes(answer, maxEntryBytes))
      if (body !== undefined) {
        const text = encodeKept(answer, body)
        return { own: { kind: 'kept', text }, bundle: { body: text, etag: NO_ETAG } }
      }
    }
    answer.body?.cancel().catch(() => undefined)
    // Params that a transform changes and bodies that are too long are for clients to choose: they say nothing of other entries.
    if (answer.status === 200 && !isShared)
      this.#leftAlone.set(headOf(read), this.#clock.now() + LEFT_ALONE_MS)
    return { own: { kind: 'foreign' } }
  }
}

/** One of the manifest's: there are few. */
function headOf({ context, view }: CacheableRead): object {
  return view?.function ?? context
}

/** Refusals that depend on nothing but what stands in the key. */
function isSameForAll({ status }: Response, { reader }: CacheableRead): boolean {
  return reader === undefined && (status === 400 || status === 404 || status === 422 || status >= 500)
}

function passOn(answer: Response): Response {
  const headers = answeredHeaders(answer.headers)
  return withStatus(new Response(answer.body, { status: answer.status, headers }), 'fwd=miss')
}

/** Undefined where there is none, or it is no UTF-8: it could not be given again byte by byte. */
function toText(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
