/** Identify: who calls, and whether a foreign page made her browser do it (SPEC.md, Identity; Origins). */
import { askHook } from '../../identity/ask-hook.ts'
import { bindingOf } from '../../identity/csrf-tokens.ts'
import { bringsToken, type Found, findCaller, type Search } from '../../identity/find-caller.ts'
import type { Identity, Sessions } from '../../identity/identity.ts'
import { clearSessionCookies, setSessionCookies } from '../../identity/session-cookies.ts'
import type { NextIdentity } from '../../identity/sign-in.ts'
import { AnswerHeaders } from '../answer-headers.ts'
import { type CookieChanges, TrackedRequest } from '../call-request.ts'
import { assertUser, Caller } from '../caller-identity.ts'
import type { Exchange, Plan } from '../exchange.ts'
import { assertTrustedOrigin, isSafeMethod, namesItsOrigin } from '../origin.ts'
import { refuse } from '../refuse.ts'
import { isThenable, whenDone } from '../settle.ts'

/** A promise only where a token is new, or a store or the app's hook needs one. */
export function identify(exchange: Exchange, plan: Plan): Caller | Promise<Caller> {
  const { service, tracked, id } = exchange
  const { identity } = service
  if (identity === undefined) return whenDone(askHook(service, tracked), (caller) => admit(exchange, caller))
  const search: Search = { service, identity, request: tracked, id, tokens: toleranceOf(exchange, plan) }
  return whenDone(findCaller(search), (found) => {
    const caller = admit(exchange, found.caller)
    return whenDone(keepCookies(exchange, plan, { found, identity }), () => caller)
  })
}

/** Who the same client is from now on: after a login, a logout or a refresh. Anonymous when nobody can tell. */
export async function identifyAgain(
  exchange: Exchange,
  changes: CookieChanges,
  next: NextIdentity | undefined,
): Promise<{ readonly caller: Caller; readonly request: TrackedRequest }> {
  const { service, id } = exchange
  const { identity, identityHash } = service
  const request = new TrackedRequest(exchange.request, changes)
  try {
    if (next?.by === 'tokens') {
      const user = assertUser((await identity?.loadUser(next.userId)) ?? null)
      return { caller: new Caller(user, identityHash), request }
    }
    if (identity === undefined) return { caller: await askHook(service, request), request }
    const tokens = next === undefined ? 'ignore-invalid' : 'none'
    const { caller } = await findCaller({ service, identity, request, id, tokens })
    return { caller, request }
  } catch (error) {
    service.report({ id, function: exchange.function?.name, step: 'identify', error })
    return { caller: new Caller(null, identityHash), request }
  }
}

function toleranceOf(exchange: Exchange, plan: Plan): Search['tokens'] {
  if (plan.kind === 'session') return 'session'
  return exchange.function?.login === true ? 'ignore-invalid' : 'strict'
}

/** An unsafe request must be the app's own: by a token that no foreign page has, by its origin, or where a cookie authenticates by proof beside it. */
function admit(exchange: Exchange, caller: Caller): Caller {
  const { request, service } = exchange
  if (isSafeMethod(request.method)) {
    exchange.caller = caller
    return caller
  }
  const isByToken = caller.means?.by === 'mwt' || caller.means?.by === 'jwt'
  // A token that counts as none excuses nothing.
  if (!isByToken && bringsToken(service.identity, request)) assertTrustedOrigin(request, service.origins)
  const csrf = service.identity?.csrf
  const binding = bindingOf(caller)
  if (binding !== undefined && csrf === undefined && !namesItsOrigin(request))
    throw refuse('FORBIDDEN', 'a request that a cookie authenticates must name its Origin')
  exchange.caller = caller
  if (binding !== undefined && csrf !== undefined && !csrf.isFor(binding, request.header('x-csrftoken')))
    throw refuse('FORBIDDEN', 'X-CSRFToken is missing or is not that of this session', {
      details: { reason: 'csrf' },
    })
  return caller
}

interface Cookies {
  readonly found: Found
  readonly identity: Identity
}

/** A cookie that names nothing is cleared, one that grows old is renewed: with the next answer that is not a public bundle. */
function keepCookies(
  exchange: Exchange,
  plan: Plan,
  { found, identity }: Cookies,
): undefined | Promise<void> {
  const { cookie } = found
  const { sessions } = identity
  if (cookie === undefined || sessions === undefined) return undefined
  const headers = new AnswerHeaders(exchange.request.origin)
  if (cookie.kind === 'unknown') {
    clearSessionCookies(headers, identity)
    exchange.cookies = headers.pairs()
    return undefined
  }
  const isPublic = plan.kind === 'bundle' && !plan.selection.context.declared.userScoped
  if (isPublic) return undefined
  return whenDone(renew(exchange, sessions, cookie.key), (isRenewed) => {
    if (!isRenewed) return
    setSessionCookies(headers, identity, cookie.id)
    exchange.cookies = headers.pairs()
  }) as undefined | Promise<void>
}

/** Never throws: what is not renewed now is renewed by another request. */
function renew(exchange: Exchange, { store, lifetimeMs }: Sessions, key: string): boolean | Promise<boolean> {
  const fail = (error: unknown): false => {
    exchange.service.report({ id: exchange.id, function: exchange.function?.name, step: 'identify', error })
    return false
  }
  try {
    const touched = store.touch(key, lifetimeMs)
    return isThenable(touched) ? Promise.resolve(touched).catch(fail) : touched
  } catch (error) {
    return fail(error)
  }
}
