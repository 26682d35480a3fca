/** The state of one client and the few operations that every room of the kernel uses. Nothing in it is shared between clients. */
import { RUN_DEADLINE_MS } from '@mizan/protocol'
import { browserEnvironment } from './browser-environment.ts'
import type { BodyStream } from './call/body-stream.ts'
import type { Turn } from './call/turn.ts'
import type { ClientOptions } from './client.ts'
import type { Environment } from './environment.ts'
import type { ClientEvent, EntryAction, Why } from './events.ts'
import type { DehydratedEntry } from './hydration.ts'
import type { SeenTarget } from './invalidation/seen-target.ts'
import { createTargetLog, type TargetLog } from './invalidation/target-log.ts'
import type { Arrived, Entry } from './store/entry.ts'
import { createEntryStore, type EntryStore } from './store/entry-store.ts'
import type { Answer } from './transport/send.ts'

export interface Settings {
  readonly baseUrl: string
  readonly headers: () => Readonly<Record<string, string>>
  readonly credentials: RequestCredentials
  readonly retryAttempts: number
  readonly retryBaseDelayMs: number
  readonly retryMaxDelayMs: number
  readonly timeoutMs: number
  readonly collectAfterMs: number
  readonly staleAfterMs: number
  readonly refetchOnFocus: boolean
  readonly idempotency: boolean
}

export interface EventListener {
  readonly kinds: readonly string[] | undefined
  readonly tell: (event: ClientEvent) => void
}

/** Where a plugin takes part. */
export interface Hooks {
  /** Something is shown, waited for or changed: from now on other tabs matter. */
  used?: () => void
  /** Targets of this client's own doing. */
  told?: (targets: readonly SeenTarget[], why: Why) => void
  /** The identity has changed. */
  identified?: (identity: string) => void
  /** Looks at an answer first; undefined: ask again, past every cache. */
  received?: (answer: Answer, asked: Received) => Answer | undefined
  /** How the body of a read is asked for and taken apart as it arrives. */
  stream?: BodyStream
}

/** A context, or a mutation, which has `affects`. */
interface Received {
  readonly name: string
  readonly schema: string
  readonly affects?: readonly string[]
}

/** Opaque to apps: what `createClient({ plugins })` takes. */
export type Plugin = (kernel: Kernel) => void

export interface Kernel {
  readonly settings: Settings
  readonly environment: Environment
  /** Sends the read of the wanted slots of an entry. */
  readonly startRead: (entry: Entry) => void
  readonly store: EntryStore
  readonly log: TargetLog
  /** Requests under way, by the tick at which they were sent. */
  readonly flights: Set<{ readonly begunAt: number }>
  /** Entries that wait for the next microtask to be read. */
  readonly queue: Set<Entry>
  /** Entries with news for their readers. */
  readonly changed: Set<Entry>
  readonly eventListeners: Set<EventListener>
  /** What plugins put in. */
  readonly hooks: Hooks
  /** Mutations that are under way or wait for their turn. */
  readonly turns: Set<Turn>
  /** Entries of a server's render that nobody has read yet: by context, then by what was asked. */
  readonly hydrated: Map<string, Map<string, DehydratedEntry>>
  /** X-Mizan-Identity known last, and the tick at which it came. */
  identity: string | undefined
  identityAt: number
  /** Counts what happens: every request, answer and target has its own tick. */
  lastTick: number
  mutations: number
  /** Subscribed readers, and what ends listening to focus and network once there is none. */
  mounted: number
  stopWatching: (() => void) | undefined
}

export function createKernel(
  options: ClientOptions,
  startRead: (kernel: Kernel, entry: Entry) => void,
): Kernel {
  const { retry = {} } = options
  const kernel: Kernel = {
    settings: {
      baseUrl: options.baseUrl.replace(/\/$/, ''),
      headers: options.headers ?? (() => ({})),
      credentials: options.credentials ?? 'same-origin',
      retryAttempts: retry.attempts ?? 3,
      retryBaseDelayMs: retry.baseDelayMs ?? 500,
      retryMaxDelayMs: retry.maxDelayMs ?? 30_000,
      timeoutMs: options.timeoutMs ?? RUN_DEADLINE_MS + 10_000,
      collectAfterMs: options.collectAfterMs ?? 300_000,
      staleAfterMs: options.staleAfterMs ?? Number.POSITIVE_INFINITY,
      refetchOnFocus: options.refetchOnFocus ?? true,
      idempotency: options.idempotency ?? true,
    },
    environment: options.environment ?? browserEnvironment(),
    startRead: (entry) => startRead(kernel, entry),
    store: createEntryStore(),
    log: createTargetLog(),
    flights: new Set(),
    queue: new Set(),
    changed: new Set(),
    eventListeners: new Set(),
    hooks: {},
    turns: new Set(),
    hydrated: new Map(),
    identity: options.state?.identity,
    identityAt: 0,
    lastTick: 0,
    mutations: 0,
    mounted: 0,
    stopWatching: undefined,
  }
  for (const plugin of options.plugins ?? []) plugin(kernel)
  return kernel
}

export function tick(kernel: Kernel): number {
  kernel.lastTick += 1
  return kernel.lastTick
}

export function emit(kernel: Kernel, event: ClientEvent): void {
  for (const { kinds, tell } of kernel.eventListeners) {
    if (kinds?.includes(event.kind) !== false) call(kernel, () => tell(event))
  }
}

/** Whether somebody listens to what becomes of entries. */
export function hasEntryListener({ eventListeners }: Kernel): boolean {
  return [...eventListeners].some(({ kinds }) => kinds?.includes('entry') !== false)
}

/** Without an action it is about a read that leaves. */
export function emitEntry(
  kernel: Kernel,
  entry: Entry,
  about: {
    readonly action?: EntryAction
    readonly functions?: Iterable<string>
    readonly why?: Why
  },
): void {
  if (kernel.eventListeners.size === 0) return
  const { params, slots, source, why } = entry
  const { action, functions = slots.keys() } = about
  const facts = { context: source.context, params, functions: [...functions], ...(about.why ?? why) }
  emit(kernel, action === undefined ? { kind: 'read', ...facts } : { kind: 'entry', action, ...facts })
}

/** Tells readers of changed entries, once everything of one answer is in place. `arrived` goes to those who wait for the read of `entry`. */
export function publish(kernel: Kernel, entry?: Entry, arrived?: ReadonlyMap<string, Arrived>): void {
  if (entry !== undefined) kernel.changed.add(entry)
  const changed = [...kernel.changed]
  kernel.changed.clear()
  for (const each of changed) {
    for (const ask of each.asks) {
      for (const waiter of ask.waiters) {
        if (waiter(each === entry ? arrived : undefined)) ask.waiters.delete(waiter)
      }
    }
    const listeners = [...each.asks].flatMap((ask) => [...ask.listeners])
    for (const listener of listeners) call(kernel, listener)
  }
}

/** What a listener throws is the page's to report; it must not stop an answer half way. */
function call(kernel: Kernel, listener: () => void): void {
  try {
    listener()
  } catch (error) {
    kernel.environment.queueMicrotask(() => {
      throw error
    })
  }
}

/** A request left: its targets to come are kept until it is answered. The answer is to be called then. */
export function beginFlight(kernel: Kernel, begunAt: number): () => void {
  const flight = { begunAt }
  kernel.flights.add(flight)
  return () => {
    kernel.flights.delete(flight)
    // In the order of their ticks, so the first one left is the oldest.
    const [oldest] = kernel.flights
    kernel.log.prune(oldest?.begunAt ?? kernel.lastTick)
  }
}
