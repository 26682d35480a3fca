/** A run of the queries on behalf of a reader, and what of it is kept and shared (SPEC.md, CACHE-12, CACHE-13, CACHE-20). */
import type { Awaitable, CacheEntry } from './cache-store.ts'
import { type Bundle, Flights } from './flights.ts'
import type { Asked, Bypass, Miss } from './look-up.ts'
import { isPromise, whenDone } from './when-done.ts'

export interface Fill<Reader, Own> {
  /**
   * Loads the reader anew, after the versions were read: what was loaded before must not reach a query. Left out where the context is public.
   * Not asked for a bypass.
   */
  readonly reload?: () => Awaitable<Reloaded<Reader>>
  /** Runs the queries, in a transaction or snapshot begun after this call. `reader` is the one of `reload`; undefined where it was not asked. */
  readonly run: (facts: RunFacts<Reader>) => Awaitable<Made<Own>>
}

export interface Reloaded<Reader> {
  readonly pkey: string
  readonly reader: Reader
}

export interface RunFacts<Reader> {
  readonly reader: Reader | undefined
  readonly needsPrimary: boolean
}

export interface Made<Own> {
  /** What the reader who ran it is answered with. */
  readonly own: Own
  /** What every reader of the key may have. Absent, and nothing is kept or shared: the run was tainted, or a query failed. */
  readonly bundle?: Bundle
}

/** `from` says where the answer comes from: the store, this reader's own run, or another's that was under way. */
export type Outcome<Own> =
  | { readonly from: 'store'; readonly state: 'hit'; readonly entry: CacheEntry }
  | {
      readonly from: 'run'
      readonly state: 'miss' | 'bypass'
      readonly own: Own
      readonly settleMs?: number
    }
  | { readonly from: 'flight'; readonly state: 'miss'; readonly bundle: Bundle }
  /** The reader's rights changed meanwhile: begin again, from the guards on. */
  | { readonly from: 'nowhere'; readonly state: 'another-reader' }

const ANOTHER_READER = { from: 'nowhere', state: 'another-reader' } as const

/** Keeps the bundle; settles when the store has it or refused it. */
export type Keep = (asked: Asked, miss: Miss, bundle: Bundle) => Awaitable<void>

export class Filling {
  readonly #flights = new Flights()
  readonly #keep: Keep

  constructor(keep: Keep) {
    this.#keep = keep
  }

  /** A promise only where the run makes one, or another run is waited for. */
  fill<Reader, Own>(asked: Asked, look: Miss | Bypass, fill: Fill<Reader, Own>): Awaitable<Outcome<Own>> {
    if (look.state === 'bypass') return runApart(look, fill)
    const flight = this.#flights.join(asked, look)
    if (flight === undefined) return this.#run(asked, look, fill)
    return flight.then((bundle) =>
      bundle === undefined ? this.#run(asked, look, fill) : { from: 'flight', state: 'miss', bundle },
    )
  }

  isUnderWay(asked: Asked, look: Miss): boolean {
    return this.#flights.join(asked, look) !== undefined
  }

  #run<Reader, Own>(asked: Asked, miss: Miss, fill: Fill<Reader, Own>): Awaitable<Outcome<Own>> {
    const made = runAsReader(asked, miss, fill)
    if (!isPromise(made)) {
      void this.#finish(asked, miss, made)
      return toOutcome(made)
    }
    const finished = made.then(
      (one) => ({ bundle: one?.bundle, kept: this.#finish(asked, miss, one) }),
      () => ({ bundle: undefined, kept: undefined }),
    )
    this.#flights.begin(asked, miss, {
      shared: finished.then(({ bundle }) => bundle),
      ended: finished.then(({ kept }) => kept),
    })
    // After the bundle was handed to the store: who hears this answer and asks again comes later.
    return finished.then(() => made.then(toOutcome))
  }

  #finish<Own>(asked: Asked, miss: Miss, made: Made<Own> | undefined): Awaitable<void> {
    if (made === undefined) return undefined
    this.#flights.noteShared(asked, made.bundle !== undefined)
    return made.bundle && this.#keep(asked, miss, made.bundle)
  }
}

/** Undefined when the reader is another by now. */
function runAsReader<Reader, Own>(
  asked: Asked,
  { needsPrimary }: Miss,
  { reload, run }: Fill<Reader, Own>,
): Awaitable<Made<Own> | undefined> {
  if (reload === undefined) return run({ reader: undefined, needsPrimary })
  return whenDone(reload(), ({ pkey, reader }) =>
    pkey === asked.pkey ? run({ reader, needsPrimary }) : undefined,
  )
}

function runApart<Reader, Own>(look: Bypass, { run }: Fill<Reader, Own>): Awaitable<Outcome<Own>> {
  const { needsPrimary, settleMs } = look
  return whenDone(run({ reader: undefined, needsPrimary }), ({ own }) => ({
    from: 'run' as const,
    state: 'bypass' as const,
    own,
    ...(settleMs !== undefined && { settleMs }),
  }))
}

function toOutcome<Own>(made: Made<Own> | undefined): Outcome<Own> {
  return made === undefined ? ANOTHER_READER : { from: 'run', state: 'miss', own: made.own }
}
