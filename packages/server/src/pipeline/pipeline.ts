/** The walk of a request: route → identify → guard → decode → invoke → invalidate → encode (SPEC.md, CALL-7). */

import { endLease } from '../cache/mutation-leases.ts'
import { answerSession } from '../identity/answer-session.ts'
import { makeBundle } from './bundle-text.ts'
import { type BundlePlan, type CallPlan, Exchange, type ViewPlan } from './exchange.ts'
import { toFailure } from './failure.ts'
import { claimRun, dropClaim, keepOutcome } from './idempotency/claim.ts'
import { replay } from './idempotency/replay.ts'
import type { PlainAnswer } from './plain-answer.ts'
import type { PlainRequest } from './plain-request.ts'
import type { CallFacts } from './run-call.ts'
import type { Service } from './service.ts'
import { isPromise, whenDone } from './settle.ts'
import { decodeBundle, decodeCall, decodeView, type Ready } from './steps/decode.ts'
import { encodeBundle, encodeCall, encodeFailure, encodePreflight } from './steps/encode.ts'
import { encodeLines, wantsLines } from './steps/encode-lines.ts'
import { encodeView } from './steps/encode-view.ts'
import { guard, limitRate } from './steps/guard.ts'
import { identify } from './steps/identify.ts'
import { invalidate, invalidateFailed } from './steps/invalidate.ts'
import { invokeCall, invokeQueries, overdue, type Ran } from './steps/invoke.ts'
import { planRead, readCache, resolveVary } from './steps/read-cache.ts'
import { route } from './steps/route.ts'
import { toOutcome, toTraced } from './trace-exchange.ts'
import { finishExchange } from './watch-exchange.ts'

/** Always answers: with what was asked for, or with an error envelope. A promise only where something has to be waited for. Never throws or rejects. */
export function answerRequest(service: Service, request: PlainRequest): PlainAnswer | Promise<PlainAnswer> {
  const exchange = new Exchange(service, request)
  service.counts.underWay += 1
  if (service.tracing === undefined) return answer(exchange)
  return service.tracing.request(toTraced(exchange), (span) => {
    exchange.onFinish = (status) => span.end(toOutcome(exchange, status))
    return Promise.resolve(answer(exchange))
  })
}

function answer(exchange: Exchange): PlainAnswer | Promise<PlainAnswer> {
  const walked = walk(exchange)
  if (!isPromise(walked)) return finish(exchange, walked)
  return new Promise((resolve) => {
    exchange.deadline.watch(() => {
      exchange.isExpired = true
      const error = overdue(exchange, exchange.function)
      exchange.scope.abort(error)
      void answerFailure(exchange, error).then((made) => resolve(finish(exchange, made)))
    })
    void walked.then((made) => resolve(finish(exchange, made)))
  })
}

/** The first to come is the answer: what comes after it, and is not heard, counts no more. */
function finish(exchange: Exchange, made: PlainAnswer): PlainAnswer {
  if (!exchange.isStreamed) finishExchange(exchange, made.status)
  return made
}

/** A request that expired walks on to its end, so that what it changed is purged; its answer went out already. */
function walk(exchange: Exchange): PlainAnswer | Promise<PlainAnswer> {
  const fail = (error: unknown): Promise<PlainAnswer> => walkFailed(exchange, error)
  const end = (made: PlainAnswer): PlainAnswer => {
    release(exchange)
    return made
  }
  try {
    const walked = walkRequest(exchange)
    return isPromise(walked) ? walked.then(end).catch(fail) : end(walked)
  } catch (error) {
    return fail(error)
  }
}

async function walkFailed(exchange: Exchange, error: unknown): Promise<PlainAnswer> {
  try {
    if (exchange.claim !== undefined) await dropClaim(exchange, error)
    return await answerFailure(exchange, error)
  } finally {
    release(exchange)
  }
}

function release(exchange: Exchange): void {
  const { deadline, isStreamed, scope } = exchange
  deadline.stop()
  if (exchange.lease !== undefined) void endLease(exchange)
  if (!isStreamed) scope.release()
}

function walkRequest(exchange: Exchange): PlainAnswer | Promise<PlainAnswer> {
  exchange.step = 'route'
  return whenDone(route(exchange), (plan) => {
    if (plan.kind === 'preflight') return encodePreflight(exchange, plan)
    exchange.deadline.start()
    exchange.step = 'identify'
    return whenDone(identify(exchange, plan), (caller) =>
      plan.kind === 'session'
        ? answerSession(exchange, plan, caller)
        : walkGuards(exchange, plan, toFacts(exchange, caller)),
    )
  })
}

