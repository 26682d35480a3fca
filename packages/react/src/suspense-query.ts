/** Hooks that suspend while there is nothing to show, and throw what a first read failed with to the nearest error boundary. */
import type { QueryDescriptor } from '@mizan/client'
import type { ContextProvider } from './context-provider.tsx'
import { type QueryOptions, useQueryReader } from './query-reader.ts'
import { type QueryActivity, useQueryResult } from './query-result.ts'

/** Always has data. `error` is that of a later read that failed in a way that may pass. */
export interface SuspenseQueryResult<Data, Failure> extends QueryActivity {
  readonly data: Data
  readonly error: Failure | undefined
}

export interface SuspenseQueryHook<Params, Data, Failure> {
  (params?: Params, options?: QueryOptions): SuspenseQueryResult<Data, Failure>
}

export function createSuspenseQueryHook<Params, Data, Failure>(
  query: QueryDescriptor<Params, Data, Failure>,
  provider?: ContextProvider<never>,
): SuspenseQueryHook<Params, Data, Failure> {
  const source = { query, provider }
  return function useSuspenseQuery(params, options) {
    const reader = useQueryReader(source, params, options)
    const result = useQueryResult(reader, query, options?.intervalMs)
    if (result.data !== undefined) return result as SuspenseQueryResult<Data, Failure>
    // Thrown, because `use` wants to be called again when the data is there, and with the same promise. Both calls join a read under way.
    if (result.isPending) throw reader.load()
    // The retry of an error boundary comes back here while the failed query is being read again.
    if (result.isFetching) throw reader.refetch()
    throw result.error
  }
}
