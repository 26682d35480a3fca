/** The origin cache as the pipeline uses it: which bundles it keeps, where, and what a mutation tells it (SPEC.md, Origin cache). */
import { type Awaitable, type Cache, createCache, createRandomTexts, type MutationLease } from '@mizan/cache'
import type { Target } from '@mizan/protocol'
import type { CacheOptions } from '../app/cache-options.ts'
import type { Clock } from '../pipeline/clock.ts'
import type { Service, WireContext } from '../pipeline/service.ts'
import type { Registry } from '../registry/registry.ts'
import { createBundlePlaces, type ToPlace } from './bundle-places.ts'
import { type ContextPlan, describeUncacheable, planContext } from './context-plan.ts'
import { toTagPlaces } from './target-places.ts'

export interface BundleCache {
  readonly cache: Cache
  /** Undefined for a context that is not kept. */
  planOf(context: WireContext): ContextPlan | undefined
  readonly toPlace: ToPlace
  /** Mutations take leases: a crash between their commit and their purge must not leave the old answer behind. */
  readonly hasLeases: boolean
  /** Nothing that is read so soon after a mutation may be kept or refreshed; 0 when queries can read what was written. */
  readonly settleMs: number
  /** Queries that are run right after a mutation must read the primary. */
  readonly isPrimaryNeeded: boolean
  purge(targets: readonly Target[], lease: MutationLease | undefined): Awaitable<void>
  lease(targets: readonly Target[]): Awaitable<MutationLease>
}

export interface BundleCacheParts {
  readonly registry: Registry
  readonly contexts: Iterable<WireContext>
  readonly secret: string
  readonly clock: Clock
  readonly report: Service['report']
  readonly warnOnce: Service['warnOnce']
}

export function createBundleCache(options: CacheOptions, parts: BundleCacheParts): BundleCache {
  const { registry, clock, report } = parts
  const { replicaLagMs = 0, hasPrimary = false } = options
  const cache = createCache({
    ...options,
    clock,
    createRandom: createRandomTexts((bytes) => crypto.getRandomValues(bytes)),
    report: ({ operation, error }) =>
      report({
        id: '-',
        function: undefined,
        step: 'read-cache',
        error: new Error(`cache: ${operation} failed`, { cause: error }),
      }),
  })
  const plans = new Map([...parts.contexts].map((context) => [context, planOf(context, parts)]))
  return {
    cache,
    planOf: (context) => plans.get(context),
    toPlace: createBundlePlaces(parts.secret),
    hasLeases: options.store.outlivesProcess,
    settleMs: hasPrimary ? 0 : replicaLagMs,
    isPrimaryNeeded: hasPrimary && replicaLagMs > 0,
    purge(targets, lease) {
      const places = toTagPlaces(targets, registry)
      return lease === undefined ? cache.purge(places) : lease.commit(places)
    },
    lease: (targets) => cache.lease(toTagPlaces(targets, registry)),
  }
}

function planOf({ queries }: WireContext, { warnOnce }: BundleCacheParts): ContextPlan | undefined {
  const problem = describeUncacheable(queries)
  if (problem !== undefined) warnOnce(problem)
  return planContext(queries)
}
