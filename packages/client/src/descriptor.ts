/** What generated code tells the kernel about a context, a query or a mutation: names, param kinds and codecs. */
import type { JsonObject, JsonValue, ParamKind } from '@mizan/protocol'
import type { ClientError } from './client-error.ts'
import type { EntryRead, MutationCall } from './client-kernel.ts'

export type ParamKinds = Readonly<Record<string, ParamKind>>

/** By error code: the wire form of declared details -> what the app reads. */
export type DetailsDecoders = Readonly<Record<string, (wire: JsonValue) => unknown>>

/** Looks at an answer before it is put in place. */
export type Follow = (read: EntryRead, headers: Headers) => void

export interface QueryDescriptor<Params, Result, Failure = ClientError> {
  readonly name: string
  readonly context: string
  /** Fingerprint of its context that the code was generated from: X-Mizan-Schema of what it is read with. */
  readonly schema: string
  /** Only the params that this query declares itself. */
  readonly params: ParamKinds
  /** Absent: the params are their own wire form. */
  readonly encodeParams?: (params: Params) => JsonObject
  /** Absent: the wire form is the result. */
  readonly decode?: (wire: JsonValue) => Result
  readonly decodeDetails?: DetailsDecoders
  /** That of its context. */
  readonly follow?: Follow
  /** Carries the types only; never set. */
  readonly _types?: (params: Params) => readonly [Result, Failure]
}

/** Any query, whatever its params and result are. */
export type AnyQuery = QueryDescriptor<never, unknown, unknown>

export interface ContextDescriptor<Params> {
  readonly name: string
  readonly schema: string
  /** The union of the params of its queries. */
  readonly params: ParamKinds
  /** Every query of the bundle, by name. */
  readonly queries: Readonly<Record<string, AnyQuery>>
  readonly encodeParams?: (params: Params) => JsonObject
  /** `followCache` where an origin cache keeps it, `followVary` where it depends on declared inputs. Absent: nothing is looked at. */
  readonly follow?: Follow
  /** Carries the type only; never set. */
  readonly _types?: (params: Params) => void
}

/** What a mutation is known to change before it ran. */
export interface StaticEffect {
  readonly context: string
  /** Only this query of the context. */
  readonly function?: string
  /** Names of the arguments that fix the params of the same names; empty: every entry. */
  readonly scope: readonly string[]
}

/** A mutation that is about to be sent. */
export interface Begun {
  /** What it waits for. */
  readonly before: Promise<unknown> | undefined
  end(): void
}

/** Opaque: what goes with a call, and what its answer brings. */
export interface Brought {
  /** What is shown of the entries that it may change. */
  readonly mounted: readonly JsonObject[]
}

export interface MutationDescriptor<Args, Result, Failure = ClientError> {
  readonly name: string
  readonly schema: string
  /** Names of the contexts that it may change (`affects` and `merge` of the IR). */
  readonly affects: readonly string[]
  /** The same in detail; for `begin`. */
  readonly effects?: readonly StaticEffect[]
  /** `beginInOrder`: marks what `effects` say, and keeps the order of mutations of one scope. Absent: every mutation is sent at once. */
  readonly begin?: (call: MutationCall) => Begun
  /** `bringAnswer`: takes values and bundles that came with the answer. Absent: what the answer made stale is read again. */
  readonly bring?: (call: MutationCall) => Brought
  /** `deliverOnce`: asks again for a lost answer, by an Idempotency-Key. Absent: it is sent once. */
  readonly deliver?: (call: MutationCall, ...sent: never[]) => Promise<unknown>
  readonly encode?: (args: Args) => JsonObject
  readonly decode?: (wire: JsonValue) => Result
  readonly decodeDetails?: DetailsDecoders
  /** Carries the types only; never set. */
  readonly _types?: (args: Args) => readonly [Result, Failure]
}
