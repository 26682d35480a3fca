import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../tests/any-text.ts'
import { cacheKey, hmacSha256Hex, identityKeys, permissionKey, sha256Hex } from '../index.ts'

test('SHA-256 and HMAC agree with the oracle at every length around the block', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255)
    expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(hmacSha256Hex(bytes, 'é💡')).toBe(createHmac('sha256', bytes).update('é💡').digest('hex'))
  }
})

test('SHA-256 and HMAC agree with the oracle on texts', () => {
  fc.assert(
    fc.property(anyText, anyText, (secret, text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
      expect(hmacSha256Hex(secret, text)).toBe(
        createHmac('sha256', secret).update(text, 'utf8').digest('hex'),
      )
    }),
  )
})

test('a key does not change with the order of its parts, and with a zero revision', () => {
  const key = cacheKey({ secret: 's', context: 'user', params: { a: '1', b: '2' }, rev: { q: 0 }, vary: {} })
  expect(cacheKey({ secret: 's', context: 'user', params: { b: '2', a: '1' } })).toBe(key)
  expect(cacheKey({ secret: 's', context: 'user', params: { b: '2', a: '1' }, user: '' })).not.toBe(key)
})

test('rights are a set', () => {
  const rights = { staff: true, superuser: false }
  expect(permissionKey({ ...rights, permissions: ['b', 'a', 'b'] })).toBe(
    permissionKey({ ...rights, permissions: ['a', 'b'] }),
  )
  // U+1F600 comes after U+FB00 in bytes and before it in UTF-16.
  const text = '{"perms":["\ufb00","😀"],"staff":true,"super":false}'
  const sorted = createHash('sha256').update(text).digest('hex')
  expect(permissionKey({ ...rights, permissions: ['😀', '\ufb00'] })).toBe(sorted)
})

test('identities cannot be told from each other by their keys alone', () => {
  const pkey = permissionKey({ permissions: [], staff: false, superuser: false })
  const one = identityKeys({ secret: 's', userId: '1', pkey })
  const two = identityKeys({ secret: 's', userId: '2', pkey })
  expect(one.own).toMatch(/^[0-9a-f]{16}$/)
  expect(one.own).not.toBe(two.own)
  expect(one.pkey).not.toBe(two.pkey)
})
