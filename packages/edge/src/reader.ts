/** Whose request this is, as far as an edge can tell (SPEC.md, ID-1, ID-2, ID-11, ID-12): by an MWT alone. */
import {
  findSecret,
  HEADER_TOKEN,
  identityKeys,
  isSignedBy,
  readMwtClaims,
  readPayload,
  readTokenText,
  sessionKey,
} from '@mizan/protocol'
import type { ReadSecrets } from './edge-secrets.ts'

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

export function readReader(headers: Headers, nowMs: number, options: ReaderOptions): Reader {
  const token = headers.get(HEADER_TOKEN)
  // An access token may be invalid, which is refused on public answers too; other schemes may guard the whole origin.
  if (token === null) return headers.has('authorization') ? ELSEWHERE : { kind: 'anybody' }
  const { secrets, audience, sessionCookie } = options
  const parts = readTokenText(token, 'MWT')
  const secret = parts === undefined ? undefined : findSecret(parts.kid, secrets.mwt)
  if (parts === undefined || secret === undefined || !isSignedBy(parts, secret)) return ELSEWHERE
  const claims = readMwtClaims(readPayload(parts) ?? {}, { audience, nowMs })
  if (claims === undefined) return ELSEWHERE
  if (!isOfSession(claims.sid, headers.get('cookie'), sessionCookie)) return ELSEWHERE
  const { own, pkey } = identityKeys({ secret: secrets.cache, userId: claims.sub, pkey: claims.pkey })
  return { kind: 'known', user: claims.sub, pkey: claims.pkey, own, identity: `${own}.${pkey}` }
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
