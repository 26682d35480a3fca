/** The token without which a cookie authenticates no POST: signed double submit (SPEC.md, ID-17, ID-18). */
import { isSameText } from './same-text.ts'

/** Whose token it is: of a session, or, where an app's own hook reads the cookie, of a user. */
export type CsrfBinding = { readonly session: string } | { readonly user: string }

const GRAMMAR = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/

/** HMAC-SHA256 of a text under one secret, as base64url. */
export type CsrfSigner = (message: string) => string

/** `RANDOM.HMAC`; `random` is 16 random bytes as base64url. */
export function createCsrfToken(sign: CsrfSigner, binding: CsrfBinding, random: string): string {
  return `${random}.${sign(toMessage(binding, random))}`
}

/** Made by one of the signers for this binding. Anything may be asked, of any length. */
export function isCsrfToken(token: string, binding: CsrfBinding, signers: readonly CsrfSigner[]): boolean {
  // Longer than any of them, before anything is looked at.
  const [, random, mac] = (token.length <= 66 && GRAMMAR.exec(token)) || []
  if (random === undefined || mac === undefined) return false
  let isOurs = false
  for (const sign of signers) isOurs = isSameText(sign(toMessage(binding, random)), mac) || isOurs
  return isOurs
}

/** The two kinds of binding cannot be taken for each other, whatever ids an app has. */
function toMessage(binding: CsrfBinding, random: string): string {
  return 'session' in binding ? `s:${binding.session}.${random}` : `u:${binding.user}.${random}`
}