function walkGuards(
  exchange: Exchange,
  plan: BundlePlan | CallPlan | ViewPlan,
  facts: CallFacts,
): PlainAnswer | Promise<PlainAnswer> {
  exchange.step = 'guard'
  return whenDone(exchange.service.rateLimit && limitRate(nameAsked(plan), facts), () =>
    plan.kind === 'bundle'
      ? whenDone(guard(plan.selection.queries, facts, true), () => walkBundle(exchange, plan, facts))
      : whenDone(guard([plan.function], facts, false), () => walkFunction(exchange, plan, facts)),
  )
}

/** Each query has the run deadline for itself. */
function walkBundle(
  exchange: Exchange,
  plan: BundlePlan,
  facts: CallFacts,
): PlainAnswer | Promise<PlainAnswer> {
  const cached = planRead(exchange, plan)
  if (cached !== undefined) return readCache(exchange, cached, facts)
  exchange.step = 'decode'
  return whenDone(decodeBundle(plan.selection, plan.params, exchange.service), (ready) => {
    exchange.deadline.stop()
    exchange.step = 'read-cache'
    resolveVary(exchange, plan)
    exchange.step = 'invoke'
    return whenDone(facts.caller.load(), () => walkQueries(exchange, plan, { ready, facts }))
  })
}

function walkQueries(
  exchange: Exchange,
  plan: BundlePlan,
  { ready, facts }: { readonly ready: readonly Ready[]; readonly facts: CallFacts },
): PlainAnswer | Promise<PlainAnswer> {
  if (wantsLines(exchange.request)) return encodeLines(exchange, plan, { ready, facts })
  return whenDone(invokeQueries(ready, facts), (outcomes) => {
    exchange.step = 'encode'
    return encodeBundle(
      exchange,
      plan,
      makeBundle(plan.selection, { ready, outcomes, service: exchange.service }),
    )
  })
}

function walkFunction(
  exchange: Exchange,
  plan: CallPlan | ViewPlan,
  facts: CallFacts,
): PlainAnswer | Promise<PlainAnswer> {
  if (plan.kind === 'view' || plan.idempotencyKey === undefined) return walkRun(exchange, plan, facts)
  return claimRun(exchange, plan).then((kept) =>
    kept === undefined ? walkRun(exchange, plan, facts) : replay(exchange, kept),
  )
}

function walkRun(
  exchange: Exchange,
  plan: CallPlan | ViewPlan,
  facts: CallFacts,
): PlainAnswer | Promise<PlainAnswer> {
  const { service } = exchange
  exchange.step = 'decode'
  const decoded =
    plan.kind === 'call' ? decodeCall(plan.function, plan.args, service) : decodeView(plan, service)
  return whenDone(decoded, (ready) => {
    exchange.step = 'invoke'
    return whenDone(facts.caller.load(), () =>
      whenDone(invokeCall(exchange, ready, facts), (ran) => walkEffects(exchange, plan, { ran, facts })),
    )
  })
}

function walkEffects(
  exchange: Exchange,
  plan: CallPlan | ViewPlan,
  { ran, facts }: { readonly ran: Ran; readonly facts: CallFacts },
): PlainAnswer | Promise<PlainAnswer> {
  exchange.step = 'invalidate'
  const kept = exchange.claim === undefined ? undefined : keepOutcome(exchange, ran)
  const mounted = plan.kind === 'call' ? plan.mounted : []
  return whenDone(kept, () =>
    whenDone(invalidate(exchange, ran, { mounted, facts }), (effects) => {
      exchange.step = 'encode'
      return plan.kind === 'view'
        ? encodeView(exchange, ran, effects)
        : encodeCall(exchange, { text: ran.text, headers: ran.call.headers }, effects)
    }),
  )
}

async function answerFailure(exchange: Exchange, error: unknown): Promise<PlainAnswer> {
  const { service, id, step } = exchange
  const failure = toFailure(error, { service, id, step, function: exchange.function })
  exchange.code = failure.error.code
  return encodeFailure(exchange, failure, await invalidateFailed(exchange))
}

function toFacts(exchange: Exchange, caller: CallFacts['caller']): CallFacts {
  const { service, scope, id, cause, tracked } = exchange
  return { service, caller, request: tracked, scope, id, cause }
}

function nameAsked(plan: BundlePlan | CallPlan | ViewPlan): { function?: string; context?: string } {
  return plan.kind === 'bundle'
    ? { context: plan.selection.context.declared.name }
    : { function: plan.function.name }
}
