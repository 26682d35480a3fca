/** What a query hook returns, and the subscription behind it: a component renders again only for what it reads. */
import type { QueryDescriptor, QuerySnapshot, Reader } from '@mizan/client'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'

/** Told apart by `status`, `isPending`, or `error === undefined`. */
export type QueryResult<Data, Failure> =
  | PendingQueryResult
  | SuccessfulQueryResult<Data>
  | FailedQueryResult<Data, Failure>

/** Nothing to show yet, neither data nor an error. */
export interface PendingQueryResult extends QueryActivity {
  readonly status: 'pending'
  readonly isPending: true
  readonly data: undefined
  readonly error: undefined
}

export interface SuccessfulQueryResult<Data> extends QueryActivity {
  readonly status: 'success'
  readonly isPending: false
  readonly data: Data
  readonly error: undefined
}

export interface FailedQueryResult<Data, Failure> extends QueryActivity {
  readonly status: 'error'
  readonly isPending: false
  /** The last data known, where a later read failed in a way that may pass. */
  readonly data: Data | undefined
  readonly error: Failure
}

export interface QueryActivity {
  /** A mutation has changed it since, or it stands in for data that loads: what is shown is the last known. */
  readonly isStale: boolean
  /** A read is under way or about to start. */
  readonly isFetching: boolean
  /** A mutation is under way that will change it. */
  readonly isMutating: boolean
  /** Reads again; settles when the read did, and never rejects: the error is in the result. The same function while the params are. */
  readonly refetch: () => Promise<void>
}

/** Flags that most components do not show. One that never read a flag is not rendered again when it flips. */
const FLAGS = ['isStale', 'isFetching', 'isMutating'] as const

/** Members of a snapshot for which a component renders again. */
type Shown = Set<keyof QuerySnapshot<unknown, unknown>>

export function useQueryResult<Data, Failure>(
  reader: Reader,
  query: QueryDescriptor<never, Data, Failure>,
  intervalMs?: number,
): QueryResult<Data, Failure> {
  const [shown] = useState<Shown>(() => new Set(['status', 'data', 'error']))
  const subscribe = useCallback(
    (onChange: () => void) => {
      let before = reader.snapshot(query)
      return reader.subscribe(
        () => {
          const after = reader.snapshot(query)
          const isVisible = [...shown].some((name) => before[name] !== after[name])
          before = after
          if (isVisible) onChange()
        },
        { intervalMs },
      )
    },
    [reader, query, intervalMs, shown],
  )
  const snapshot = useSyncExternalStore(
    subscribe,
    () => reader.snapshot(query),
    () => reader.serverSnapshot(query) as QuerySnapshot<Data, Failure>,
  )
  const refetch = useCallback(() => reader.refetch(), [reader])
  return useMemo(() => toResult(snapshot, refetch, shown), [snapshot, refetch, shown])
}

function toResult<Data, Failure>(
  snapshot: QuerySnapshot<Data, Failure>,
  refetch: () => Promise<void>,
  shown: Shown,
): QueryResult<Data, Failure> {
  const result = { ...snapshot, isPending: snapshot.status === 'pending', refetch }
  for (const flag of FLAGS) {
    const get = () => {
      shown.add(flag)
      return snapshot[flag]
    }
    Object.defineProperty(result, flag, { get, enumerable: true })
  }
  return result as QueryResult<Data, Failure>
}
