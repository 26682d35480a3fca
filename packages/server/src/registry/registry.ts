/** What an app serves, ready for the pipeline: every declaration checked, every schema compiled. Made once at start. */
import type { IrDocument, JsonObject, JsonValue } from '@mizan/protocol'
import type { Call } from '../pipeline/call.ts'
import type { User } from '../pipeline/user.ts'

export interface Registry {
  readonly functions: ReadonlyMap<string, RegisteredFunction>
  readonly contexts: ReadonlyMap<string, RegisteredContext>
  readonly ir: IrDocument
  /** Canonical KDL text of `ir`. */
  readonly irText: string
  /** Name on the wire of a function that was made by `client` or stands under `@client`; undefined when it is not registered. */
  nameOf(declared: unknown): string | undefined
}

export interface RegisteredFunction {
  readonly name: string
  readonly kind: 'query' | 'mutation'
  /** Callable in process only; NOT_FOUND on the wire. */
  readonly private: boolean
  /** Name of the context of a query. */
  readonly context?: string
  readonly guard?: Guard
  /** The session is looked up in its store on each call, whatever a token says. */
  readonly fresh: boolean
  /** A login or a refresh: a token that is not valid counts as none. */
  readonly login: boolean
  /** Names of the arguments, in declaration order. */
  readonly parameters: readonly string[]
  /** Checks the structure by the IR, then lets the schema library add its rules. `args` is decoded JSON. */
  decodeArguments(args: JsonValue): Decoded | Promise<Decoded>
  /** Handler result → text of wire JSON. Throws EncodeError or rejects when the result does not fit the declared output. */
  encodeResult(value: unknown): string | Promise<string>
  /** The IR alone decides which arguments pass and what becomes of them: the same ones always, and nothing of the app's is asked. */
  readonly isDecodedByIr: boolean
  readonly errors: ReadonlyMap<string, RegisteredError>
  /** Seconds that a query's result may be kept. */
  readonly cacheSeconds?: number
  /** Revision of a query's meaning; 0 for what never had another. */
  readonly rev: number
  /** Names of the vary inputs that a query reads. */
  readonly vary: readonly string[]
  readonly affects: readonly RegisteredAffect[]
  readonly merge: readonly RegisteredMerge[]
  readonly route?: { readonly path: string; readonly methods: readonly string[] }
  /** Runs the handler with decoded arguments (`Decoded.value`). */
  invoke(args: unknown, call: Call): unknown
  /** X-Mizan-Schema of this function. */
  readonly fingerprint: string
  /** `file:line` of the declaration, for logs and errors. */
  readonly place: string
}

export type Guard =
  | { readonly kind: 'authenticated' | 'staff' | 'superuser' }
  | { readonly kind: 'permission'; readonly permission: string }
  | { readonly kind: 'custom'; readonly check: (user: User | null, call: Call) => boolean | Promise<boolean> }

export type Decoded =
  | {
      readonly ok: true
      /** For the handler. */
      readonly value: unknown
      /** Normal form as wire JSON after defaults, validation and transforms: what canonical texts are made of. */
      readonly normal: JsonObject
    }
  | { readonly ok: false; readonly fields: Readonly<Record<string, readonly string[]>> }

export interface RegisteredError {
  readonly status: number
  encodeDetails(details: unknown): JsonValue
}

/** One static effect of a mutation (SPEC.md, Scope of a target). */
export interface RegisteredAffect {
  readonly context: string
  /** Set on a function-level target. */
  readonly function?: string
  readonly own: boolean
  /** Obeyed at the server, never written into an answer. */
  readonly hidden: boolean
  /** Params that arguments of the same name fix: matched and listed in `scope`. */
  readonly scope: readonly string[]
  /** Explicit scope: runs before the handler, inside its transaction. */
  readonly before?: (args: unknown, call: Call) => unknown
  /** Explicit scope: sets of param values; nothing means broad. `before` is what the function above returned. */
  readonly params?: (args: unknown, result: unknown, before: unknown) => unknown
}

export interface RegisteredMerge {
  readonly context: string
  readonly function: string
}

export interface RegisteredContext {
  readonly name: string
  /** A query has a guard. */
  readonly userScoped: boolean
  /** Sorted by name in byte order. */
  readonly queries: readonly RegisteredFunction[]
  /** Sorted by name in byte order. */
  readonly params: readonly RegisteredParam[]
  /** Vary inputs of its queries, sorted. */
  readonly vary: readonly string[]
  /** X-Mizan-Schema of this context. */
  readonly fingerprint: string
}

export interface RegisteredParam {
  readonly name: string
  readonly type: import('@mizan/protocol').TypeExpression
  readonly required: boolean
  /** Names of the queries that declare it. */
  readonly usedBy: readonly string[]
  /** A value that stands in a target → its normal form after the param's own validation and transforms, or undefined when it fails them. Accepts natives (Date, bigint, Uint8Array) too. */
  normalize(value: unknown): JsonValue | undefined | Promise<JsonValue | undefined>
  /** Canonical text of a normal form; undefined for null. */
  canonicalText(value: JsonValue): string | undefined
}
