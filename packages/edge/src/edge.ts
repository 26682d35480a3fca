/** An edge: a Fetch handler before an origin, which answers reads from a store and follows what mutations make stale (SPEC.md, EDGE-4 to EDGE-8). */
import type { CacheCounters } from '@mizan/cache'
import { readManifest, type Target } from '@mizan/protocol'
import { createReadPlans, type ReadPlan, type ReadPlans } from './cacheable-read.ts'
import { createLazyClock, type LazyClock } from './edge-clock.ts'
import { type EdgeOptions, type ReadOptions, readOptions } from './edge-options.ts'
import { refuse, refuseUnavailable } from './envelope.ts'
import { Keeper } from './keeper.ts'
import { Origin } from './origin.ts'
import { type EdgePlan, planManifest } from './plan.ts'
import { PURGE_PATH, readPurgeCall } from './purge-call.ts'
import { readBytes } from './read-bytes.ts'
import { Readers } from './reader.ts'
import { isLost, mayBeStaleBy, mayStillRun, staleBy } from './stale-by.ts'
import { withStatus } from './status.ts'
import { placesOf } from './tags.ts'

export interface Edge {
  /** Never rejects. `context` is the one of a worker: it is told of work that goes on after the answer. */
  fetch(request: Request, context?: WorkerContext): Promise<Response>
  /** New versions for what the targets mean. */
  purge(targets: readonly Target[] | '*'): Promise<void>
  counters(): EdgeCounters
  close(): Promise<void>
}

export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void
}

export interface EdgeCounters extends CacheCounters {
  /** Requests that were the origin's to answer. */
  readonly forwarded: number
  /** Signed purge calls that were obeyed. */
  readonly purgeCalls: number
  /** Mutations whose answer was lost. */
  readonly lost: number
}

/** @throws TypeError for options that cannot be meant. */
export function createEdge(options: EdgeOptions): Edge {
  return new StoreEdge(readOptions(options))
}

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE']
/** What a call's body may have for its function to be looked up where its answer is lost. */
const MAX_READ_BODY = 1_048_576

class StoreEdge implements Edge {
  readonly #options: ReadOptions
  readonly #plan: EdgePlan
  readonly #clock: LazyClock
  readonly #origin: Origin
  readonly #keeper: Keeper
  readonly #reads: ReadPlans
  readonly #readers: Readers
  readonly #counts = { forwarded: 0, purgeCalls: 0, lost: 0 }
  #underWay = 0

  constructor(options: ReadOptions) {
    const { clock, originTimeoutMs: deadlineMs, fetch, secrets, origin: url, addressHeader } = options
    this.#options = options
    this.#plan = planManifest(readManifest(options.manifest))
    this.#clock = createLazyClock(clock)
    const signer = secrets.edge[0]
    this.#origin = new Origin({ url, fetch, clock: this.#clock, deadlineMs, signer, addressHeader })
    this.#reads = createReadPlans(this.#plan, secrets.cache)
    this.#readers = new Readers({ secrets, audience: options.audience, sessionCookie: options.sessionCookie })
    this.#keeper = new Keeper(options, this.#clock, this.#origin)
  }

  async fetch(request: Request, context?: WorkerContext): Promise<Response> {
    this.#clock.wake()
    if (this.#underWay >= this.#options.maxRequests) return refuseUnavailable(request)
    this.#underWay += 1
    const work = this.#answer(request)
      .catch(() => refuseUnavailable(request))
      .finally(() => {
        this.#underWay -= 1
      })
    // A client that goes away ends nothing that others wait for.
    context?.waitUntil(work.then(() => this.#keeper.settled()))
    return work
  }

  async purge(targets: readonly Target[] | '*'): Promise<void> {
    await this.#keeper.purge(placesOf(targets, this.#plan))
  }

  counters(): EdgeCounters {
    return { ...this.#keeper.counters, ...this.#counts }
  }

  close(): Promise<void> {
    return this.#keeper.close()
  }

  #answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname === PURGE_PATH) return this.#obey(request)
    // Of a GET alone: another method may change something, whatever it says that it would rather be.
    if (request.method === 'GET' && request.headers.has('upgrade'))
      return this.#origin.upgrade(request, url.pathname + url.search)
    if (SAFE.includes(request.method)) return this.#read(request, url)
    return this.#mutate(request, url)
  }

  async #read(request: Request, url: URL): Promise<Response> {
    const plan = this.#planRead(request, url)
    if (plan.kind === 'refuse')
      return refuse(request, {
        code: 'BAD_REQUEST',
        message: 'The query string is not valid percent-encoded UTF-8.',
      })
    const kept = plan.kind === 'keep' ? await this.#keeper.answer(request, plan.read) : undefined
    if (kept !== undefined) return kept
    this.#counts.forwarded += 1
    const target = plan.kind === 'keep' ? plan.read.target : plan.target
    return withStatus(await this.#origin.forward(request, target), 'fwd=bypass')
  }

  #planRead(request: Request, url: URL): ReadPlan {
    const { headers, method } = request
    const asIs = { kind: 'forward', target: url.pathname + url.search } as const
    const isGet = method === 'GET' || method === 'HEAD'
    if (!isGet) return asIs
    const readReader = () => this.#readers.read(headers, this.#clock.now())
    const plan = this.#reads.plan({ url, headers, readReader })
    const isPlain = !headers.has('range') && isOwnPage(headers.get('origin'), url)
    return plan.kind === 'keep' && !isPlain ? { kind: 'forward', target: plan.read.target } : plan
  }

  async #mutate(request: Request, url: URL): Promise<Response> {
    this.#counts.forwarded += 1
    const path = url.pathname
    const isCall = path === `${this.#plan.base}/call/`
    // Looked at only where the answer is lost.
    const copy = isCall ? request.clone() : undefined
    const body = copy === undefined ? undefined : readBytes(copy, MAX_READ_BODY).catch(() => undefined)
    const asked = { method: request.method, path, readBody: async () => body }
    let answer: Response
    try {
      answer = await this.#origin.forward(request, path + url.search)
    } catch {
      await this.#lose(asked)
      return refuseUnavailable(request)
    }
    if (isLost(answer)) await this.#lose(asked)
    const stale = staleBy(answer.headers, this.#plan)
    // Before anybody hears of it.
    await this.#keeper.purge(stale)
    if (mayStillRun(answer)) await this.#keeper.suspend(stale, this.#options.runDeadlineMs)
    return answer
  }

  async #lose({ readBody, ...asked }: Lost): Promise<void> {
    this.#counts.lost += 1
    const places = mayBeStaleBy({ ...asked, body: await readBody() }, this.#plan)
    await this.#keeper.purge(places)
    await this.#keeper.suspend(places, this.#options.runDeadlineMs)
  }

  async #obey(request: Request): Promise<Response> {
    const { secrets } = this.#options
    const call = await readPurgeCall(request, { secrets: secrets.edge, nowMs: this.#clock.now() })
    if (!call.ok) return refuse(request, call.refused)
    this.#counts.purgeCalls += 1
    const isDone = await this.#keeper.purgeNow(placesOf(call.purge, this.#plan))
    // The origin tries again: other processes before the same store may not know.
    if (!isDone) return refuseUnavailable(request)
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  }
}

interface Lost {
  readonly method: string
  readonly path: string
  readonly readBody: () => Promise<Uint8Array | undefined>
}

/** A page of another origin needs the CORS headers of its own answer. */
function isOwnPage(origin: string | null, url: URL): boolean {
  return origin === null || origin === url.origin
}
