/** What a mutation says it makes stale (SPEC.md, Scope of a target). */
import type { Call } from '../pipeline/call.ts'
import type { DeclaredFunction, MadeFunction } from './declaration.ts'
import type { ReactContext } from './react-context.ts'

/** Param values by name; a param that is left out makes the target broader. Natives (Date, bigint, Uint8Array) are welcome. */
export type ParamSet = Readonly<Record<string, unknown>>

/** `'nothing'` says that no query can see what this mutation changes. */
export type Affects<Args = never, Result = never> =
  | 'nothing'
  | AffectsEntry<Args, Result>
  | readonly AffectsEntry<Args, Result>[]

/** A context (every query of it), a query (that slice only), or either with particulars. */
export type AffectsEntry<Args = never, Result = never> =
  | ReactContext
  | MadeFunction
  | AffectsDetail<Args, Result>

export interface AffectsDetail<Args = never, Result = never> {
  /** Either this or `function`. */
  readonly context?: ReactContext
  /** A query: only its slice of the entries becomes stale. A method under `@client` has to stand here. */
  readonly function?: DeclaredFunction
  /** Params that arguments of the same name fix although they do not match by themselves (filters, paging, `id`). */
  readonly scope?: readonly string[]
  /** Only the caller's own entries; the context must have a guarded query. */
  readonly own?: boolean
  /** Obeyed at the server, never written into an answer: who else is affected can be a secret. */
  readonly hidden?: boolean
  /**
   * Explicit scope: one or more sets of params, computed after the handler; undefined means every entry of the context.
   * `before` is what the function of that name returned: annotate it with its type.
   */
  params?(args: Args, result: Result, before: unknown): ParamSet | readonly ParamSet[] | undefined
  /** Runs before the handler, inside its transaction: the place to look at what the handler is about to replace. */
  before?(args: Args, call: Call): unknown
}
