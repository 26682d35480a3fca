/** What a signed token says, checked (SPEC.md, ID-12, ID-19): whole, of this audience, and at this moment. */
import { LIMITS } from '../generated/limits.ts'

/** Times are Unix seconds. */
export interface TokenClaims {
  readonly sub: string
  readonly aud: string
  readonly iat: number
  readonly nbf: number
  readonly exp: number
  /** Key of the session that it came from: 32 hex digits. */
  readonly sid: string
}

/** Of an MWT: rights beside who it is. */
export interface MwtClaims extends TokenClaims {
  readonly staff: boolean
  readonly super: boolean
  /** 64 hex digits (ID-10). */
  readonly pkey: string
}

export interface TokenMoment {
  readonly audience: string
  /** Unix time. */
  readonly nowMs: number
}

type Claims = Readonly<Record<string, unknown>>

/** Undefined where a claim is missing, is no such value, or is of another audience or time. Further claims are not looked at. */
export function readAccessClaims(claims: Claims, moment: TokenMoment): TokenClaims | undefined {
  const { sub, aud, sid } = claims
  const [iat, nbf, exp] = [claims['iat'], claims['nbf'], claims['exp']]
  if (typeof sub !== 'string' || sub === '' || !sub.isWellFormed() || aud !== moment.audience)
    return undefined
  if (typeof sid !== 'string' || !/^[0-9a-f]{32}$/.test(sid)) return undefined
  if (!isTime(iat) || !isTime(nbf) || !isTime(exp)) return undefined
  const read = { sub, aud: moment.audience, iat, nbf, exp, sid }
  return isInTime(read, moment.nowMs) ? read : undefined
}

export function readMwtClaims(claims: Claims, moment: TokenMoment): MwtClaims | undefined {
  const access = readAccessClaims(claims, moment)
  const { staff, super: superuser, pkey } = claims
  if (access === undefined || typeof staff !== 'boolean' || typeof superuser !== 'boolean') return undefined
  if (typeof pkey !== 'string' || !/^[0-9a-f]{64}$/.test(pkey)) return undefined
  return { ...access, staff, super: superuser, pkey }
}

/** With the leeway that two clocks have. */
export function isInTime(
  { iat, nbf, exp }: Pick<TokenClaims, 'iat' | 'nbf' | 'exp'>,
  nowMs: number,
): boolean {
  const now = Math.floor(nowMs / 1000)
  const leeway = LIMITS.tokenLeewayMs / 1000
  return exp > now - leeway && nbf <= now + leeway && iat <= now + leeway
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
