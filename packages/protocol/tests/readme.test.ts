/** The code of README.md, run: every line that shows an outcome has that outcome. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileFieldsChecker, encodeInvalidateHeader, matchTarget } from '../src/index.ts'

test('the example says what happens', () => {
  const target = { context: 'user', params: { user_id: '5' } }
  const check = compileFieldsChecker([{ name: 'placed_at', type: { kind: 'datetime' } }], new Map())
  const outcomes = {
    "encodeInvalidateHeader([target, { context: 'notifications' }]) // 'user;user_id=5, notifications'":
      encodeInvalidateHeader([target, { context: 'notifications' }]) === 'user;user_id=5, notifications',
    "matchTarget(target, { context: 'user', params: { limit: '20', user_id: '5' } }) // true": matchTarget(
      target,
      {
        context: 'user',
        params: { limit: '20', user_id: '5' },
      },
    ),
  }
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  for (const [line, holds] of Object.entries(outcomes)) {
    expect(readme).toContain(line)
    expect(holds).toBe(true)
  }
  expect(check({ placed_at: '2026-11-23T07:00:00+02:00' })).toEqual({
    ok: true,
    value: { placed_at: '2026-11-23T05:00:00Z' },
  })
  expect(check({ placed_at: 'soon', nick: 1 })).toMatchObject({
    ok: false,
    fields: { '/placed_at': [expect.any(String)], '/nick': ['is not declared'] },
  })
})
