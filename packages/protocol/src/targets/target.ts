/** What a mutation makes stale, and the entry of a cache that it may match (SPEC.md, Invalidation). */

/** A set of entries of one context; fewer params are more entries. */
export interface Target {
  readonly context: string
  /** Only this query's slice of the entries. Readers that hold whole bundles ignore it. */
  readonly function?: string
  /** Canonical texts by name of param. */
  readonly params?: Readonly<Record<string, string>>
  /** Only one identity's entries: its text at servers and in headers, `true` ("mine") in bodies and kernels. */
  readonly own?: boolean | string
}

/** One (context, param values, reader) that somebody cached. */
export interface Entry {
  readonly context: string
  /** Canonical texts by name; a param that is null or absent is not there. */
  readonly params?: Readonly<Record<string, string>>
  /** Whose entry it is, in the same words as `Target.own`; absent on public entries. */
  readonly own?: boolean | string
}
