/** The origin cache: bundles kept until a mutation makes them stale (SPEC.md, CACHE-10 to CACHE-23). No clock and no randomness of its own. */
import { LEASE_MS } from '@mizan/protocol'
import { type CacheCounters, CacheCounts } from './cache-counters.ts'
import type { Awaitable, CacheStore, StoreRead, TagPlace } from './cache-store.ts'
import { type Fill, Filling, type Outcome } from './fill.ts'
import type { Bundle } from './flights.ts'
import { type Asked, type Bypass, bypass, judgeRead, type Look, type Miss } from './look-up.ts'
import { type MutationLease, takeLease } from './mutation-lease.ts'
import { PendingPurges, type PlacePurge } from './pending-purges.ts'
import { type CacheClock, type CacheProblem, StoreGate } from './store-gate.ts'
import { isPromise, whenAll, whenDone } from './when-done.ts'

export interface CacheOptions {
  readonly store: CacheStore
  readonly clock: CacheClock
  /** 128 random bits as 32 hex digits, another each time: `createRandomTexts`. */
  readonly createRandom: () => string
  /** How long a store may take for one operation: 50. After that it is left alone, at first for 100 ms, at last for 2 s. */
  readonly timeoutMs?: number
  /** How long past its ttl an entry is still answered with while it is filled anew: 0. Never past a purge. */
  readonly staleWhileRevalidateMs?: number
  /** How far replicas that queries read may be behind: 0, there are none. */
  readonly replicaLagMs?: number
  /** Queries can be told to read the primary (`needsPrimary`). */
  readonly hasPrimary?: boolean
  /** Life of a mutation's lease, which is renewed: that of the protocol, 30 s. */
  readonly leaseMs?: number
  /** Told when the store begins to fail, and of fills in the background that do. */
  readonly report?: (problem: CacheProblem) => void
}

export interface Cache {
  /** Whether there is an answer already; else what a run for it has to know. No promise where the store makes none. */
  lookUp(asked: Asked): Awaitable<Look>
  /** Runs the queries after a look that found nothing, once for all who ask meanwhile. */
  fill<Reader, Own>(asked: Asked, look: Miss | Bypass, fill: Fill<Reader, Own>): Awaitable<Outcome<Own>>
  /** Both. An entry past its ttl may answer at once, and is filled anew in the background. */
  bring<Reader, Own>(asked: Asked, fill: Fill<Reader, Own>): Awaitable<Outcome<Own>>
  /** New versions for the tags. Never fails: what the store does not take is delivered before this process reads from it again. */
  purge(places: readonly TagPlace[]): Awaitable<void>
  /** Before the commit of a mutation, or before its run where somebody else commits: on the tags of its static targets. */
  lease(places: readonly TagPlace[]): Awaitable<MutationLease>
  readonly counters: CacheCounters
  /** Purges that the store did not take yet. While there are any this process reads nothing from it; other processes may still see the old answer. */
  readonly isOwing: boolean
  /** Waits for what is on its way to the store, and closes it. */
  close(): Promise<void>
}

export function createCache(options: CacheOptions): Cache {
  return new StoreCache(options)
}

const TIMEOUT_MS = 50

class StoreCache implements Cache {
  readonly #options: Required<CacheOptions>
  readonly #counts = new CacheCounts()
  readonly #gate: StoreGate
  readonly #pending = new PendingPurges()
  readonly #filling = new Filling((asked, miss, bundle) => this.#keep(asked, miss, bundle))
  readonly #underWay = new Set<Promise<unknown>>()
  /** Names of fills in the background. */
  readonly #refills = new Set<string>()
  /** Where to ask whether the store answers again. */
  #lastPlace: TagPlace | undefined
  #isDelivering = false

  constructor(options: CacheOptions) {
    this.#options = withDefaults(options)
    const { clock, timeoutMs, report } = this.#options
    const recover = (): Promise<boolean> => this.#recover()
    this.#gate = new StoreGate({ clock, timeoutMs, report, recover, onOpen: () => this.#deliver() })
  }

  get counters(): CacheCounters {
    return this.#counts.read()
  }

  get isOwing(): boolean {
    return !this.#pending.isEmpty
  }

