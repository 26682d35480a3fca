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
type Flag = 'isStale' | 'isFetching' | 'isMutating'

export function useQueryResult<Data, Failure>(
  reader: Reader,
  query: QueryDescriptor<never, Data, Failure>,
  intervalMs?: number,
): QueryResult<Data, Failure> {
  const [shownFlags] = useState(() => new Set<Flag>())
  const subscribe = useCallback(
    (onChange: () => void) => {
      let before = reader.snapshot(query)
      return reader.subscribe(
        () => {
          const after = reader.snapshot(query)
          const isVisible =
            hasNewOutcome(before, after) || [...shownFlags].some((flag) => before[flag] !== after[flag])
          before = after
          if (isVisible) onChange()
        },
        { intervalMs },
      )
    },
    [reader, query, intervalMs, shownFlags],
  )
  const snapshot = useSyncExternalStore(
    subscribe,
    () => reader.snapshot(query),
    () => reader.serverSnapshot(query) as QuerySnapshot<Data, Failure>,
  )
  const refetch = useCallback(() => reader.refetch(), [reader])
  return useMemo(() => toResult(snapshot, refetch, shownFlags), [snapshot, refetch, shownFlags])
}

function hasNewOutcome(
  before: QuerySnapshot<unknown, unknown>,
  after: QuerySnapshot<unknown, unknown>,
): boolean {
  return before.status !== after.status || before.data !== after.data || before.error !== after.error
}

function toResult<Data, Failure>(
  snapshot: QuerySnapshot<Data, Failure>,
  refetch: () => Promise<void>,
  shownFlags: Set<Flag>,
): QueryResult<Data, Failure> {
  const result = {
    status: snapshot.status,
    isPending: snapshot.status === 'pending',
    data: snapshot.data,
    error: snapshot.error,
    refetch,
    get isStale() {
      shownFlags.add('isStale')
      return snapshot.isStale
    },
    get isFetching() {
      shownFlags.add('isFetching')
      return snapshot.isFetching
    },
    get isMutating() {
      shownFlags.add('isMutating')
      return snapshot.isMutating
    },
  }
  return result as QueryResult<Data, Failure>
}
