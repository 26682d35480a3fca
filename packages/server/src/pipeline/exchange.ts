/** What is known about one request so far. The steps fill it in; the answer, or the failure, is made from it. */
import type { MutationLease } from '@mizan/cache'
import type { JsonObject, JsonValue, Target } from '@mizan/protocol'
import type { VaryTexts } from '../cache/vary-inputs.ts'
import type { RegisteredFunction } from '../registry/registry.ts'
import { TrackedRequest } from './call-request.ts'
import type { Caller } from './caller-identity.ts'
import { Deadline } from './deadline.ts'
import type { IdempotencyKey } from './idempotency/idempotency-store.ts'
import type { HeaderPair } from './plain-answer.ts'
import type { PlainRequest } from './plain-request.ts'
import { RunScope } from './run-scope.ts'
import type { Service, Step, WireContext } from './service.ts'
import type { Ran } from './steps/invoke.ts'
import type { ContextTarget, ResolvedTarget } from './targets.ts'
import { readClock } from './watch-exchange.ts'

const NO_COOKIES: readonly HeaderPair[] = []
const NOTHING_PURGED: readonly Target[] = []

/** A class with all of its members, so that every exchange has the same shape from the start. */
export class Exchange {
  readonly service: Service
  readonly request: PlainRequest
  readonly tracked: TrackedRequest
  /** `X-Request-Id`. */
  readonly id: string
  readonly scope: RunScope
  readonly deadline: Deadline
  readonly startedMs: number
  step: Step = 'route'
  /** The function asked for, once it is known. */
  function: RegisteredFunction | undefined = undefined
  /** `X-Mizan-Schema`, once it is known what was asked for. */
  schema: string | undefined = undefined
  /** `X-Mizan-Cause`, once it is known that a mutation was asked for. */
  cause: string | undefined = undefined
  /** Methods of the path, once it was asked with another. */
  allow: readonly string[] | undefined = undefined
  caller: Caller | undefined = undefined
  /** Cookies of the session, renewed or cleared, which no public bundle may carry. */
  cookies: readonly HeaderPair[] = NO_COOKIES
  /** A mutation that began. */
  mutation: MutationRun | undefined = undefined
  /** The deadline passed and the answer went out; whatever still runs only tidies up. */
  isExpired = false
  /** The run that has an Idempotency-Key for itself. */
  claim: { readonly key: IdempotencyKey; isKept: boolean } | undefined = undefined
  /** What a mutation holds in the cache until it is known what it changed. */
  lease: MutationLease | undefined = undefined
  /** Targets of a run that succeeded, once they were computed. */
  resolved: { readonly ran: Ran; readonly targets: Promise<readonly ResolvedTarget[]> } | undefined =
    undefined
  /** Its queries run on behind the head of its answer. */
  isStreamed = false
  /** Name of the context asked for. */
  context: string | undefined = undefined
  /** Vary inputs of the context asked for, once they were resolved; undefined when it has none. */
  vary: VaryTexts | undefined = undefined
  /** What the origin cache did, where the app has one. */
  cacheMark: CacheMark | undefined = undefined
  /** After so many milliseconds a kernel reads once more: a replica may not have what a mutation wrote. */
  settleMs = 0
  /** Code of the error that is the answer. */
  code: string | undefined = undefined
  /** Targets that were purged, hidden ones too. */
  purged: readonly Target[] = NOTHING_PURGED
  isReplay = false
  /** Nobody hears any more of it. */
  isFinished = false
  onFinish: ((status: number) => void) | undefined = undefined
  /** A body was announced and not read to its end. */
  hasUnreadBody: boolean

  constructor(service: Service, request: PlainRequest) {
    this.service = service
    this.request = request
    this.tracked = new TrackedRequest(request)
    this.id = takeRequestId(request.header('x-request-id'), service)
    this.scope = new RunScope(request)
    this.deadline = new Deadline(service.clock, service.limits.runDeadlineMs)
    this.startedMs = service.log === undefined ? 0 : readClock(service)
    this.hasUnreadBody = request.readBody !== undefined
  }
}

/** Value of X-Mizan-Cache. */
export type CacheMark = 'hit' | 'miss' | 'bypass'

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
export type Plan = CallPlan | BundlePlan | ViewPlan | SessionPlan | PreflightPlan

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

/** `{base}/session/` or `{base}/session/token/`. */
export interface SessionPlan {
  readonly kind: 'session'
  readonly asks: 'csrf' | 'token'
}

export interface PreflightPlan {
  readonly kind: 'preflight'
  readonly methods: readonly string[]
}

/** A foreign id is taken only if it cannot do harm in a log. */
function takeRequestId(given: string | undefined, service: Service): string {
  if (given === undefined) return service.createId()
  const { minRequestIdChars, maxRequestIdChars } = service.limits
  const isFit = given.length >= minRequestIdChars && given.length <= maxRequestIdChars
  return isFit && /^[A-Za-z0-9._-]+$/.test(given) ? given : service.createId()
}
