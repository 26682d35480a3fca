/** What the kernel tells panels and logs: every mutation, and what became of every entry, with its cause (SPEC.md, Tracing). */
import type { JsonObject } from '@mizan/protocol'

/**
 * What happened to functions of an entry.
 * `fetched`: read and kept. `refreshed`, `merged`: the value came with the mutation's answer. `refetched`: made stale while shown, so a
 * read was started. `stale`: made stale while not shown; read at its next use. `left`: shown, and the mutation did not touch it.
 * `dropped`: forgotten, because nobody used it or because the user changed.
 */
export type EntryAction = 'fetched' | 'refreshed' | 'merged' | 'refetched' | 'stale' | 'left' | 'dropped'

export interface EntryEvent {
  readonly kind: 'entry'
  readonly action: EntryAction
  readonly context: string
  /** Canonical texts by name, as far as the server has told them. */
  readonly params: Readonly<Record<string, string>>
  readonly functions: readonly string[]
  /** X-Mizan-Cause of the mutation behind it. */
  readonly cause: string | undefined
  /** `id` of the MutationEvent behind it. */
  readonly mutation: number | undefined
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
}

export type ClientEvent = EntryEvent | MutationEvent | IdentityEvent

export interface ClientEvents {
  /** The answer ends the subscription. */
  subscribe(listener: (event: ClientEvent) => void): () => void
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
