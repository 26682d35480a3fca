/** A reader of one entry: all that a binding uses to show data and to keep it fresh. */
import type { JsonObject } from '@mizan/protocol'
import type { ClientError } from './client-error.ts'
import type { QueryDescriptor } from './descriptor.ts'
import { emit, type Kernel, nothing, publish, tick } from './kernel.ts'
import { type Ask, askKey, type Entry, keep, type Listener, type Source, slotOf } from './store/entry.ts'
import { findAsk, readyAsk } from './store/find-ask.ts'
import { collectLater, mountAsk, unmountAsk } from './store/reference.ts'
import { IDLE, PENDING, steady, viewSlot } from './store/slot.ts'
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
  /** What the server's render showed, for hydration: with the plugin `hydration()` strictly what its state held, else the snapshot. */
  serverSnapshot(query?: QueryDescriptor<never, unknown, unknown> | string): QuerySnapshot<Result, Failure>
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

export function createReader(kernel: Kernel, source: Source, params: JsonObject): Reader {
  const key = askKey(source, params)
  const names = Object.keys(source.queries).sort()
  let askedAt = 0
  let subscriptions = 0
  let shown: EntrySnapshot = PENDING

  const ready = () => readyAsk(kernel, source, params)

  function view(name: string): QuerySnapshot<unknown, unknown> {
    const ask = findAsk(kernel, source, key)
    askedAt ||= ask?.loadedAt || tick(kernel)
    return viewSlot(ask && slotOf(ask.entry, name), askedAt)
  }

  const isPending = () => names.some((name) => view(name) === PENDING)

  return {
    key,
    owner: kernel,
    isSame: (other) => other.owner === kernel && other.key === key,
    subscribe(listener, options) {
      askedAt ||= tick(kernel)
      subscriptions += 1
      return subscribeAsk(ready(), listener, {
        intervalMs: options?.intervalMs,
        ended() {
          // Who comes back later asks anew.
          if (--subscriptions === 0) askedAt = 0
        },
      })
    },
    snapshot: (query?: Named) => view(nameOf(source, query)),
    serverSnapshot: (query?: Named) =>
      kernel.rendered ? kernel.rendered(source, key, nameOf(source, query)) : view(nameOf(source, query)),
    entrySnapshot() {
      shown = steady(shown, summarize(names.map(view)))
      return shown
    },
    async refetch() {
      const ask = ready()
      want(ask.entry, { reason: 'refetch' })
      await wait(ask, (arrived) => !!arrived || isIdle(ask.entry))
    },
    async load() {
      if (!isPending()) return
      const ask = ready()
      ask.loadedAt ||= askedAt
      wantMissing(ask.entry, 'mount')
      await wait(ask, () => !isPending())
    },
  } as Reader
}

function subscribeAsk(
  ask: Ask,
  listener: () => void,
  { ended, intervalMs }: SubscribeOptions & { readonly ended: () => void },
): () => void {
  // One listener may be given twice.
  const own = ask.listeners.has(listener) ? () => listener() : listener
  mountAsk(ask, own)
  const stopPolling = poll(ask, intervalMs)
  return () => {
    if (!ask.listeners.has(own)) return
    unmountAsk(ask, own)
    stopPolling()
    ended()
  }
}

type Named = { readonly name: string } | string

function nameOf({ only = '', queries }: Source, query: Named = only): string {
  const name = typeof query === 'string' ? query : query.name
  if (Object.hasOwn(queries, name)) return name
  throw new Error(`"${name}" is no query of this reader.`)
}

/** Every interval, unless a read or a mutation is under way, whose value will be newer. */
function poll(ask: Ask, intervalMs: number | undefined): () => void {
  const { kernel } = ask.entry
  let cancel = nothing
  const next = () => {
    cancel = kernel.environment.setTimer(() => {
      const { entry } = ask
      const isBusy = !isIdle(entry) || entry.slots.some(({ mutations }) => mutations > 0)
      if (!isBusy) want(entry, { reason: 'interval' })
      publish(kernel)
      next()
    }, intervalMs ?? 0)
  }
  if (intervalMs) next()
  return () => cancel()
}

/** Settles when the waiter answers true; the entry counts as used until then. */
function wait(ask: Ask, isDone: (arrived: unknown) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listener: Listener = (arrived) => {
      if (!isDone(arrived)) return
      ask.listeners.delete(listener)
      collectLater(ask)
      resolve()
    }
    ask.listeners.add(listener)
    keep(ask.entry)
    emit(ask.entry.kernel, { kind: 'used' })
  })
}

function isIdle({ slots }: Entry): boolean {
  return slots.every(({ phase }) => phase === IDLE)
}

function summarize(snapshots: readonly QuerySnapshot<unknown, unknown>[]): EntrySnapshot {
  const has = (status: string) => snapshots.find((each) => each.status === status)
  const is = (flag: 'isStale' | 'isFetching' | 'isMutating') => snapshots.some((each) => each[flag])
  const failed = has('error')
  return {
    status: failed ? 'error' : has('pending') ? 'pending' : 'success',
    error: failed?.error,
    isStale: is('isStale'),
    isFetching: is('isFetching'),
    isMutating: is('isMutating'),
  }
}
