/** `Mizan-Signature`, by which an edge and its origin know each other (SPEC.md, EDGE-6). */
import { LIMITS } from '../generated/limits.ts'
import type { NamedSecret } from '../identity/key-id.ts'
import { isSameText } from '../identity/same-text.ts'
import { hmacSha256Hex } from '../keys/hmac.ts'
import { sha256Hex } from '../keys/sha256.ts'

/** What is signed. */
export interface SignedRequest {
  /** Upper-case. */
  readonly method: string
  /** Path and query string as they are sent. */
  readonly target: string
  readonly body: string | Uint8Array
}

const GRAMMAR = /^kid=([A-Za-z0-9._-]{1,64}),t=(0|[1-9][0-9]{0,11}),v1=([0-9a-f]{64})$/
/** The longest text of that grammar. */
const MAX_CHARS = 160

/** The header's value. `nowMs` is Unix time. */
export function signRequest(request: SignedRequest, { kid, secret }: NamedSecret, nowMs: number): string {
  const time = Math.floor(nowMs / 1000)
  return `kid=${kid},t=${time},v1=${mac(request, secret, String(time))}`
}

/** Signed by one of the secrets, within the window, for exactly this request. */
export function isSignedRequest(
  header: string | undefined,
  request: SignedRequest,
  { secrets, nowMs }: { readonly secrets: readonly NamedSecret[]; readonly nowMs: number },
): boolean {
  const [, kid, time, given] =
    (header !== undefined && header.length <= MAX_CHARS && GRAMMAR.exec(header)) || []
  if (kid === undefined || time === undefined || given === undefined) return false
  if (Math.abs(nowMs - Number(time) * 1000) > LIMITS.signatureWindowMs) return false
  const secret = secrets.find((one) => one.kid === kid)?.secret
  return secret !== undefined && isSameText(mac(request, secret, time), given)
}

function mac({ method, target, body }: SignedRequest, secret: string, time: string): string {
  return hmacSha256Hex(secret, `${time}.${method}.${target}.${sha256Hex(body)}`)
}
