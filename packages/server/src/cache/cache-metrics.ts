/** What the origin cache did, as metrics: one counter each for hits, misses, bypasses, purged tags, voided fills and corrupted entries (SPEC.md, CACHE-23). */
import type { CacheCounters } from '@mizan/cache'
import { type Meter, metrics } from '@opentelemetry/api'
import type { Counters } from '../pipeline/counters.ts'

export interface CacheMetricsOptions {
  /** Default: `metrics.getMeter('@mizan/server')` of the provider that the process registered. */
  readonly meter?: Meter
}

const DESCRIPTIONS: Readonly<Record<keyof CacheCounters, string>> = {
  hit: 'Answers from the store.',
  miss: 'Reads that found nothing to answer with.',
  bypass: 'Reads that ran for themselves, because the store could not be asked or trusted.',
  purge: 'Tags that mutations gave new versions.',
  voided: 'Fills that were not kept, because a mutation came in between.',
  corrupted: 'Entries and records that could not be read.',
}

/** `mizan.cache.hit` and so on, read whenever the process's reader collects. What it returns ends that. */
export function observeCache(
  app: { counters(): Pick<Counters, 'cache'> },
  { meter = metrics.getMeter('@mizan/server') }: CacheMetricsOptions = {},
): () => void {
  const ends = Object.entries(DESCRIPTIONS).map(([name, description]) => {
    const counter = meter.createObservableCounter(`mizan.cache.${name}`, { description })
    const observe: Parameters<typeof counter.addCallback>[0] = (result) => {
      const counters = app.counters().cache
      if (counters !== undefined) result.observe(counters[name as keyof CacheCounters])
    }
    counter.addCallback(observe)
    return () => counter.removeCallback(observe)
  })
  return () => {
    for (const end of ends) end()
  }
}
