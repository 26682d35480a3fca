import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFormat } from './formats.ts'

const near = fc.string({
  unit: fc.constantFrom('1', '25', '0', 'ab', 'ffff', ':', '::', '.', '1.2.3.4'),
  maxLength: 12,
})

test('addresses are what the oracle says, zones apart', () => {
  fc.assert(
    fc.property(near, (text) => {
      expect(isFormat('ipv6', text)).toBe(isIPv6(text))
      expect(isFormat('ipv4', text)).toBe(isIPv4(text))
    }),
    { numRuns: 5000 },
  )
  expect(isFormat('ipv6', 'fe80::1%eth0')).toBe(false)
})

test('a gap stands for one group at least', () => {
  expect(isFormat('ipv6', '1:2:3:4:5:6:7::')).toBe(true)
  expect(isFormat('ipv6', '1:2:3:4:5:6:7::8')).toBe(false)
})

test('any length is decided quickly', () => {
  for (const text of ['a.', 'a-', '%41', '1:', 'a@', 'a:', '#']) {
    for (const format of ['email', 'hostname', 'ipv4', 'ipv6', 'uri'] as const)
      isFormat(format, text.repeat(300_000))
    isFormat('uri', `a:${text.repeat(300_000)}<`)
  }
})
