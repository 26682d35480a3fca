/** Signed tokens of one kind: MWTs or access JWTs (SPEC.md, ID-11, ID-12, ID-15, ID-19). Signatures are jose's; what a token may look like and say is the protocol's. */
import {
  findSecret,
  isInTime,
  type NamedSecret,
  readPayload,
  readTokenText,
  type TokenClaims,
  type TokenMoment,
  type TokenType,
} from '@mizan/protocol'
import { compactVerify, SignJWT } from 'jose'

export interface Tokens<Claims extends TokenClaims> {
  /** The claims, or undefined for whatever is not a good token of ours at this moment. No promise for one that was verified before. */
  verify(text: string): Claims | undefined | Promise<Claims | undefined>
  issue(claims: Omit<Claims, 'aud' | 'iat' | 'nbf' | 'exp'>): Promise<string>
  readonly lifetimeSeconds: number
}

export interface TokenOptions<Claims> {
  readonly typ: TokenType
  /** At least one; the first signs. */
  readonly secrets: readonly NamedSecret[]
  readonly audience: string
  readonly lifetimeMs: number
  readonly nowMs: () => number
  readonly read: (claims: Readonly<Record<string, unknown>>, moment: TokenMoment) => Claims | undefined
}

/** Of tokens whose signature was good; a page sends the same one again and again. At most 4 kB each. */
const MAX_REMEMBERED = 1000

export function createTokens<Claims extends TokenClaims>(options: TokenOptions<Claims>): Tokens<Claims> {
  const { audience, nowMs, read, secrets, typ } = options
  const lifetimeSeconds = Math.floor(options.lifetimeMs / 1000)
  const keys = new Map<string, Promise<CryptoKey>>()
  const keyOf = (secret: string): Promise<CryptoKey> => {
    const key = keys.get(secret) ?? importKey(secret)
    keys.set(secret, key)
    return key
  }
  const remembered = new Map<string, Claims>()
  const remember = (text: string, claims: Claims): void => {
    remembered.delete(text)
    remembered.set(text, claims)
    const [oldest] = remembered.size > MAX_REMEMBERED ? remembered.keys() : []
    if (oldest !== undefined) remembered.delete(oldest)
  }
  const verifyNew = async (text: string): Promise<Claims | undefined> => {
    const parts = readTokenText(text, typ)
    const secret = parts && findSecret(parts.kid, secrets)
    if (parts === undefined || secret === undefined || !(await isSigned(text, keyOf(secret))))
      return undefined
    const payload = readPayload(parts)
    const claims = payload && read(payload, { audience, nowMs: nowMs() })
    if (claims !== undefined) remember(text, claims)
    return claims
  }
  return {
    lifetimeSeconds,
    verify(text) {
      const known = remembered.get(text)
      if (known === undefined) return verifyNew(text)
      if (!isInTime(known, nowMs())) {
        remembered.delete(text)
        return undefined
      }
      remember(text, known)
      return known
    },
    async issue(claims) {
      const [signing] = secrets
      if (signing === undefined) throw new TypeError('there is no secret to sign with')
      const iat = Math.floor(nowMs() / 1000)
      const whole = { ...claims, aud: audience, iat, nbf: iat, exp: iat + lifetimeSeconds }
      const header = { alg: 'HS256', kid: signing.kid, typ }
      const text = await new SignJWT(whole).setProtectedHeader(header).sign(await keyOf(signing.secret))
      if (readTokenText(text, typ) === undefined)
        throw new TypeError('the id of this user is too long for a token')
      return text
    },
  }
}

function importKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret)
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
}

async function isSigned(text: string, key: Promise<CryptoKey>): Promise<boolean> {
  try {
    await compactVerify(text, await key, { algorithms: ['HS256'] })
    return true
  } catch {
    return false
  }
}
