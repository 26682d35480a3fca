/** CSRF tokens of an app (SPEC.md, ID-17, ID-18, ID-20). */
import { type CsrfBinding, createCsrfToken, isCsrfToken, type NamedSecret } from '@mizan/protocol'
import type { Caller } from '../pipeline/caller-identity.ts'
import { createSigner } from './create-signer.ts'
import { randomText } from './random-text.ts'

/** Read by scripts of the app's own pages, never by the server: it says what to put into X-CSRFToken. */
export const CSRF_COOKIE = 'mizan_csrf'

export interface CsrfTokens {
  create(binding: CsrfBinding): string
  /** Anything may be asked. */
  isFor(binding: CsrfBinding, token: string | undefined): boolean
}

export function createCsrfTokens(named: readonly NamedSecret[]): CsrfTokens {
  const signers = named.map(({ secret }) => createSigner(secret))
  const [sign] = signers
  if (sign === undefined) throw new TypeError('there is no secret to sign with')
  return {
    create: (binding) => createCsrfToken(sign, binding, randomText(16)),
    isFor: (binding, token) => token !== undefined && isCsrfToken(token, binding, signers),
  }
}

/** What the token of this caller is bound to; undefined where no cookie authenticates. */
export function bindingOf({ id, means }: Caller): CsrfBinding | undefined {
  if (id === undefined || means?.isByCookie !== true) return undefined
  return means.sessionKey === undefined ? { user: id } : { session: means.sessionKey }
}
