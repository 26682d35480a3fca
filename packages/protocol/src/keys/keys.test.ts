import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { hmacSha256Hex, sha256Hex } from '../index.ts'

test('sha', () => {
  for (let n = 0; n < 300; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 7 + n) & 255)
    expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(hmacSha256Hex(bytes, 'é💡')).toBe(createHmac('sha256', bytes).update('é💡').digest('hex'))
  }
})
