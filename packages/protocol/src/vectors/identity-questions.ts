/** Questions about tokens and sessions (SPEC.md, Tokens and sessions). */
import { type CsrfBinding, type CsrfSigner, createCsrfToken, isCsrfToken } from '../identity/csrf-token.ts'
import { keyId, type NamedSecret } from '../identity/key-id.ts'
import { sessionKey } from '../identity/session-key.ts'
import { readAccessClaims, readMwtClaims, type TokenMoment } from '../identity/token-claims.ts'
import { findSecret, isSignedBy, readPayload, readTokenText, type TokenType } from '../identity/token-text.ts'
import type { JsonObject } from '../json/json-value.ts'
import { hmacSha256 } from '../keys/hmac.ts'
import { bytesToBase64Url } from '../values/base64.ts'
import {
  asText,
  isJsonObject,
  type Question,
  type Questions,
  Refusal,
  readList,
  readMember,
  readObject,
  readOptional,
  readText,
  readTextList,
} from './question.ts'

export const identityQuestions: Questions = {
  kid: (question) => keyId(readText(question, 'secret')),
  sid: (question) => sessionKey(readText(question, 'session')),
  csrf_make: (question) =>
    createCsrfToken(
      signerOf(readText(question, 'secret')),
      readBinding(question),
      readText(question, 'random'),
    ),
  csrf_check: (question) =>
    isCsrfToken(
      readText(question, 'token'),
      readBinding(question),
      readTextList(question, 'secrets').map(signerOf),
    ),
  mwt: (question) => readToken(question, 'MWT', (claims, moment) => ({ ...readMwtClaims(claims, moment) })),
  jwt: (question) =>
    readToken(question, 'at+jwt', (claims, moment) => ({ ...readAccessClaims(claims, moment) })),
}

function signerOf(secret: string): CsrfSigner {
  return (message) => bytesToBase64Url(hmacSha256(secret, message))
}

function readBinding(question: Question): CsrfBinding {
  const binding = readObject(question, 'binding')
  return readOptional(binding, 'session') === undefined
    ? { user: readText(binding, 'user') }
    : { session: readText(binding, 'session') }
}

/** The claims, without those that nobody asked for; a refusal says UNAUTHORIZED as the wire does. */
function readToken(
  question: Question,
  typ: TokenType,
  read: (claims: Readonly<Record<string, unknown>>, moment: TokenMoment) => JsonObject,
): JsonObject {
  const secrets = readSecrets(question)
  const moment = { audience: readText(question, 'aud'), nowMs: readNow(question) }
  const parts = readTokenText(readText(question, 'token'), typ)
  const secret = parts && findSecret(parts.kid, secrets)
  const payload = parts && secret !== undefined && isSignedBy(parts, secret) ? readPayload(parts) : undefined
  const claims = payload === undefined ? {} : read(payload, moment)
  if (!Object.hasOwn(claims, 'sub')) throw new Refusal('The token is not valid.', { code: 'UNAUTHORIZED' })
  return claims
}

function readSecrets(question: Question): NamedSecret[] {
  return readList(question, 'secrets').map((each) => {
    if (!isJsonObject(each)) throw new Refusal('"secrets" holds something that is no object.')
    return { kid: asText(each['kid'], 'secrets'), secret: asText(each['secret'], 'secrets') }
  })
}

function readNow(question: Question): number {
  const now = readMember(question, 'now')
  if (typeof now !== 'number') throw new Refusal('"now" is a number of milliseconds.')
  return now
}
