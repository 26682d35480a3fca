/** The two cookies of a session: its id, which scripts cannot read, and its CSRF token, which they can (SPEC.md, ID-3, ID-20). */
import type { AnswerHeaders, CookieOptions } from '../pipeline/answer-headers.ts'
import { CSRF_COOKIE } from './csrf-tokens.ts'
import { type Identity, toSessionKey } from './identity.ts'

export function setSessionCookies(headers: AnswerHeaders, identity: Identity, id: string): void {
  const { sessions, csrf } = identity
  if (sessions === undefined) return
  const maxAge = Math.ceil(sessions.lifetimeMs / 1000)
  headers.setCookie(sessions.cookieName, id, { maxAge })
  if (csrf !== undefined) setCsrfCookie(headers, csrf.create({ session: toSessionKey(id) }), { maxAge })
}

export function setCsrfCookie(
  headers: AnswerHeaders,
  token: string,
  options: Pick<CookieOptions, 'maxAge'>,
): void {
  headers.setCookie(CSRF_COOKIE, token, { ...options, httpOnly: false })
}

export function clearSessionCookies(headers: AnswerHeaders, { sessions }: Identity): void {
  if (sessions === undefined) return
  headers.clearCookie(sessions.cookieName)
  headers.clearCookie(CSRF_COOKIE)
}
