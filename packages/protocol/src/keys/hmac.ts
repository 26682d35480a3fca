/** HMAC-SHA256 (RFC 2104), synchronous. */
import { sha256, toBytes, toHex } from './sha256.ts'

/** Lower-case hex MAC of a text or bytes under a secret. */
export function hmacSha256Hex(secret: string | Uint8Array, message: string | Uint8Array): string {
  return toHex(hmacSha256(secret, message))
}

/** 32 bytes. */
export function hmacSha256(secret: string | Uint8Array, message: string | Uint8Array): Uint8Array {
  let key = toBytes(secret)
  if (key.length > 64) key = sha256(key)
  const inner = concat(padKey(key, 0x36), toBytes(message))
  return sha256(concat(padKey(key, 0x5c), sha256(inner)))
}

function padKey(key: Uint8Array, mask: number): Uint8Array {
  const padded = new Uint8Array(64).fill(mask)
  key.forEach((byte, at) => {
    padded[at] = byte ^ mask
  })
  return padded
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
