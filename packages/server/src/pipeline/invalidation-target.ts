/** A target as application code writes it, for `call.invalidate` and `app.invalidate`. */
import type { DeclaredFunction } from '../declare/declaration.ts'

/** A context or a query, by itself or by its name: every entry of the context, or that slice of each. */
export type InvalidationTarget = Part | TargetDetail

/** A `ReactContext`, a query made by `client`, or the name of either. */
export type Part = string | Named | DeclaredFunction

export interface Named {
  readonly name: string
}

export interface TargetDetail {
  /** Either this or `function`. */
  readonly context?: string | Named
  /** A query: only its slice. */
  readonly function?: string | DeclaredFunction
  /** Fewer params match more entries. Natives (Date, bigint, Uint8Array) are fine; what fails a param's validation is left out. */
  readonly params?: Readonly<Record<string, unknown>>
  /** Only the caller's own entries; needs a caller. */
  readonly own?: boolean
  /** Obeyed at the servers, never written into an answer. */
  readonly hidden?: boolean
}
