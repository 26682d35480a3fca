/** What the judge asks of every answer. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '../drive/answer.ts'
import { findFaults } from './standing.ts'

const good = {
  'X-Content-Type-Options': 'nosniff',
  'X-Mizan-Protocol': '1',
  'X-Request-Id': 'abcdefgh',
  'Content-Type': 'application/json',
}
const failed = { ...good, 'Cache-Control': 'no-store' }

function faultsOf(status: number, headers: Record<string, string>, text: string): string[] {
  const body = Buffer.from(text, 'utf8')
  const answer: Answer = {
    status,
    headers: Object.entries(headers),
    body,
    rawBody: body,
    endedMs: 1,
    arrivals: [],
  }
  return findFaults(answer)
}

test('a good answer has no faults', () => {
  expect(faultsOf(200, good, '{"result":null,"invalidate":[]}')).toEqual([])
  expect(faultsOf(404, failed, '{"error":{"code":"NOT_FOUND","message":"no"}}')).toEqual([])
  expect(faultsOf(410, failed, '{"error":{"code":"WORN_OUT","message":"no"}}')).toEqual([])
})

describe('faults', () => {
  test.each(Object.keys(good))('without %s', (name) => {
    const { [name as keyof typeof good]: _gone, ...rest } = good
    const status = name === 'Content-Type' ? 404 : 200
    expect(
      faultsOf(
        status,
        { ...rest, 'Cache-Control': 'no-store' },
        '{"error":{"code":"NOT_FOUND","message":"no"}}',
      ),
    ).toHaveLength(1)
  })

  test('an error that may be stored', () => {
    expect(faultsOf(404, good, '{"error":{"code":"NOT_FOUND","message":"no"}}')).toHaveLength(1)
  })

  test.each([
    ['a code with another status', 400, '{"error":{"code":"NOT_FOUND","message":"no"}}'],
    ['a declared code of a server', 500, '{"error":{"code":"WORN_OUT","message":"no"}}'],
    ['an error with more in it', 404, '{"error":{"code":"NOT_FOUND","message":"no","stack":""}}'],
    ['more beside an error', 404, '{"error":{"code":"NOT_FOUND","message":"no"},"result":1}'],
  ])('%s', (_why, status, text) => {
    expect(faultsOf(status, failed, text)).toHaveLength(1)
  })

  test.each([
    ['white space', '{"result": null}', {}],
    ['escapes that nobody needs', '{"result":"\\u00e9"}', {}],
    ['a media type with a charset', '{}', { 'Content-Type': 'application/json; charset=utf-8' }],
    ['a list', '[]', {}],
    ['a header without its targets', '{"invalidate":[]}', { 'X-Mizan-Invalidate': 'user' }],
    ['targets without their header', '{"invalidate":["user"]}', {}],
    ['targets that repeat', '{"invalidate":["a","a"]}', { 'X-Mizan-Invalidate': 'a, a' }],
    ['targets out of order', '{"invalidate":["b","a"]}', { 'X-Mizan-Invalidate': 'b, a' }],
    [
      'another value in the header',
      '{"invalidate":[{"context":"a","params":{"b":2}}]}',
      { 'X-Mizan-Invalidate': 'a;b=1' },
    ],
    ['bytes in a header', '{}', { 'X-A': 'é' }],
  ])('%s', (_why, text, headers) => {
    expect(faultsOf(200, { ...good, ...headers }, text)).toHaveLength(1)
  })
})

test('targets are compared as the law writes them', () => {
  const body =
    '{"result":1,"invalidate":[{"context":"a","own":true,"params":{"b":"(é)","Z":[1,{"y":null,"x":"s"}]}}]}'
  const header = 'a;Z=%5B1%2C%7B%22x%22%3A%22s%22%2C%22y%22%3Anull%7D%5D;_mizan_own=0123;b=%28%C3%A9%29'
  const headers = { ...good, 'X-Mizan-Identity': '0123.4567', 'X-Mizan-Invalidate': header }
  expect(faultsOf(200, headers, body)).toEqual([])
})
