import { bytesToBase64Url, hmacSha256 } from '@mizan/protocol'
import { expect, test } from 'vitest'
import { createSigner } from './create-signer.ts'

test('the runtime’s HMAC is that of the protocol', () => {
  for (const secret of ['', 'a', 'é'.repeat(40), '\0'.repeat(65)])
    for (const message of ['', 's:0.1', 'zoë 😀', 'x'.repeat(1000)])
      expect(createSigner(secret)(message)).toBe(bytesToBase64Url(hmacSha256(secret, message)))
})
