/** What is known about one request so far. The steps fill it in; the answer, or the failure, is made from it. */
import type { JsonObject, JsonValue, Target } from '@mizan/protocol'
import type { RegisteredFunction } from '../registry/registry.ts'
import { TrackedRequest } from './call-request.ts'
import type { Caller } from './caller-identity.ts'
import type { IdempotencyKey } from './idempotency/idempotency-store.ts'
import type { PlainRequest } from './plain-request.ts'
import { RunScope } from './run-scope.ts'
import type { Service, Step, WireContext } from './service.ts'
import type { Ran } from './steps/invoke.ts'
import type { ContextTarget, ResolvedTarget } from './targets.ts'
import { readClock } from './watch-exchange.ts'

export interface Exchange {
  readonly service: Service
  readonly request: PlainRequest
  readonly tracked: TrackedRequest
  /** `X-Request-Id`. */
  readonly id: string
  readonly scope: RunScope
  step: Step
  /** The function asked for, once it is known. */
  function?: RegisteredFunction
  /** `X-Mizan-Schema`, once it is known what was asked for. */
  schema?: string
  /** `X-Mizan-Cause`, once it is known that a mutation was asked for. */
  cause?: string
  /** Methods of the path, once it was asked with another. */
  allow?: readonly string[]
  caller?: Caller
  /** A mutation that began. */
  mutation?: MutationRun
  /** The deadline passed and the answer went out; whatever still runs only tidies up. */
  isExpired: boolean
  /** The run that has an Idempotency-Key for itself. */
  claim?: { readonly key: IdempotencyKey; isKept: boolean }
  /** Targets of a run that succeeded, once they were computed. */
  resolved?: { readonly ran: Ran; readonly targets: Promise<readonly ResolvedTarget[]> }
  /** Its queries run on behind the head of its answer. */
  isStreamed: boolean
  /** Name of the context asked for. */
  context?: string
  /** Code of the error that is the answer. */
  code?: string
  /** Targets that were purged, hidden ones too. */
  purged: readonly Target[]
  isReplay: boolean
  /** Nobody hears any more of it. */
  isFinished: boolean
  readonly startedMs: number
  onFinish?: (status: number) => void
  /** A body was announced and not read to its end. */
  hasUnreadBody: boolean
}

/** What a failure must know about a mutation that began. */
export interface MutationRun {
  readonly function: RegisteredFunction
  /** Arguments in normal form. */
  readonly normal: JsonObject
  /** `uncertain`: it ended, and nobody knows whether it changed something. */
  state: 'running' | 'uncertain' | 'unchanged' | 'changed'
  /** Targets that a handler named itself before it failed, outside a transaction that took them back. */
  named: readonly ContextTarget[]
}

/** What a request asks for. */
export type Plan = CallPlan | BundlePlan | ViewPlan | PreflightPlan

export interface CallPlan {
  readonly kind: 'call'
  readonly function: RegisteredFunction
  readonly args: JsonValue
  readonly mounted: readonly JsonValue[]
  readonly idempotencyKey: string | undefined
}

export interface BundlePlan {
  readonly kind: 'bundle'
  readonly selection: Selection
  readonly params: ParamSource
}

/** Queries of one context: all of them, or a slice. */
export interface Selection {
  readonly context: WireContext
  readonly queries: readonly RegisteredFunction[]
  readonly isSlice: boolean
}

/** Param values: an object, or the text of a query string, which is read after the guards. */
export type ParamSource = { readonly values: JsonObject } | { readonly queryString: string }

export interface ViewPlan {
  readonly kind: 'view'
  readonly function: RegisteredFunction
  /** Path params and query string, in the grammar of a query string. */
  readonly queryString: string
  /** Further arguments: of a JSON body, or of a form in the grammar of a query string. */
  readonly body: JsonObject | string | undefined
}

export interface PreflightPlan {
  readonly kind: 'preflight'
  readonly methods: readonly string[]
}

export function openExchange(service: Service, request: PlainRequest): Exchange {
  return {
    service,
    request,
    tracked: new TrackedRequest(request),
    id: takeRequestId(request.header('x-request-id'), service),
    scope: new RunScope(() => request.signal),
    step: 'route',
    isExpired: false,
    isStreamed: false,
    purged: [],
    isReplay: false,
    isFinished: false,
    startedMs: service.log === undefined ? 0 : readClock(service),
    hasUnreadBody: request.readBody !== undefined,
  }
}

/** A foreign id is taken only if it cannot do harm in a log. */
function takeRequestId(given: string | undefined, service: Service): string {
  if (given === undefined) return service.createId()
  const { minRequestIdChars, maxRequestIdChars } = service.limits
  const isFit = given.length >= minRequestIdChars && given.length <= maxRequestIdChars
  return isFit && /^[A-Za-z0-9._-]+$/.test(given) ? given : service.createId()
}
