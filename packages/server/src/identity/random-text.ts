/** Random texts: ids of sessions, secrets of refresh tokens, the random part of CSRF tokens. */
import { bytesToBase64Url } from '@mizan/protocol'

/** `bytes` random bytes as base64url: 16 are 22 characters, 32 are 43. */
export function randomText(bytes: number): string {
  return bytesToBase64Url(crypto.getRandomValues(new Uint8Array(bytes)))
}
