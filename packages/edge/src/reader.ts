/** Whose request this is, as far as an edge can tell (SPEC.md, ID-1, ID-2, ID-11, ID-12): by an MWT alone. */
import {
  findSecret,
  HEADER_TOKEN,
  identityKeys,
  isSignedBy,
  LIMITS,
  readMwtClaims,
  readPayload,
  readTokenText,
  sessionKey,
} from '@mizan/protocol'
import type { ReadSecrets } from './edge-secrets.ts'
import { Memory } from './memory.ts'

/** `elsewhere`: only the origin can tell, and what it answers is nobody else's. */
export type Reader =
  | { readonly kind: 'anybody' }
  | {
      readonly kind: 'known'
      readonly user: string
      readonly pkey: string
      readonly own: string
      readonly identity: string
    }
  | { readonly kind: 'elsewhere' }

export interface ReaderOptions {
  readonly secrets: ReadSecrets
  readonly audience: string
  readonly sessionCookie: string
}

const ELSEWHERE = { kind: 'elsewhere' } as const

/** Of a token whose signature is right. */
interface Verified {
  readonly claims: Readonly<Record<string, unknown>>
  readonly own: string
  readonly pkey: string
}

const REMEMBERED_TOKENS = 1000
const UNVERIFIED = { verified: undefined }

/** Remembers tokens that it verified: their times are looked at each time. */
export class Readers {
  readonly #options: ReaderOptions
  readonly #verified = new Memory<{ readonly verified: Verified | undefined }>(REMEMBERED_TOKENS)

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  read(headers: Headers, nowMs: number): Reader {
    const token = headers.get(HEADER_TOKEN)
    // An access token may be invalid, which is refused on public answers too; other schemes may guard the whole origin.
    if (token === null) return headers.has('authorization') ? ELSEWHERE : { kind: 'anybody' }
    const { audience, sessionCookie } = this.#options
    // What is too long to be one is not remembered.
    const { verified } =
      token.length > LIMITS.maxTokenBytes ? UNVERIFIED : this.#verified.get(token, () => this.#verify(token))
    const claims = verified === undefined ? undefined : readMwtClaims(verified.claims, { audience, nowMs })
    if (verified === undefined || claims === undefined) return ELSEWHERE
    if (!isOfSession(claims.sid, headers.get('cookie'), sessionCookie)) return ELSEWHERE
    const { own, pkey } = verified
    return { kind: 'known', user: claims.sub, pkey: claims.pkey, own, identity: `${own}.${pkey}` }
  }

  #verify(token: string): { readonly verified: Verified | undefined } {
    const { secrets } = this.#options
    const parts = readTokenText(token, 'MWT')
    const secret = parts === undefined ? undefined : findSecret(parts.kid, secrets.mwt)
    if (parts === undefined || secret === undefined || !isSignedBy(parts, secret)) return UNVERIFIED
    const claims = readPayload(parts)
    if (claims === undefined || typeof claims['sub'] !== 'string' || typeof claims['pkey'] !== 'string')
      return UNVERIFIED
    const keys = identityKeys({ secret: secrets.cache, userId: claims['sub'], pkey: claims['pkey'] })
    return { verified: { claims, ...keys } }
  }
}

/** A token beside the session cookie of another is refused by the origin (ID-12). */
function isOfSession(sid: string, cookies: string | null, name: string): boolean {
  if (cookies === null) return true
  const values = cookies.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals !== -1 && pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : []
  })
  return values.every((value) => sessionKey(value) === sid)
}
