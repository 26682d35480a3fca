/** A reader of one entry: all that a binding uses to show data and to keep it fresh. */
import type { JsonObject } from '@mizan/protocol'

import type { ClientError } from './client-error.ts'
import type { QueryDescriptor } from './descriptor.ts'
import { type Kernel, publish, tick } from './kernel.ts'
import { type Ask, askKey, becauseOf, isFetching, type Source, type Waiter } from './store/entry.ts'
import { addAsk } from './store/entry-store.ts'
import { findAsk } from './store/find-ask.ts'
import { collectLater, keep, mountAsk, unmountAsk } from './store/reference.ts'
import { PENDING, viewSlot } from './store/slot.ts'
import { want, wantMissing } from './store/want.ts'

export interface QuerySnapshot<Result, Failure = ClientError> {
  /** `pending`: neither a value nor an error yet. */
  readonly status: 'pending' | 'success' | 'error'
  readonly data: Result | undefined
  readonly error: Failure | undefined
  /** A mutation has changed it since, or the last read failed: the value is the last one known. */
  readonly isStale: boolean
  /** A read is under way or about to start. */
  readonly isFetching: boolean
  /** A mutation is under way that will change it. */
  readonly isMutating: boolean
}

export interface EntrySnapshot {
  /** `error` when any query failed, else `pending` when any is pending. */
  readonly status: 'pending' | 'success' | 'error'
  /** The error of the first failed query by name. */
  readonly error: unknown
  readonly isStale: boolean
  readonly isFetching: boolean
  readonly isMutating: boolean
}

export interface SubscribeOptions {
  /** Reads again at least this often, for what changes without a mutation of this app; not while one is under way. */
  readonly intervalMs?: number | undefined
}

/** Snapshots are the same object until something in them changed. */
export interface Reader<Result = unknown, Failure = unknown> {
  /** Counts as a reader of the entry until the returned function is called. */
  subscribe(listener: () => void, options?: SubscribeOptions): () => void
  /** Of a query of the bundle; a slice reader has only one and needs no argument. */
  snapshot(): QuerySnapshot<Result, Failure>
  snapshot<R, F>(query: QueryDescriptor<never, R, F>): QuerySnapshot<R, F>
  snapshot(queryName: string): QuerySnapshot<Result, Failure>
  entrySnapshot(): EntrySnapshot
  /** Whether both read the same thing of the same client: bindings make a reader per render and keep the first of equal ones. */
  isSame(other: Reader): boolean
  /** What it reads: the same text for equal params, whatever the order of their names. */
  readonly key: string
  /** The client that it belongs to, by identity alone. */
  readonly owner: object
  /** Reads again; settles when the read did, and never rejects: errors are in the snapshots. */
  refetch(): Promise<void>
  /** Settles when no query is pending any more (for suspense), and never rejects. */
  load(): Promise<void>
}

const PENDING_ENTRY: EntrySnapshot = Object.freeze({
  status: 'pending',
  error: undefined,
  isStale: false,
  isFetching: true,
  isMutating: false,
})

export function createReader(kernel: Kernel, source: Source, params: JsonObject): Reader {
  const key = askKey(source, params)
  const names = Object.keys(source.queries).sort()
  const find = () => findAsk(kernel, source, key)
  const ready = () => find() ?? addAsk(kernel.store, source, params)
  let askedAt = 0
  let subscriptions = 0
  let shown = PENDING_ENTRY

  function view(name: string): QuerySnapshot<unknown, unknown> {
    const ask = find()
    askedAt ||= ask?.loadedAt || tick(kernel)
    const slot = ask?.entry.slots.get(name)
    if (slot !== undefined) return viewSlot(slot, askedAt, isFetching(ask?.entry, slot))
    if (Object.hasOwn(source.queries, name)) return PENDING
    throw new Error(`"${name}" is no query of what this reader reads: ${names.join(', ')}.`)
  }

  const isPending = () => names.some((name) => view(name) === PENDING)

  return {
    key,
    owner: kernel,
    isSame: (other) => other.owner === kernel && other.key === key,
    subscribe(listener: () => void, options?: SubscribeOptions) {
      askedAt ||= tick(kernel)
      subscriptions += 1
      const ask = ready()
      const stop = subscribeAsk(kernel, ask, () => listener())
      const stopPolling = poll(kernel, ask, options?.intervalMs)
      return () => {
        if (!stop()) return
        stopPolling()
        subscriptions -= 1
        // Who comes back later asks anew.
        if (subscriptions === 0) askedAt = 0
      }
    },
    snapshot: (query?: { readonly name: string } | string) =>
      view(typeof query === 'object' ? query.name : (query ?? source.only ?? '')),
    entrySnapshot() {
      const next = summarize(names.map(view))
      if (!isEqual(next, shown)) shown = next
      return shown
    },
    async refetch() {
      const ask = ready()
      want(kernel, ask.entry, { why: becauseOf('refetch') })
      await wait(kernel, ask, (arrived) => arrived !== undefined || isIdle(ask))
    },
    async load() {
      if (!isPending()) return
      const ask = ready()
      ask.loadedAt ||= askedAt
      wantMissing(kernel, ask.entry, 'mount')
      await wait(kernel, ask, () => !isPending())
    },
  } as Reader
}

/** The answer ends the subscription, and says whether it was the first to do so. */
function subscribeAsk(kernel: Kernel, ask: Ask, listener: () => void): () => boolean {
  mountAsk(kernel, ask, listener)
  let isSubscribed = true
  return () => {
    if (!isSubscribed) return false
    isSubscribed = false
    unmountAsk(kernel, ask, listener)
    return true
  }
}

/** Every interval, unless a read or a mutation is under way, whose value will be newer. */
function poll(kernel: Kernel, ask: Ask, intervalMs: number | undefined): () => void {
  if (intervalMs === undefined) return () => undefined
  let cancel = () => {}
  const next = () => {
    cancel = kernel.environment.setTimer(() => {
      const { entry } = ask
      const isBusy = entry.fill !== undefined || [...entry.slots.values()].some((slot) => slot.mutations > 0)
      if (!isBusy) want(kernel, entry, { why: becauseOf('interval') })
      publish(kernel)
      next()
    }, intervalMs)
  }
  next()
  return () => cancel()
}

/** Settles when the waiter answers true; the entry counts as used until then. */
function wait(kernel: Kernel, ask: Ask, isDone: Waiter): Promise<void> {
  return new Promise((resolve) => {
    ask.waiters.add((arrived) => {
      if (!isDone(arrived)) return false
      collectLater(kernel, ask)
      resolve()
      return true
    })
    keep(ask.entry)
    kernel.hooks.used?.()
  })
}

function isEqual(a: EntrySnapshot, b: EntrySnapshot): boolean {
  return (
    a.status === b.status &&
    a.error === b.error &&
    a.isStale === b.isStale &&
    a.isFetching === b.isFetching &&
    a.isMutating === b.isMutating
  )
}

function isIdle({ entry }: Ask): boolean {
  return entry.fill === undefined && ![...entry.slots.values()].some((slot) => slot.isWanted)
}

function summarize(snapshots: readonly QuerySnapshot<unknown, unknown>[]): EntrySnapshot {
  const failed = snapshots.find(({ status }) => status === 'error')
  const isPending = snapshots.some(({ status }) => status === 'pending')
  return {
    status: failed !== undefined ? 'error' : isPending ? 'pending' : 'success',
    error: failed?.error,
    isStale: snapshots.some(({ isStale }) => isStale),
    isFetching: snapshots.some((each) => each.isFetching),
    isMutating: snapshots.some((each) => each.isMutating),
  }
}
