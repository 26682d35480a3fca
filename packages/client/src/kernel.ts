/** The state of one client and the few operations that every room of the kernel uses. Nothing in it is shared between clients. */
import type { JsonValue } from '@mizan/protocol'
import { browserEnvironment } from './browser-environment.ts'
import type { Call } from './call/mutate.ts'
import type { ClientOptions } from './client.ts'
import type { ClientKernel } from './client-kernel.ts'
import type { MutationDescriptor } from './descriptor.ts'
import type { Environment } from './environment.ts'
import type { EntryAction, MutationEvent, SkewEvent, Why } from './events/client-event.ts'
import type { DehydratedEntry } from './hydration.ts'
import type { SeenTarget } from './invalidation/seen-target.ts'
import type { QuerySnapshot } from './observer.ts'
import type { Arrived, Ask, Entry, Fill, Group, Source } from './store/entry.ts'
import type { Slot } from './store/slot.ts'
import type { Csrf } from './transport/csrf.ts'
import type { Answer, Exchange, Outgoing } from './transport/send.ts'

/** What happens, for whoever wants to know: the events of an app, tabs, observers of mutations. */
export type KernelEvent =
  /** Something is shown, waited for or changed: from now on other tabs matter. */
  | { readonly kind: 'used' }
  /** Targets of this client's own doing. */
  | { readonly kind: 'told'; readonly targets: readonly SeenTarget[]; readonly why: Why }
  | {
      readonly kind: 'read' | 'entry'
      readonly entry: Entry
      readonly action?: EntryAction
      /** Without: all of it. */
      readonly slots?: readonly Slot[]
      readonly why?: Why
    }
  /** Effects of these are in place; each slot says what became of it. */
  | { readonly kind: 'applied'; readonly entries: ReadonlySet<Entry>; readonly why: Why }
  | {
      readonly kind: 'mutation'
      readonly call: Call
      readonly status: MutationEvent['status']
      readonly targets?: readonly SeenTarget[]
      readonly why?: Why
      readonly error?: unknown
    }
  /** `isNews`: other tabs may not know it yet. */
  | {
      readonly kind: 'identity'
      readonly identity: string
      readonly isNews: boolean
      readonly mutation: number | undefined
    }
  | SkewEvent

export interface Kernel extends ClientKernel {
  readonly options: ClientOptions
  readonly environment: Environment
  readonly baseUrl: string
  /** Sends the read of the wanted slots of an entry. */
  readonly startRead: (entry: Entry, wanted: readonly Slot[]) => void
  /** What goes over the network, with the tokens that it needs. */
  exchange: Exchange
  /** Of the identity known last; undefined: the next POST looks for one. */
  csrf?: Csrf | undefined
  /** Those who are refused meanwhile share the answer. */
  csrfQuestion?: Promise<void> | undefined
  readonly asks: Map<string, Ask>
  /** By context. */
  readonly groups: Map<string, Group[]>
  /** Requests under way, by the tick at which they were sent: in order. */
  readonly flights: Set<number>
  /** Targets and merges seen while requests are under way: what voids an answer that began before them. */
  log: { readonly target: SeenTarget; readonly seenAt: number }[]
  /** Requests under way, by when they are given up: in order, as all have the same time. */
  readonly deadlines: Set<Deadline>
  cancelDeadlines: () => void
  /** Entries that wait for the next microtask to be read. */
  readonly queue: Set<Entry>
  /** Entries with news for their readers. */
  readonly changed: Set<Entry>
  readonly listeners: Set<(event: KernelEvent) => void>
  /** Mutations that are under way or wait for their turn. */
  readonly turns: Set<object>
  /** Puts an entry of a server's render in place, before it is asked for. */
  hydrate?: (source: Source, key: string) => void
  /** What a server's render held of a query, whatever came since. */
  rendered?: (source: Source, key: string, name: string) => QuerySnapshot<unknown, unknown>
  /** Forgets entries of a server's render that nobody read yet. */
  forgetHydrated?: (isGone: (entry: DehydratedEntry) => boolean) => void
  /** Looks at an answer first; undefined: ask again, past every cache. */
  received?: (answer: Answer, asked: Received) => Answer | undefined
  /** How the body of a read is asked for and taken apart as it arrives. */
  stream?: (fill: Fill, request: Outgoing) => Partial<Outgoing>
  /** X-Mizan-Identity known last, and the tick at which it came. */
  identity: string | undefined
  identityAt: number
  /** Counts what happens: every request, answer and target has its own tick. */
  lastTick: number
  mutations: number
  /** Subscribed readers, and what ends listening to focus and network once there is none. */
  mounted: number
  stopWatching: () => void
}

export interface Deadline {
  readonly atMs: number
  readonly giveUp: () => void
}

/** A context, or a mutation, which has `affects`. */
export type Received = Pick<MutationDescriptor<never, unknown>, 'name' | 'schema'> & {
  readonly affects?: readonly string[]
}

export type ReadBody = (response: Response) => Promise<JsonValue> | undefined

export function createKernel(
  options: ClientOptions,
  { exchange, startRead }: Pick<Kernel, 'exchange' | 'startRead'>,
): Kernel {
  return {
    options,
    startRead,
    exchange,
    environment: options.environment ?? browserEnvironment(),
    baseUrl: options.baseUrl.replace(/\/$/, ''),
    asks: new Map(),
    groups: new Map(),
    flights: new Set(),
    log: [],
    deadlines: new Set(),
    cancelDeadlines: nothing,
    queue: new Set(),
    changed: new Set(),
    listeners: new Set(),
    turns: new Set(),
    identity: undefined,
    identityAt: 0,
    lastTick: 0,
    mutations: 0,
    mounted: 0,
    stopWatching: nothing,
  }
}

export function nothing(): void {}

export function tick(kernel: Kernel): number {
  return ++kernel.lastTick
}

export function emit(kernel: Kernel, event: KernelEvent): void {
  for (const listener of kernel.listeners) guard(kernel, listener, event)
}

/** Tells readers of changed entries, once everything of one answer is in place. `arrived` goes to those who wait for the read of `entry`. */
export function publish(kernel: Kernel, entry?: Entry, arrived?: Arrived): void {
  if (entry) kernel.changed.add(entry)
  const changed = [...kernel.changed]
  kernel.changed.clear()
  for (const each of changed) {
    const news = each === entry ? arrived : undefined
    for (const ask of each.asks) {
      // A copy: those who come meanwhile have seen the news.
      const listeners = [...ask.listeners]
      for (const listener of listeners) guard(kernel, listener, news)
    }
  }
}

/** What a listener throws is the page's to report; it must not stop an answer half way. */
function guard<News>(kernel: Kernel, listener: (news: News) => void, news: News): void {
  try {
    listener(news)
  } catch (error) {
    kernel.environment.queueMicrotask(() => {
      throw error
    })
  }
}

/** The request sent at this tick is answered: targets that no other one can meet are forgotten. */
export function endFlight(kernel: Kernel, begunAt: number): void {
  kernel.flights.delete(begunAt)
  const [oldest = kernel.lastTick] = kernel.flights
  kernel.log = kernel.log.filter(({ seenAt }) => seenAt > oldest)
}
