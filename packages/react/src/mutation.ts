/** Hooks that run a mutation and show how the latest run went. */
import {
  type MutateOptions,
  type MutationDescriptor,
  type OptimisticUpdate,
  observeMutation,
} from '@mizan/client'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { useMizanClient } from './provider.tsx'

export interface MutationResult<Args, Data, Failure> {
  /**
   * Runs the mutation; the same function in every render. The promise brings the result of this run, or rejects with its error; when
   * nobody waits for it the rejection is taken as handled, since `error` shows it.
   */
  readonly mutate: (...args: MutateArguments<Args>) => Promise<Data>
  /** Result of the latest run. */
  readonly data: Data | undefined
  /** Error of the latest run; `error?.code` tells the declared ones apart. */
  readonly error: Failure | undefined
  /** The latest run is under way. */
  readonly isPending: boolean
  /** Forgets data and error, and what runs still going on will bring. They are not stopped. */
  readonly reset: () => void
}

/** The arguments may be left out where none is required. A mutation without any refuses others, such as the event of a click. */
export type MutateArguments<Args> = keyof Args extends never
  ? [args?: Record<string, never>, options?: MutateOptions<Args>]
  : Record<never, never> extends Args
    ? [args?: Args, options?: MutateOptions<Args>]
    : [args: Args, options?: MutateOptions<Args>]

export interface MutationOptions<Args> {
  /** What to show before the answer, for every run of this hook: `optimistic((view, args) => …)` of `@mizan/client`. */
  readonly optimistic?: OptimisticUpdate<Args> | undefined
}

export interface MutationHook<Args, Data, Failure> {
  (options?: MutationOptions<Args>): MutationResult<Args, Data, Failure>
}

export function createMutationHook<Args, Data, Failure>(
  mutation: MutationDescriptor<Args, Data, Failure>,
): MutationHook<Args, Data, Failure> {
  return function useMutation(options) {
    const client = useMizanClient()
    // Read when a run begins: an update that is written in the component does not change the identity of `mutate`.
    const latest = useRef(options)
    const observer = useMemo(() => observeMutation(client, mutation, () => latest.current), [client])
    const state = useSyncExternalStore(observer.subscribe, observer.snapshot, observer.snapshot)
    useEffect(() => {
      latest.current = options
    })
    return useMemo(() => {
      const { mutate, reset } = observer
      return { ...state, mutate: mutate as MutationResult<Args, Data, Failure>['mutate'], reset }
    }, [observer, state])
  }
}
