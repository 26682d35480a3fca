/** What an app did since it started, in numbers. */
import type { CacheCounters } from '@mizan/cache'

export interface Counters {
  /** Requests that were answered. */
  readonly requests: number
  /** Requests that are not answered yet, or whose lines still come. */
  readonly underWay: number
  /** By code: answers that were errors, and queries that failed inside a bundle. Codes that never happened are absent. */
  readonly errors: Readonly<Record<string, number>>
  /** Bundles confirmed by 304. */
  readonly notModified: number
  /** Values that mutations gave as the new value of a query. */
  readonly merges: number
  /** Bundles that came with the answer of a mutation. */
  readonly refreshes: number
  /** Targets that were purged, by mutations, `app.invalidate` and replays. */
  readonly invalidations: number
  /** Mutations that were answered with the outcome of an earlier run. */
  readonly replays: number
  /** What the origin cache did; undefined where the app has none. */
  readonly cache: CacheCounters | undefined
}

/** Codes are those of the protocol and the declared ones: there is no more of them than there are declarations. */
export class Counts {
  requests = 0
  underWay = 0
  notModified = 0
  merges = 0
  refreshes = 0
  invalidations = 0
  replays = 0
  readonly #errors = new Map<string, number>()

  countError(code: string): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1)
  }

  /** A copy, for whoever asked. */
  read(cache: CacheCounters | undefined): Counters {
    const { requests, underWay, notModified, merges, refreshes, invalidations, replays } = this
    const errors = Object.fromEntries(this.#errors)
    return { requests, underWay, errors, notModified, merges, refreshes, invalidations, replays, cache }
  }
}
