/** `GET {base}/session/` and `POST {base}/session/token/` (SPEC.md, ID-13, ID-17). */
import { AnswerHeaders } from '../pipeline/answer-headers.ts'
import type { Caller } from '../pipeline/caller-identity.ts'
import type { Exchange, SessionPlan } from '../pipeline/exchange.ts'
import type { PlainAnswer } from '../pipeline/plain-answer.ts'
import { refuse } from '../pipeline/refuse.ts'
import { encodeSession } from '../pipeline/steps/encode.ts'
import { bindingOf } from './csrf-tokens.ts'
import { toSessionKey } from './identity.ts'
import { setCsrfCookie } from './session-cookies.ts'

export function answerSession(
  exchange: Exchange,
  plan: SessionPlan,
  caller: Caller,
): PlainAnswer | Promise<PlainAnswer> {
  return plan.asks === 'csrf' ? answerCsrf(exchange, caller) : answerToken(exchange, caller)
}

function answerCsrf(exchange: Exchange, caller: Caller): PlainAnswer {
  const { identity } = exchange.service
  const binding = bindingOf(caller)
  if (binding === undefined || identity?.csrf === undefined)
    return encodeSession(exchange, { csrf_token: null })
  const token = identity.csrf.create(binding)
  const headers = new AnswerHeaders(exchange.request.origin)
  const lifetimeMs = 'session' in binding ? identity.sessions?.lifetimeMs : undefined
  setCsrfCookie(headers, token, lifetimeMs === undefined ? {} : { maxAge: Math.ceil(lifetimeMs / 1000) })
  return encodeSession(exchange, { csrf_token: token }, headers)
}

async function answerToken(exchange: Exchange, caller: Caller): Promise<PlainAnswer> {
  const { user, means, pkey } = caller
  const mwt = exchange.service.identity?.mwt
  if (user === null || pkey === undefined || mwt === undefined) throw refuse('UNAUTHORIZED', 'sign in first')
  await caller.confirm()
  const token = await mwt.issue({
    sub: user.id,
    // Of an app with sessions of its own, every token of a user is of one session.
    sid: means?.sessionKey ?? toSessionKey(`user:${user.id}`),
    staff: user.isStaff,
    super: user.isSuperuser,
    pkey,
  })
  return encodeSession(exchange, { token, expires_in: mwt.lifetimeSeconds })
}
