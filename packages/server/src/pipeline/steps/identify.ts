/** Identify: who calls (SPEC.md, Identity; Origins). */

import { type CookieChanges, TrackedRequest } from '../call-request.ts'
import { assertUser, Caller } from '../caller-identity.ts'
import type { Exchange } from '../exchange.ts'
import { isSafeMethod, namesItsOrigin } from '../origin.ts'
import { refuse } from '../refuse.ts'
import type { Service } from '../service.ts'
import { isPromise, isThenable } from '../settle.ts'

/** A promise only where the app's hook needs one. */
export function identify(exchange: Exchange): Caller | Promise<Caller> {
  const caller = resolveCaller(exchange.service, exchange.tracked)
  return isPromise(caller) ? caller.then((found) => admit(exchange, found)) : admit(exchange, caller)
}

/** Who the same client is once it has these cookies: after a login or a logout. Anonymous when nobody can tell. */
export async function identifyAgain(
  exchange: Exchange,
  changes: CookieChanges,
): Promise<{ readonly caller: Caller; readonly request: TrackedRequest }> {
  const { service } = exchange
  const request = new TrackedRequest(exchange.request, changes)
  try {
    return { caller: await resolveCaller(service, request), request }
  } catch (error) {
    service.report({ id: exchange.id, function: exchange.function?.name, step: 'identify', error })
    return { caller: new Caller(null, service.toIdentityKeys), request }
  }
}

function admit(exchange: Exchange, caller: Caller): Caller {
  const { request, tracked } = exchange
  const isByCookie = caller.user !== null && tracked.cookiesRead
  if (isByCookie && !isSafeMethod(request.method) && !namesItsOrigin(request))
    throw refuse('FORBIDDEN', 'a request that a cookie authenticates must name its Origin')
  exchange.caller = caller
  return caller
}

function resolveCaller(service: Service, request: TrackedRequest): Caller | Promise<Caller> {
  const { resolveUser, toIdentityKeys } = service
  if (resolveUser === undefined) return new Caller(null, toIdentityKeys)
  const answer = resolveUser(request)
  return isThenable(answer)
    ? Promise.resolve(answer).then((user) => new Caller(assertUser(user), toIdentityKeys))
    : new Caller(assertUser(answer), toIdentityKeys)
}
