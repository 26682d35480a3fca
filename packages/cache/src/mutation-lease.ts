/** What a mutation holds on tags until it is known what it changed, so that a crash costs bypasses and never the old answer (SPEC.md, CACHE-16, CACHE-17). */
import type { Awaitable, CacheStore, TagPlace } from './cache-store.ts'
import type { PlacePurge } from './pending-purges.ts'
import type { CacheClock, StoreGate } from './store-gate.ts'
import { whenAll, whenDone } from './when-done.ts'

/** Ends once, by `commit` or by `release`; what comes after that does nothing. */
export interface MutationLease {
  /** After the commit, and where nobody knows how the run ended: new versions for the tags, and the end of the lease. */
  commit(places: readonly TagPlace[]): Awaitable<void>
  /** After a refusal or a rollback: nothing was changed. */
  release(): Awaitable<void>
}

export interface LeaseParts {
  readonly store: CacheStore
  readonly gate: StoreGate
  readonly clock: CacheClock
  readonly createRandom: () => string
  readonly leaseMs: number
  readonly purge: (purges: readonly PlacePurge[]) => Awaitable<void>
}

/** Renewed so often in its life: one renewal may be lost. */
const RENEWALS = 3

/** Where the store ends with the process there is nothing to hold, and a commit is a purge. */
export function takeLease(places: readonly TagPlace[], parts: LeaseParts): Awaitable<MutationLease> {
  const lease = new HeldLease(places, parts)
  return parts.store.outlivesProcess ? whenDone(lease.take(), () => lease) : lease
}

class HeldLease implements MutationLease {
  readonly #places: readonly TagPlace[]
  readonly #parts: LeaseParts
  /** Its own for each lease: what arrives late of another one cannot touch it. */
  readonly #id: string
  #cancel: (() => void) | undefined
  #isHeld = false
  #isEnded = false

  constructor(places: readonly TagPlace[], parts: LeaseParts) {
    this.#places = places
    this.#parts = parts
    this.#id = parts.createRandom()
  }

  take(): Awaitable<void> {
    const { clock, leaseMs } = this.#parts
    this.#isHeld = true
    this.#cancel = clock.after(leaseMs / RENEWALS, () => {
      if (!this.#isEnded) void this.take()
    })
    return whenAll(this.#places.map((place) => this.#takeOn(place)))
  }

  commit(places: readonly TagPlace[]): Awaitable<void> {
    if (!this.#end()) return undefined
    return this.#parts.purge(this.#isHeld ? this.#withLease(places) : places)
  }

  release(): Awaitable<void> {
    if (!this.#end() || !this.#isHeld) return undefined
    const { gate, store } = this.#parts
    // A release that fails costs bypasses until the lease lapses.
    return whenAll(
      this.#places.map((place) =>
        gate.ask('release', () => whenDone(store.release(place, this.#id), () => true)),
      ),
    )
  }

  #takeOn(place: TagPlace): Awaitable<true | undefined> {
    const { gate, store, leaseMs, createRandom } = this.#parts
    const taken = { lease: this.#id, lifeMs: leaseMs, random: createRandom() }
    return gate.insist('lease', () => whenDone(store.lease(place, taken), (): true => true))
  }

  /** One purge for each context: a lease must not end before the new versions are there. */
  #withLease(places: readonly TagPlace[]): PlacePurge[] {
    const contexts = new Set([...places, ...this.#places].map(({ context }) => context))
    return [...contexts].map((context) => {
      const tags = tagsOf(places, context)
      const leased = tagsOf(this.#places, context).filter((tag) => !tags.includes(tag))
      return { context, tags, lease: this.#id, leased }
    })
  }

  #end(): boolean {
    if (this.#isEnded) return false
    this.#isEnded = true
    this.#cancel?.()
    return true
  }
}

function tagsOf(places: readonly TagPlace[], context: string): string[] {
  return [...new Set(places.filter((place) => place.context === context).flatMap(({ tags }) => tags))].sort()
}
