/** The walk of a request: route → identify → guard → decode → invoke → invalidate → encode (SPEC.md, CALL-7). */
import { type Exchange, openExchange, type Plan } from './exchange.ts'
import { toFailure } from './failure.ts'
import type { PlainAnswer } from './plain-answer.ts'
import type { PlainRequest } from './plain-request.ts'
import type { CallFacts } from './run-call.ts'
import type { Service } from './service.ts'
import { decodeBundle, decodeCall, decodeView } from './steps/decode.ts'
import { encodeBundle, encodeCall, encodeFailure, encodePreflight } from './steps/encode.ts'
import { encodeView } from './steps/encode-view.ts'
import { guard, limitRate } from './steps/guard.ts'
import { identify } from './steps/identify.ts'
import { invalidate, invalidateFailed } from './steps/invalidate.ts'
import { invokeCall, invokeQueries, overdue } from './steps/invoke.ts'
import { route } from './steps/route.ts'

/** Always answers: with what was asked for, or with an error envelope. Never rejects. */
export function answerRequest(service: Service, request: PlainRequest): Promise<PlainAnswer> {
  const exchange = openExchange(service, request)
  return new Promise((resolve) => {
    const expire = (): void => {
      exchange.isExpired = true
      const error = overdue(exchange, exchange.function)
      exchange.scope.abort(error)
      void answerFailure(exchange, error).then(resolve)
    }
    void walk(exchange, expire).then(resolve)
  })
}

/** A request that expired walks on to its end, so that what it changed is purged; its answer went out already. */
async function walk(exchange: Exchange, expire: () => void): Promise<PlainAnswer> {
  const { service } = exchange
  let stopWatch: (() => void) | undefined
  try {
    exchange.step = 'route'
    const plan = await route(exchange)
    if (plan.kind === 'preflight') return encodePreflight(exchange, plan)
    stopWatch = service.clock.after(service.limits.runDeadlineMs, expire)

    exchange.step = 'identify'
    const caller = await identify(exchange)
    const facts = toFacts(exchange, caller.user)

    exchange.step = 'guard'
    if (service.rateLimit !== undefined) await limitRate(nameAsked(plan), facts)
    await guard(
      plan.kind === 'bundle' ? plan.selection.queries : [plan.function],
      facts,
      plan.kind === 'bundle',
    )

    exchange.step = 'decode'
    if (plan.kind === 'bundle') {
      const ready = await decodeBundle(plan.selection, plan.params, service)
      stopWatch()
      exchange.step = 'invoke'
      const outcomes = await invokeQueries(ready, facts)
      exchange.step = 'encode'
      return encodeBundle(exchange, plan, { ready, outcomes })
    }
    const ready = await (plan.kind === 'call'
      ? decodeCall(plan.function, plan.args, service)
      : decodeView(plan, service))

    exchange.step = 'invoke'
    const ran = await invokeCall(exchange, ready, facts)

    exchange.step = 'invalidate'
    const mounted = plan.kind === 'call' ? plan.mounted : []
    const effects = await invalidate(exchange, ran, { mounted, facts })

    exchange.step = 'encode'
    return plan.kind === 'call' ? encodeCall(exchange, ran, effects) : encodeView(exchange, ran, effects)
  } catch (error) {
    return await answerFailure(exchange, error)
  } finally {
    stopWatch?.()
    exchange.scope.release()
  }
}

async function answerFailure(exchange: Exchange, error: unknown): Promise<PlainAnswer> {
  const { service, id, step } = exchange
  const failure = toFailure(error, { service, id, step, function: exchange.function })
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
