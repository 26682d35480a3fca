/** What the kernel tells panels and logs: every mutation, and what became of every entry, with its cause (SPEC.md, Tracing). */
import type { JsonObject } from '@mizan/protocol'

/**
 * What happened to functions of an entry.
 * `fetched`: read and kept. `refreshed`, `merged`: the value came with the mutation's answer. `refetched`: made stale while shown, so a
 * read was started. `stale`: made stale while not shown; read at its next use. `left`: shown, and the mutation did not touch it.
 * `dropped`: forgotten, because nobody used it or because the user changed.
 */
export type EntryAction = 'fetched' | 'refreshed' | 'merged' | 'refetched' | 'stale' | 'left' | 'dropped'

/**
 * Why something was read or changed. `mount`: a reader came and had nothing fresh. `refetch`: asked for by name. `retry`: the try before failed in a way that
 * may pass. `identity`: another user. `tab`: another tab of this browser. `skew`: the server's code is another than this page's.
 */
export type Reason =
  | 'mount'
  | 'refetch'
  | 'mutation'
  | 'invalidate'
  | 'focus'
  | 'online'
  | 'interval'
  | 'identity'
  | 'tab'
  | 'skew'
  | 'retry'
  | 'vary'
  | 'settle'

export interface Why {
  readonly reason: Reason
  /** X-Mizan-Cause of the mutation behind it. */
  readonly cause?: string | undefined
  /** `id` of the MutationEvent behind it, when it was one of this client. */
  readonly mutation?: number | undefined
}

export interface AboutEntry extends Why {
  readonly context: string
  /** Canonical texts by name, as far as the server has told them. */
  readonly params: Readonly<Record<string, string>>
  readonly functions: readonly string[]
}

export interface EntryEvent extends AboutEntry {
  readonly kind: 'entry'
  readonly action: EntryAction
}

/** A request for functions of an entry leaves. */
export interface ReadEvent extends AboutEntry {
  readonly kind: 'read'
}

export interface MutationEvent {
  readonly kind: 'mutation'
  /** Counts the mutations of this client; the same in both events of one mutation. */
  readonly id: number
  readonly function: string
  /** `unknown`: no answer tells whether it ran, so its targets are treated as stale. */
  readonly status: 'started' | 'succeeded' | 'failed' | 'unknown'
  readonly cause: string | undefined
  /** Header texts as in X-Mizan-Invalidate, `user;user_id=5`. */
  readonly targets: readonly string[]
  readonly error: unknown
}

export interface IdentityEvent {
  readonly kind: 'identity'
  /** X-Mizan-Identity, `-` when anonymous. */
  readonly identity: string
  /** `id` of the MutationEvent whose answer brought it. */
  readonly mutation: number | undefined
}

/** The server's code is another than what this page was generated from: an app can offer a reload. */
export interface SkewEvent {
  readonly kind: 'skew'
  /** The context or the mutation that changed. */
  readonly name: string
  /** Fingerprint that this page was generated from. */
  readonly expected: string
  readonly received: string
}

export type ClientEvent = EntryEvent | ReadEvent | MutationEvent | IdentityEvent | SkewEvent

export interface ClientEvents {
  /** The answer ends the subscription. */
  subscribe(listener: (event: ClientEvent) => void): () => void
  /** Only these kinds. Who does not listen to `entry` spares the kernel the report about all that is shown. */
  subscribe<Kind extends ClientEvent['kind']>(
    listener: (event: Extract<ClientEvent, { readonly kind: Kind }>) => void,
    kinds: readonly Kind[],
  ): () => void
}

/** A target as an app writes it: a context's name, or some of its entries. Params are wire values. */
export type Invalidation =
  | string
  | {
      readonly context: string
      readonly function?: string
      readonly params?: JsonObject
      readonly own?: true
    }
