/** Readers and mutations without end over several caches of one store, each read compared with what is true. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Asked, type Cache, type CacheStore, createCache, createRandomTexts } from '../../src/index.ts'

export interface Load {
  /** What went wrong for somebody who asked: has to stay empty. */
  readonly failures: readonly unknown[]
  /**
   * Reads that were answered with what a mutation had replaced, though they began when that mutation was answered and its process owed the
   * store nothing any more (SPEC.md, CACHE-21). Before that, a process that cannot reach the store cannot tell the others.
   */
  readonly stale: number
  readonly hits: number
  readonly answers: number
  /** Returns after so many more answers. */
  answerMore(count: number): Promise<void>
  /** Returns after so many more answers from the store. */
  hitMore(count: number): Promise<void>
  /** Returns when every cache has read from its store again. */
  recover(): Promise<void>
  stop(): Promise<void>
}

export interface LoadOptions {
  /** Mutations of each cache are so many turns of the event loop apart. */
  readonly mutationTurns?: number
  readonly timeoutMs?: number
  readonly context?: string
}

const KEYS = 8
const TTL_MS = 600_000

/** One cache for each store, as one process each would have. */
export function startLoad(stores: readonly CacheStore[], options: LoadOptions = {}): Load {
  return new RunningLoad(stores, options)
}

class RunningLoad implements Load {
  readonly failures: unknown[] = []
  stale = 0
  hits = 0
  answers = 0
  /** The database: a number for each key, which mutations make larger. */
  readonly #truth = Array.from({ length: KEYS }, () => 1)
  readonly #caches: readonly Cache[]
  readonly #context: string
  /** What of it no reader may miss any more. */
  readonly #settled = Array.from({ length: KEYS }, () => 1)
  readonly #loops: readonly Promise<void>[]
  #isOver = false

  constructor(
    stores: readonly CacheStore[],
    { mutationTurns = 20, timeoutMs = 200, context = 'user' }: LoadOptions,
  ) {
    this.#caches = stores.map((store) =>
      createCache({ store, clock: CLOCK, createRandom: randomText, timeoutMs }),
    )
    this.#context = context
    this.#loops = this.#caches.flatMap((cache, index) => [
      this.#loop((turn) => this.#read(cache, turn + index)),
      this.#loop((turn) => this.#read(cache, turn * 3 + index)),
      this.#loop((turn) => (turn % mutationTurns === 0 ? this.#mutate(cache, turn + index) : nextTurn())),
    ])
  }

  async answerMore(count: number): Promise<void> {
    const end = this.answers + count
    while (this.answers < end) await nextTurn()
  }

  async recover(): Promise<void> {
    for (const cache of this.#caches) while (await isFailing(cache, this.#context)) await nextTurn()
  }

  async hitMore(count: number): Promise<void> {
    const end = this.hits + count
    while (this.hits < end) await nextTurn()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#loops)
    await Promise.all(this.#caches.map((cache) => cache.close()))
  }

  async #loop(step: (turn: number) => Promise<unknown>): Promise<void> {
    for (let turn = 0; !this.#isOver; turn += 1) {
      try {
        await step(turn)
      } catch (error) {
        this.failures.push(error)
      }
      await nextTurn()
    }
  }

  async #read(cache: Cache, turn: number): Promise<void> {
    const key = turn % KEYS
    const least = this.#settled[key] ?? 0
    const outcome = await cache.bring(toAsked(this.#context, key), {
      run: async () => {
        const own = this.#truth[key] ?? 0
        await nextTurn()
        return { own, bundle: { body: String(own), etag: `"${own}"` } }
      },
    })
    if (outcome.from === 'nowhere') throw new Error('nobody changed')
    const body =
      outcome.from === 'store'
        ? outcome.entry.body
        : outcome.from === 'flight'
          ? outcome.bundle.body
          : outcome.own
    if (Number(body) < least) this.stale += 1
    if (outcome.state === 'hit') this.hits += 1
    this.answers += 1
  }

  async #mutate(cache: Cache, turn: number): Promise<void> {
    const key = turn % KEYS
    const context = this.#context
    const place = { context, tags: [`${context};id=${key}`] }
    const lease = await cache.lease([place])
    const value = (this.#truth[key] ?? 0) + 1
    this.#truth[key] = value
    await nextTurn()
    await lease.commit([place])
    void this.#settle(cache, { key, value })
  }

  async #settle(cache: Cache, { key, value }: { key: number; value: number }): Promise<void> {
    while (cache.isOwing && !this.#isOver) await nextTurn()
    if (!cache.isOwing) this.#settled[key] = Math.max(this.#settled[key] ?? 0, value)
  }
}

const CLOCK = {
  after: (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
const randomText = createRandomTexts((bytes) => crypto.getRandomValues(bytes))

async function isFailing(cache: Cache, context: string): Promise<boolean> {
  const look = await cache.lookUp(toAsked(context, 0))
  return look.state === 'bypass' && look.reason === 'failing'
}

function toAsked(context: string, key: number): Asked {
  return {
    context,
    key: key.toString(16).padStart(64, '0'),
    tags: [context, `${context};id=${key}`],
    fingerprint: '00112233445566ff',
    ttlMs: TTL_MS,
  }
}
