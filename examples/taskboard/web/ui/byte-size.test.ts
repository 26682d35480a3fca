import { expect, test } from 'vitest'
import { toByteSize } from './byte-size.ts'

test.each([
  [0n, '0 B'],
  [999n, '999 B'],
  [1_500n, '1.5 kB'],
  [48_318_382_080n, '48.3 GB'],
  [9_007_199_254_740_993n, '9 PB'],
  [12_345_000_000_000_000_000_000n, '12345 EB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(toByteSize(bytes)).toBe(text)
})
