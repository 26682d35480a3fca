/** What a cache did since it was made, in numbers (SPEC.md, CACHE-23). */

export interface CacheCounters {
  /** Answers from the store, those past their ttl among them. */
  readonly hit: number
  /** Reads that found nothing to answer with: one of them ran the queries, others may have shared its run. */
  readonly miss: number
  /** Reads that ran for themselves, because the store could not be asked or its answer could not be trusted. */
  readonly bypass: number
  /** Tags that were given new versions. */
  readonly purge: number
  /** Fills that were not kept, because a mutation came in between. */
  readonly voided: number
  /** Entries and records that could not be read: misses too. */
  readonly corrupted: number
}

export class CacheCounts {
  hit = 0
  miss = 0
  bypass = 0
  purge = 0
  voided = 0
  corrupted = 0

  /** A copy, for whoever asked. */
  read(): CacheCounters {
    const { hit, miss, bypass, purge, voided, corrupted } = this
    return { hit, miss, bypass, purge, voided, corrupted }
  }
}
