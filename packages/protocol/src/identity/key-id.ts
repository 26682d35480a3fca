/** Names of secrets on the wire (SPEC.md, ID-15). */
import { sha256Hex } from '../keys/sha256.ts'

/** A secret of several, all of which verify; the first signs. */
export interface NamedSecret {
  readonly kid: string
  readonly secret: string
}

/** The `kid` of a secret to which nobody gave another: it does not say what the secret is. */
export function keyId(secret: string): string {
  return sha256Hex(`kid:${secret}`).slice(0, 8)
}

/** Of names that people give, and of those in tokens. */
export function isKeyId(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(text)
}
