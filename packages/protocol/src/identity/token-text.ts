/** The text of a signed token: three base64url parts and a header of exactly three members, looked at before anything is believed (SPEC.md, ID-11). */

import { LIMITS } from '../generated/limits.ts'
import type { JsonObject } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { hmacSha256 } from '../keys/hmac.ts'
import { base64UrlToBytes, bytesToBase64Url } from '../values/base64.ts'
import { isKeyId, type NamedSecret } from './key-id.ts'
import { isSameText } from './same-text.ts'

/** `typ` of the two kinds: a token of one kind is never taken for the other. */
export type TokenType = 'MWT' | 'at+jwt'

export interface TokenParts {
  readonly kid: string
  /** The first two parts with their dot. */
  readonly signed: string
  readonly signature: string
  readonly payload: string
}

/** Undefined where the text is too long, is none, or has a header that is not ours: another algorithm, another type, anything beside them. */
export function readTokenText(text: string, typ: TokenType): TokenParts | undefined {
  if (text.length > LIMITS.maxTokenBytes) return undefined
  const parts = text.split('.')
  const [head = '', payload = '', signature = ''] = parts
  if (parts.length !== 3 || head === '' || payload === '' || signature.length !== 43) return undefined
  if (base64UrlToBytes(signature) === undefined) return undefined
  const header = readObject(head)
  if (header === undefined || Object.keys(header).length !== 3) return undefined
  const { alg, kid, typ: given } = header
  if (alg !== 'HS256' || given !== typ || typeof kid !== 'string' || !isKeyId(kid)) return undefined
  return { kid, signed: `${head}.${payload}`, signature, payload }
}

/** Whether the signature is that of the secret. */
export function isSignedBy({ signed, signature }: TokenParts, secret: string): boolean {
  return isSameText(bytesToBase64Url(hmacSha256(secret, signed)), signature)
}

/** The secret that a token names; undefined for a `kid` that nobody knows. */
export function findSecret(kid: string, secrets: readonly NamedSecret[]): string | undefined {
  return secrets.find((one) => one.kid === kid)?.secret
}

/** The claims as they stand there, of a token whose signature was checked. */
export function readPayload({ payload }: TokenParts): Readonly<Record<string, unknown>> | undefined {
  return readObject(payload)
}

function readObject(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const bytes = base64UrlToBytes(part)
    const value = bytes === undefined ? undefined : parseJson(bytes)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}
