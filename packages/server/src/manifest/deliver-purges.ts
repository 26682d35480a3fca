/** Signed purge calls to edges, so that a mutation that did not pass an edge reaches it (SPEC.md, EDGE-6). */
import {
  encodeTarget,
  HEADER_SIGNATURE,
  LIMITS,
  type NamedSecret,
  signRequest,
  type Target,
} from '@mizan/protocol'
import type { Clock } from '../pipeline/clock.ts'
import type { InvalidationEvent } from '../pipeline/service.ts'

export interface EdgeTarget {
  /** Where the edge answers: `https://www.example`. The call goes to `/_mizan/purge` there. */
  readonly url: string
}

export interface DeliveryOptions {
  readonly edges: readonly EdgeTarget[]
  readonly secret: NamedSecret
  readonly clock: Clock
  /** Told once when an edge begins to fail. */
  readonly report: (error: unknown) => void
  /** For tests. */
  readonly fetch?: typeof fetch
  /** Unix time, milliseconds; for tests. */
  readonly now?: () => number
}

export interface PurgeDelivery {
  /** Settles when every edge that is well took it. One that was away gets it with the next try; nobody waits for that. */
  deliver(event: InvalidationEvent): Promise<void>
  /** Gives each edge that is away one last try. */
  close(): Promise<void>
}

/** Targets that wait for one edge; more become everything. */
const MAX_WAITING = 1000
const TRY_MS = 5000
const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 30_000
const PATH = '/_mizan/purge'

export function createPurgeDelivery(options: DeliveryOptions): PurgeDelivery {
  const edges = options.edges.map(({ url }) => new EdgeQueue(url, options))
  return {
    async deliver(event) {
      await Promise.all(edges.map((edge) => edge.add(event)))
    },
    async close() {
      await Promise.all(edges.map((edge) => edge.close()))
    },
  }
}

class EdgeQueue {
  readonly #url: URL
  readonly #options: DeliveryOptions
  /** Header texts; undefined stands for everything. */
  #waiting: Set<string> | undefined = new Set()
  #cause = ''
  #trying: Promise<void> | undefined
  /** Ends with the try that takes what waits now. */
  #next: Promise<void> | undefined
  #isAway = false
  #backoffMs = FIRST_BACKOFF_MS
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(url: string, options: DeliveryOptions) {
    this.#url = new URL(PATH, url)
    this.#options = options
  }

  async add({ targets, cause }: InvalidationEvent): Promise<void> {
    for (const target of targets) this.#waiting?.add(toText(target))
    if ((this.#waiting?.size ?? 0) > MAX_WAITING) this.#waiting = undefined
    this.#cause = cause ?? ''
    // Who is away is tried again in time: no mutation waits for it.
    if (this.#isAway) return
    await this.#join()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel?.()
    await (this.#next ?? this.#trying)
    if (!this.#isEmpty()) await this.#try()
  }

  #isEmpty(): boolean {
    return this.#waiting?.size === 0
  }

  /** One at a time, so that whoever waits does so for the try that took his targets. */
  #join(): Promise<void> {
    this.#next ??= this.#followTry()
    return this.#next
  }

  async #followTry(): Promise<void> {
    // What is on its way left without these targets.
    await this.#trying
    this.#next = undefined
    if (!this.#isAway) await this.#try()
  }

  /** What came while it was on its way has nobody else to send it. */
  async #retry(): Promise<void> {
    await this.#try()
    if (!this.#isAway && !this.#isEmpty()) await this.#join()
  }

  async #try(): Promise<void> {
    if (this.#isEmpty()) return
    const sent = this.#waiting
    this.#waiting = new Set()
    this.#trying = this.#send(sent).then(
      () => this.#recover(),
      (error: unknown) => this.#fail(sent, error),
    )
    await this.#trying
    this.#trying = undefined
  }

  async #send(targets: ReadonlySet<string> | undefined): Promise<void> {
    const { secret, fetch: send = fetch, now = Date.now } = this.#options
    const at = now()
    const body = toBody(targets, { cause: this.#cause, at })
    const { pathname, search } = this.#url
    const signature = signRequest({ method: 'POST', target: pathname + search, body }, secret, at)
    const answer = await send(this.#url, {
      method: 'POST',
      body,
      redirect: 'error',
      headers: { 'content-type': 'application/json', [HEADER_SIGNATURE]: signature },
      signal: AbortSignal.timeout(TRY_MS),
    })
    await answer.body?.cancel()
    if (!answer.ok)
      throw new Error(`the edge ${this.#url.origin} answered a purge call with ${answer.status}`)
  }

  #recover(): void {
    this.#isAway = false
    this.#backoffMs = FIRST_BACKOFF_MS
  }

  #fail(sent: ReadonlySet<string> | undefined, error: unknown): void {
    this.#waiting = sent && this.#waiting && new Set([...sent, ...this.#waiting])
    if (!this.#isAway) this.#options.report(error)
    this.#isAway = true
    if (this.#isClosed) return
    const delayMs = this.#backoffMs
    this.#backoffMs = Math.min(delayMs * 2, LONGEST_BACKOFF_MS)
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#retry())
  }
}

/** An edge keeps whole bundles: it needs no function. */
function toText({ function: _slice, ...target }: Target): string {
  return encodeTarget(target)
}

/** Where the targets would not fit: a body that says everything. */
function toBody(
  targets: ReadonlySet<string> | undefined,
  { cause, at }: { readonly cause: string; readonly at: number },
): string {
  const whole = JSON.stringify({ targets: targets === undefined ? '*' : [...targets], cause, at })
  const isTooLong = new TextEncoder().encode(whole).length > LIMITS.maxPurgeBytes
  return isTooLong ? JSON.stringify({ targets: '*', cause, at }) : whole
}
