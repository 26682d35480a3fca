import { expect, test } from 'vitest'
import { RecentMap } from './recent-map.ts'

test('keeps what is asked for, and forgets the rest', () => {
  const map = new RecentMap<number>(3)
  map.set('kept', 0)
  for (let at = 1; at < 100; at += 1) {
    expect(map.get('kept')).toBe(0)
    map.set(`once ${at}`, at)
    expect(map.get(`once ${at}`)).toBe(at)
  }
  expect(map.get('once 1')).toBeUndefined()
  expect(map.get('once 98')).toBe(98)
})
