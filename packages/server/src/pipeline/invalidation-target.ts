/** A target as application code writes it, for `call.invalidate` and `app.invalidate`. */

/** A context or a query by its name, or anything that carries the name: a `ReactContext`, a query made by `client`. */
export type InvalidationTarget = string | Named | ContextTarget

export interface Named {
  readonly name: string
}

export interface ContextTarget {
  readonly context: string | Named
  /** That slice only. */
  readonly function?: string | Named
  /** Fewer params match more entries. Natives (Date, bigint, Uint8Array) are fine; what fails a param's validation is left out. */
  readonly params?: Readonly<Record<string, unknown>>
  /** Only the caller's own entries; needs a caller. */
  readonly own?: boolean
  /** Obeyed at the servers, never written into an answer. */
  readonly hidden?: boolean
}
