import { expect, it } from 'vitest'
import { shareJson } from './share-json.ts'

const parse = (text: string) => JSON.parse(text) as never

it('answers the old value when both are equal, whatever the order of members', () => {
  const before = parse('{"a":[1,{"b":null}],"c":"x"}')
  expect(shareJson(before, parse('{"c":"x","a":[1,{"b":null}]}'))).toBe(before)
})

it('keeps equal parts of a value that changed', () => {
  const before = { a: [1, 2], b: { c: 1 } }
  const after = shareJson(before, { a: [1, 2], b: { c: 2 } }) as typeof before
  expect(after).toEqual({ a: [1, 2], b: { c: 2 } })
  expect(after.a).toBe(before.a)
})

it.each([
  ['[1]', '[1,2]'],
  ['[1,2]', '[1]'],
  ['[]', '{}'],
  ['{}', '[]'],
  ['{"a":1}', '{"b":1}'],
  ['{"a":1}', '{}'],
  ['null', '0'],
  ['{"toString":1}', '{"a":1}'],
  ['{}', '{"__proto__":{"x":1}}'],
  ['{"__proto__":{"x":1}}', '{"__proto__":{"x":2}}'],
])('tells %s from %s', (before, after) => {
  const shared = shareJson(parse(before), parse(after))
  expect(JSON.stringify(shared)).toBe(after)
  expect(({} as { x?: number }).x).toBeUndefined()
})
