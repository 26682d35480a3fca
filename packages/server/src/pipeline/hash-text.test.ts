import { sha256Hex } from '@mizan/protocol'
import { expect, test } from 'vitest'
import { hashText } from './hash-text.ts'

test.each(['', 'abc', 'ä€😀', 'x'.repeat(5000)])('every runtime hashes alike: %j', (text) => {
  expect(hashText(text)).toBe(sha256Hex(text))
})
