/** The walk of a request: route → identify → guard → decode → invoke → invalidate → encode (SPEC.md, CALL-7). */
import { createDeadline, type Deadline } from './deadline.ts'
import {
  type BundlePlan,
  type CallPlan,
  type Exchange,
  openExchange,
  type Plan,
  type ViewPlan,
} from './exchange.ts'
import { toFailure } from './failure.ts'
import { claimRun, dropClaim, keepOutcome } from './idempotency/claim.ts'
import { replay } from './idempotency/replay.ts'
import type { PlainAnswer } from './plain-answer.ts'
import type { PlainRequest } from './plain-request.ts'
import type { CallFacts } from './run-call.ts'
import type { Service } from './service.ts'
import { isPromise } from './settle.ts'
import { decodeBundle, decodeCall, decodeView } from './steps/decode.ts'
import { encodeBundle, encodeCall, encodeFailure, encodePreflight } from './steps/encode.ts'
import { encodeLines, wantsLines } from './steps/encode-lines.ts'
import { encodeView } from './steps/encode-view.ts'
import { guard, limitRate } from './steps/guard.ts'
import { identify } from './steps/identify.ts'
import { invalidate, invalidateFailed } from './steps/invalidate.ts'
import { invokeCall, invokeQueries, overdue } from './steps/invoke.ts'
import { route } from './steps/route.ts'
import { toOutcome, toTraced } from './trace-exchange.ts'
import { finishExchange } from './watch-exchange.ts'

/** Always answers: with what was asked for, or with an error envelope. Never rejects. */
export function answerRequest(service: Service, request: PlainRequest): Promise<PlainAnswer> {
  const exchange = openExchange(service, request)
  service.counts.underWay += 1
  if (service.tracing === undefined) return answer(exchange)
  return service.tracing.request(toTraced(exchange), (span) => {
    exchange.onFinish = (status) => span.end(toOutcome(exchange, status))
    return answer(exchange)
  })
}

function answer(exchange: Exchange): Promise<PlainAnswer> {
  const { service } = exchange
  return new Promise((resolve) => {
    const finish = (made: PlainAnswer): void => {
      if (!exchange.isStreamed) finishExchange(exchange, made.status)
      resolve(made)
    }
    const deadline = createDeadline(service.clock, service.limits.runDeadlineMs, () => {
      exchange.isExpired = true
      const error = overdue(exchange, exchange.function)
      exchange.scope.abort(error)
      void answerFailure(exchange, error).then(finish)
    })
    void walk(exchange, deadline).then(finish)
  })
}

/** A request that expired walks on to its end, so that what it changed is purged; its answer went out already. */
async function walk(exchange: Exchange, deadline: Deadline): Promise<PlainAnswer> {
  const { service } = exchange
  try {
    exchange.step = 'route'
    const routed = route(exchange)
    // Waiting costs, also for what is there: most steps have nothing to wait for.
    const plan = isPromise(routed) ? await routed : routed
    if (plan.kind === 'preflight') return encodePreflight(exchange, plan)
    deadline.start()

    exchange.step = 'identify'
    const identified = identify(exchange)
    const caller = isPromise(identified) ? await identified : identified
    const facts = toFacts(exchange, caller.user)

    exchange.step = 'guard'
    if (service.rateLimit !== undefined) await limitRate(nameAsked(plan), facts)
    if (plan.kind === 'bundle') {
      const guarded = guard(plan.selection.queries, facts, true)
      if (guarded !== undefined) await guarded
      return await walkBundle(exchange, plan, { facts, deadline })
    }
    const guarded = guard([plan.function], facts, false)
    if (guarded !== undefined) await guarded
    return await walkFunction(exchange, plan, { facts, deadline })
  } catch (error) {
    if (exchange.claim !== undefined) await dropClaim(exchange, error)
    return await answerFailure(exchange, error)
  } finally {
    deadline.stop()
    if (!exchange.isStreamed) exchange.scope.release()
  }
}

interface WalkParts {
  readonly facts: CallFacts
  readonly deadline: Deadline
}

/** Each query has the run deadline for itself. */
async function walkBundle(
  exchange: Exchange,
  plan: BundlePlan,
  { facts, deadline }: WalkParts,
): Promise<PlainAnswer> {
  exchange.step = 'decode'
  const decoded = decodeBundle(plan.selection, plan.params, exchange.service)
  const ready = isPromise(decoded) ? await decoded : decoded
  deadline.stop()

  exchange.step = 'invoke'
  if (wantsLines(exchange.request)) return encodeLines(exchange, plan, { ready, facts })
  const invoked = invokeQueries(ready, facts)
  const outcomes = isPromise(invoked) ? await invoked : invoked

  exchange.step = 'encode'
  return encodeBundle(exchange, plan, { ready, outcomes })
}

async function walkFunction(
  exchange: Exchange,
  plan: CallPlan | ViewPlan,
  { facts, deadline }: WalkParts,
): Promise<PlainAnswer> {
  if (plan.kind === 'call' && plan.idempotencyKey !== undefined) {
    const kept = await claimRun(exchange, plan, deadline)
    if (kept !== undefined) return replay(exchange, kept)
  }

  exchange.step = 'decode'
  const decoded =
    plan.kind === 'call'
      ? decodeCall(plan.function, plan.args, exchange.service)
      : decodeView(plan, exchange.service)
  const ready = isPromise(decoded) ? await decoded : decoded

  exchange.step = 'invoke'
  const invoked = invokeCall(exchange, ready, facts)
  const ran = isPromise(invoked) ? await invoked : invoked

  exchange.step = 'invalidate'
  if (exchange.claim !== undefined) await keepOutcome(exchange, ran)
  const mounted = plan.kind === 'call' ? plan.mounted : []
  const invalidated = invalidate(exchange, ran, { mounted, facts })
  const effects = isPromise(invalidated) ? await invalidated : invalidated

  exchange.step = 'encode'
  if (plan.kind === 'view') return encodeView(exchange, ran, effects)
  return encodeCall(exchange, { text: ran.text, headers: ran.call.headers }, effects)
}

async function answerFailure(exchange: Exchange, error: unknown): Promise<PlainAnswer> {
  const { service, id, step } = exchange
  const failure = toFailure(error, { service, id, step, function: exchange.function })
  exchange.code = failure.error.code
  return encodeFailure(exchange, failure, await invalidateFailed(exchange))
}

function toFacts(exchange: Exchange, user: CallFacts['user']): CallFacts {
  const { service, scope, id, cause, tracked } = exchange
  return { service, user, request: tracked, scope, id, ...(cause === undefined ? {} : { cause }) }
}

function nameAsked(plan: Exclude<Plan, { kind: 'preflight' }>): { function?: string; context?: string } {
  return plan.kind === 'bundle'
    ? { context: plan.selection.context.declared.name }
    : { function: plan.function.name }
}
