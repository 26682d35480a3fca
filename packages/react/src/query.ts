/** Hooks that read one query and render again when its data, its error or a flag on screen changes. */
import type { QueryDescriptor } from '@mizan/client'
import type { ContextProvider } from './context-provider.tsx'
import { type QueryOptions, useQueryReader } from './query-reader.ts'
import { type QueryResult, useQueryResult } from './query-result.ts'

/** Without params it reads from the nearest provider of its context; with params, or when it has none to give, the query alone. */
export interface QueryHook<Params, Data, Failure> {
  (params?: Params, options?: QueryOptions): QueryResult<Data, Failure>
}

export function createQueryHook<Params, Data, Failure>(
  query: QueryDescriptor<Params, Data, Failure>,
  provider?: ContextProvider<never>,
): QueryHook<Params, Data, Failure> {
  const source = { query, provider }
  return function useQuery(params, options) {
    return useQueryResult(useQueryReader(source, params, options), query, options?.intervalMs)
  }
}
