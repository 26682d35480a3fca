/** What stands for a session where its id, which is a credential, must not (SPEC.md, ID-12). */
import { sha256Hex } from '../keys/sha256.ts'

/** 32 hex digits: `sid` of tokens, and the key of the session in its store. */
export function sessionKey(id: string): string {
  return sha256Hex(id).slice(0, 32)
}
