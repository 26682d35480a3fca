/** Everything that lives as long as the app and that the steps need: what is served, by which limits, with which hooks. */

import type { MutationLease } from '@mizan/cache'
import type { Field, JsonValue, Limits, NamedType, Target, TypeExpression } from '@mizan/protocol'
import type { BundleCache } from '../cache/bundle-cache.ts'
import type { VaryInputs } from '../cache/vary-inputs.ts'
import type { Identity } from '../identity/identity.ts'
import type {
  RegisteredContext,
  RegisteredFunction,
  RegisteredParam,
  Registry,
} from '../registry/registry.ts'
import type { AroundRun } from './around-run.ts'
import type { GroupHeaders } from './cache-group-headers.ts'
import type { CallRequest } from './call-request.ts'
import type { CallerClaims, IdentityHash } from './caller-identity.ts'
import type { Clock } from './clock.ts'
import type { Counts } from './counters.ts'
import type { IdempotencyStore } from './idempotency/idempotency-store.ts'
import type { LogRecord } from './log-record.ts'
import type { OpenRuns } from './open-runs.ts'
import type { OriginPolicy } from './origin.ts'
import type { Tracing } from './tracing.ts'
import type { User } from './user.ts'
import type { ViewRoutes } from './view-routes.ts'

export interface Service {
  readonly registry: Registry
  /** Named types of the IR. */
  readonly types: ReadonlyMap<string, NamedType>
  /** Arguments by name of function. */
  readonly inputs: ReadonlyMap<string, readonly Field[]>
  /** Contexts as the wire sees them. */
  readonly contexts: ReadonlyMap<string, WireContext>
  /** Contexts as `app.caller` sees them, with their private queries. */
  readonly inProcess: ReadonlyMap<string, WireContext>
  readonly routes: ViewRoutes
  /** Begins with a slash and does not end in one; empty when the app lives at the root. */
  readonly base: string
  readonly limits: Limits
  readonly clock: Clock
  readonly createId: () => string
  readonly origins: OriginPolicy
  readonly development: boolean
  readonly identityHash: IdentityHash
  /** Tokens and sessions; undefined where the app's own hook is all there is. */
  readonly identity: Identity | undefined
  readonly groups: GroupHeaders
  readonly vary: VaryInputs
  /** Undefined where nothing is kept. */
  readonly cache: BundleCache | undefined
  readonly resolveUser: ResolveUser | undefined
  readonly transaction: TransactionHook | undefined
  /** Only where there are transactions. */
  readonly openRuns: OpenRuns | undefined
  readonly rateLimit: RateLimitHook | undefined
  readonly idempotency: IdempotencyStore
  readonly log: ((record: LogRecord) => void) | undefined
  readonly tracing: Tracing | undefined
  readonly aroundRun: AroundRun | undefined
  readonly counts: Counts
  /** Name of a declared function that application code holds. */
  readonly nameOf: (value: unknown) => string | undefined
  /** Never throws. */
  readonly report: (report: ErrorReport) => void
  /** Says `text` once, however often it is called with it. Never throws. */
  readonly warnOnce: (text: string) => void
  /** Tells everybody who keeps answers, and ends the lease; resolves when they are done, true when none of them failed or dallied. */
  readonly purge: (event: InvalidationEvent, lease?: MutationLease) => Promise<boolean>
}

/** A context without its view paths and, on the wire, without what is private: the queries of its bundle. */
export interface WireContext {
  readonly declared: RegisteredContext
  /** Sorted by name in byte order; at least one. */
  readonly queries: readonly RegisteredFunction[]
  /** Those that one of the queries declares, sorted. */
  readonly params: readonly WireParam[]
}

export interface WireParam {
  readonly name: string
  readonly type: TypeExpression
  readonly declared: RegisteredParam
  /** What a param that stands nowhere is: null where the type takes it, an empty list where a list is repeated, else a default or nothing. */
  readonly absent: JsonValue | undefined
}

export type ResolveUser = (request: CallRequest) => User | null | Promise<User | null>

/**
 * Wraps a mutation in the app's transaction: calls `run`, commits when it resolves; when it rejects, rolls back and
 * rejects with the same error. May call `run` again after a rollback (a serialisation failure).
 */
export type TransactionHook = (run: () => Promise<void>) => Promise<unknown>

/** Undefined lets the request pass. Asked once a call with its function, once a bundle with its context. */
export type RateLimitHook = (asked: {
  readonly function?: string
  readonly context?: string
  /** Null when anonymous. Of a token it is what the token says: permissions are not loaded for this. */
  readonly user: CallerClaims | null
  readonly request: CallRequest
}) => RateLimitVerdict | Promise<RateLimitVerdict>

export type RateLimitVerdict = { readonly retryAfterSeconds: number } | undefined

export interface ErrorReport {
  /** `details.id` of the answer, and its `X-Request-Id`. */
  readonly id: string
  /** Name of the function that failed, where it is known. */
  readonly function: string | undefined
  /** Step of the pipeline in which it failed. */
  readonly step: Step
  readonly error: unknown
}

export type Step =
  | 'route'
  | 'identify'
  | 'guard'
  | 'decode'
  | 'read-cache'
  | 'invoke'
  | 'invalidate'
  | 'encode'

export interface InvalidationEvent {
  /** Deduplicated; `own` is the identity text of the caller. Hidden targets are among them. */
  readonly targets: readonly Target[]
  /** `X-Mizan-Cause` of the mutation; undefined when `app.invalidate` was called. */
  readonly cause: string | undefined
}