  lookUp(asked: Asked): Awaitable<Look> {
    if (!this.#canServe()) return this.#judge(asked, undefined)
    this.#lastPlace = asked
    const read = this.#gate.ask('read', () => this.#read(asked))
    return isPromise(read) ? read.then((one) => this.#judge(asked, one)) : this.#judge(asked, read)
  }

  fill<Reader, Own>(asked: Asked, look: Miss | Bypass, fill: Fill<Reader, Own>): Awaitable<Outcome<Own>> {
    return this.#filling.fill(asked, look, fill)
  }

  bring<Reader, Own>(asked: Asked, fill: Fill<Reader, Own>): Awaitable<Outcome<Own>> {
    return whenDone(this.lookUp(asked), (look) => {
      if (look.state !== 'hit') return this.fill(asked, look, fill)
      if (look.expired !== undefined) this.#refill(asked, look.expired, fill)
      return { from: 'store', state: 'hit', entry: look.entry }
    })
  }

  purge(places: readonly TagPlace[]): Awaitable<void> {
    return this.#purge(places)
  }

  lease(places: readonly TagPlace[]): Awaitable<MutationLease> {
    const { store, clock, createRandom, leaseMs } = this.#options
    const purge = (purges: readonly PlacePurge[]): Awaitable<void> => this.#purge(purges)
    this.#lastPlace ??= places[0]
    return takeLease(places, { store, gate: this.#gate, clock, createRandom, leaseMs, purge })
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay)
    await this.#pending.deliver((one) => this.#send(one))
    this.#gate.close()
    await this.#options.store.close()
  }

  /** Not before every purge that this process owes was delivered. */
  #canServe(): boolean {
    return this.#gate.isOpen && this.#pending.isEmpty
  }

  #read(asked: Asked): Awaitable<StoreRead> {
    return this.#options.store.read(asked, this.#options.createRandom())
  }

  #judge(asked: Asked, read: StoreRead | undefined): Look {
    if (read?.isCorrupted === true) this.#counts.corrupted += 1
    const isUsable = read !== undefined && this.#pending.isEmpty
    const look = isUsable ? judgeRead(asked, read, this.#options) : bypass('failing', this.#options)
    this.#counts[look.state] += 1
    return look
  }

  #keep(asked: Asked, { versions, nowMs }: Miss, { body, etag }: Bundle): Awaitable<void> {
    // What this process owes the store may be what makes this very fill stale.
    if (!this.#canServe()) return undefined
    const { store, staleWhileRevalidateMs } = this.#options
    const { fingerprint, pkey, ttlMs } = asked
    const reader = pkey === undefined ? {} : { pkey }
    const entry = { body, etag, fingerprint, ...reader, versions, storedAtMs: nowMs, ttlMs }
    const write = this.#gate.ask('write', () => store.write(asked, entry, ttlMs + staleWhileRevalidateMs))
    return this.#watch(
      whenDone(write, (isKept) => {
        if (isKept === false) this.#counts.voided += 1
      }),
    )
  }

  /** For those who come later; whoever asked was answered. */
  #refill<Reader, Own>(asked: Asked, miss: Miss, fill: Fill<Reader, Own>): void {
    const name = `${asked.key} ${miss.versions.join(' ')}`
    if (this.#refills.has(name) || this.#filling.isUnderWay(asked, miss)) return
    this.#refills.add(name)
    const work = Promise.resolve()
      .then(() => this.fill(asked, miss, fill))
      .catch((error: unknown) => this.#options.report({ operation: 'fill', error }))
      .finally(() => this.#refills.delete(name))
    void this.#watch(work.then(() => undefined))
  }

  #purge(purges: readonly PlacePurge[]): Awaitable<void> {
    return this.#watch(whenAll(purges.map((purge) => this.#purgeOne(purge))))
  }

  #purgeOne(purge: PlacePurge): Awaitable<void> {
    this.#counts.purge += purge.tags.length
    const work = (): Awaitable<true> => this.#toStore(purge)
    return whenDone(this.#gate.insist('purge', work), (isSent) => {
      if (isSent !== true) this.#owe(purge)
    })
  }

  #owe(purge: PlacePurge): void {
    this.#pending.add(purge)
    this.#deliver()
  }

  #send(purge: PlacePurge): Awaitable<true | undefined> {
    return this.#gate.attempt('purge', () => this.#toStore(purge))
  }

  #toStore(purge: PlacePurge): Awaitable<true> {
    const { store, createRandom } = this.#options
    const { lease, leased } = purge
    const made = { random: createRandom(), ...(lease !== undefined && { lease }), ...(leased && { leased }) }
    return whenDone(store.purge(purge, made), (): true => true)
  }

  /** In the background. Where the gate is closed it is done before it opens. */
  #deliver(): void {
    if (this.#isDelivering || !this.#gate.isOpen || this.#pending.isEmpty) return
    this.#isDelivering = true
    const work = this.#pending
      .deliver((purge) => this.#send(purge))
      .then(() => {
        this.#isDelivering = false
        this.#deliver()
      })
    void this.#watch(work)
  }

  /** Delivers what is owed; else ends a lease that nobody has, which changes nothing. */
  async #recover(): Promise<boolean> {
    const { store, createRandom } = this.#options
    const place = this.#lastPlace
    if (!this.#pending.isEmpty) return this.#pending.deliver((purge) => this.#send(purge))
    if (place === undefined) return true
    const work = (): Awaitable<true> => whenDone(store.release(place, createRandom()), (): true => true)
    return (await this.#gate.attempt('release', work)) === true
  }

  #watch(work: Awaitable<void>): Awaitable<void> {
    if (!isPromise(work)) return undefined
    this.#underWay.add(work)
    return work.finally(() => this.#underWay.delete(work))
  }
}

function withDefaults(options: CacheOptions): Required<CacheOptions> {
  return {
    timeoutMs: TIMEOUT_MS,
    staleWhileRevalidateMs: 0,
    replicaLagMs: 0,
    hasPrimary: false,
    leaseMs: LEASE_MS,
    report: () => undefined,
    ...options,
  }
}
