/** HMAC-SHA256 as base64url: by the runtime where it has a synchronous one, which is many times faster than our own (SPEC.md, ID-18). */
import { bytesToBase64Url, hmacSha256 } from '@mizan/protocol'

interface Hmac {
  update(text: string, encoding: 'utf8'): Hmac
  digest(encoding: 'base64url'): string
}

interface RuntimeCrypto {
  readonly createHmac?: (algorithm: string, key: string) => Hmac
}

/** Of texts under one secret. */
export function createSigner(secret: string): (message: string) => string {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } }
  const crypto = process?.getBuiltinModule?.('node:crypto') as RuntimeCrypto | undefined
  const createHmac = crypto?.createHmac
  return createHmac === undefined
    ? (message) => bytesToBase64Url(hmacSha256(secret, message))
    : (message) => createHmac('sha256', secret).update(message, 'utf8').digest('base64url')
}
