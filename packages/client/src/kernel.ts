/** The state of one client and the few operations that every room of the kernel uses. Nothing in it is shared between clients. */
import { RUN_DEADLINE_MS } from '@mizan/protocol'
import { browserEnvironment } from './browser-environment.ts'
import type { ClientOptions } from './client.ts'
import type { Environment } from './environment.ts'
import type { ClientEvent } from './events.ts'
import type { DehydratedEntry } from './hydration.ts'
import { createTargetLog, type TargetLog } from './invalidation/target-log.ts'
import type { Arrived, Entry } from './store/entry.ts'
import { createEntryStore, type EntryStore } from './store/entry-store.ts'

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
}

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
  readonly eventListeners: Set<(event: ClientEvent) => void>
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
    },
    environment: options.environment ?? browserEnvironment(),
    startRead: (entry) => startRead(kernel, entry),
    store: createEntryStore(),
    log: createTargetLog(),
    flights: new Set(),
    queue: new Set(),
    changed: new Set(),
    eventListeners: new Set(),
    hydrated: new Map(),
    identity: options.state?.identity,
    identityAt: 0,
    lastTick: 0,
    mutations: 0,
    mounted: 0,
    stopWatching: undefined,
  }
  return kernel
}

export function tick(kernel: Kernel): number {
  kernel.lastTick += 1
  return kernel.lastTick
}

export function emit(kernel: Kernel, event: ClientEvent): void {
  for (const listener of kernel.eventListeners) call(kernel, () => listener(event))
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
