/** Identify: who calls (SPEC.md, Identity; Origins). */

import { type CookieChanges, TrackedRequest } from '../call-request.ts'
import { assertUser, Caller } from '../caller-identity.ts'
import type { Exchange } from '../exchange.ts'
import { isSafeMethod, namesItsOrigin } from '../origin.ts'
import { refuse } from '../refuse.ts'
import type { Service } from '../service.ts'
import { isPromise, isThenable } from '../settle.ts'
import type { User } from '../user.ts'

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
    return { caller: new Caller(null, service.identityHash), request }
  }
}

function admit(exchange: Exchange, caller: Caller): Caller {
  const { request } = exchange
  if (
    caller.id !== undefined &&
    caller.means?.isByCookie === true &&
    !isSafeMethod(request.method) &&
    !namesItsOrigin(request)
  )
    throw refuse('FORBIDDEN', 'a request that a cookie authenticates must name its Origin')
  exchange.caller = caller
  return caller
}

function resolveCaller(service: Service, request: TrackedRequest): Caller | Promise<Caller> {
  const { resolveUser, identityHash } = service
  if (resolveUser === undefined) return new Caller(null, identityHash)
  const answer = resolveUser(request)
  const known = (user: User | null): Caller =>
    new Caller(assertUser(user), identityHash, {
      by: 'app',
      isByCookie: request.cookiesRead,
      reload: () => resolveCaller(service, request),
    })
  return isThenable(answer) ? Promise.resolve(answer).then(known) : known(answer)
}
