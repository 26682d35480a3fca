/** A reader of one entry: all that a binding uses to show data and to keep it fresh. */

import type { ClientError } from './client-error.ts'
import type { QueryDescriptor } from './descriptor.ts'

export interface QuerySnapshot<Result, Failure = ClientError> {
  /** `pending`: neither a value nor an error yet. */
  readonly status: 'pending' | 'success' | 'error'
  readonly data: Result | undefined
  readonly error: Failure | undefined
  /** A mutation has changed it since, or the last read failed: the value is the last one known. */
  readonly isStale: boolean
  /** A read is under way or about to start. */
  readonly isFetching: boolean
}

export interface EntrySnapshot {
  /** `error` when any query failed, else `pending` when any is pending. */
  readonly status: 'pending' | 'success' | 'error'
  /** The error of the first failed query by name. */
  readonly error: unknown
  readonly isStale: boolean
  readonly isFetching: boolean
}

/** Snapshots are the same object until something in them changed. */
export interface Reader<Result = unknown, Failure = ClientError> {
  /** Counts as a reader of the entry until the returned function is called. */
  subscribe(listener: () => void): () => void
  /** Of a query of the bundle; a slice reader has only one and needs no argument. */
  snapshot(): QuerySnapshot<Result, Failure>
  snapshot<R, F>(query: QueryDescriptor<never, R, F>): QuerySnapshot<R, F>
  snapshot(queryName: string): QuerySnapshot<Result, Failure>
  entrySnapshot(): EntrySnapshot
  /** Whether both read the same thing of the same client: bindings make a reader per render and keep the first of equal ones. */
  isSame(other: Reader<never, never>): boolean
  /** Reads again; settles when the read did, and never rejects: errors are in the snapshots. */
  refetch(): Promise<void>
  /** Settles when no query is pending any more (for suspense), and never rejects. */
  load(): Promise<void>
}

/** A reader that shows what `previous` shows, marked as stale, for as long as `next` is pending. Its subscribers read both meanwhile. */
export declare function withPrevious<Result, Failure>(
  next: Reader<Result, Failure>,
  previous: Reader<Result, Failure>,
): Reader<Result, Failure>
