/** Which contexts are kept, and for how long (SPEC.md, CACHE-1, CACHE-2, CACHE-7). */
import type { EntryText } from '../pipeline/bundle-text.ts'
import type { RegisteredFunction } from '../registry/registry.ts'
import { RecentMap } from './recent-map.ts'

/** What is the same for every entry of a context that is kept. */
export interface ContextPlan {
  readonly ttlMs: number
  /** By query; zeros count as absent. */
  readonly revs: Readonly<Record<string, number>>
  /** By query string as it arrived, where nothing but the IR decides what it means. */
  readonly entries: RecentMap<EntryText>
}

/** Of each context. */
const REMEMBERED_ENTRIES = 500

const MS_PER_SECOND = 1000

/** From the queries of a bundle; undefined where one of them does not ask for it, or has a guard of the app's own. */
export function planContext(queries: readonly RegisteredFunction[]): ContextPlan | undefined {
  const seconds = queries.map(({ cacheSeconds, guard }) =>
    guard?.kind === 'custom' ? Number.NaN : (cacheSeconds ?? Number.NaN),
  )
  const ttlMs = Math.min(...seconds) * MS_PER_SECOND
  if (Number.isNaN(ttlMs)) return undefined
  const revs = Object.fromEntries(queries.map(({ name, rev }) => [name, rev]))
  return { ttlMs, revs, entries: new RecentMap(REMEMBERED_ENTRIES) }
}

/** Why queries that ask to be kept are not; undefined where none asks, or nothing is in the way. */
export function describeUncacheable(queries: readonly RegisteredFunction[]): string | undefined {
  const asking = queries.filter(({ cacheSeconds }) => cacheSeconds !== undefined)
  const guarded = queries.find(({ guard }) => guard?.kind === 'custom')
  if (guarded === undefined || asking.length === 0) return undefined
  const names = asking.map(({ name }) => name).join(', ')
  return `the context ${guarded.context} is not cached, although ${names} asked for it: the guard of ${guarded.name} is a function, whose answer no key can hold`
}
