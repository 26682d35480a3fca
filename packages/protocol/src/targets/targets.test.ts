import { describe, expect, test } from 'vitest'
import {
  decodeEntryHeader,
  decodeInvalidateHeader,
  dedupeTargets,
  encodeInvalidateHeader,
  matchTarget,
} from '../index.ts'

test('smoke', () => {
  expect(
    encodeInvalidateHeader([{ context: 'user', params: { user_id: '5' } }, { context: 'notifications' }]),
  ).toBe('user;user_id=5, notifications')
  expect(decodeInvalidateHeader('user;user_id=5, notifications')).toEqual([
    { context: 'user', params: { user_id: '5' } },
    { context: 'notifications' },
  ])
})
