/** What may differ between two adapters, and what may not. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '../drive/answer.ts'
import type { CaseResult } from '../drive/run-case.ts'
import { compareResults } from './compare-targets.ts'

function resultOf(text: string, headers: Record<string, string> = {}, status = 200): CaseResult {
  const body = Buffer.from(text)
  const answer: Answer = {
    status,
    headers: Object.entries(headers),
    body,
    rawBody: body,
    endedMs: 1,
    arrivals: [],
  }
  return { case: { id: 'x' } as CaseResult['case'], problems: [], answers: [answer] }
}

const error = (message: string, details: string) =>
  `{"error":{"code":"X","message":${message},"details":${details}}}`

describe('may differ', () => {
  test.each([
    ['messages', error('"a \\" b"', '{}'), error('"c"', '{}')],
    ['ids', error('"a"', '{"id":"1"}'), error('"a"', '{"id":"2"}')],
    [
      'sentences of fields, and their order',
      error('"a"', '{"fields":{"/a":["x"],"/b":["y","z"]}}'),
      error('"a"', '{"fields":{"/b":["w"],"/a":["v"]}}'),
    ],
    [
      'messages inside a bundle',
      '{"a":1,"_mizan_errors":{"b":{"code":"X","message":"p"},"c":{"code":"Y","message":"q"}}}',
      '{"a":1,"_mizan_errors":{"b":{"code":"X","message":"r"},"c":{"code":"Y","message":"s"}}}',
    ],
    ['ETags', '{"refresh":[{"etag":"\\"abc\\""}]}', '{"refresh":[{"etag":"\\"def\\""}]}'],
    ['credentials', '{"csrf_token":"a","expires_in":300}', '{"csrf_token":"b","expires_in":300}'],
  ])('%s', (_what, one, other) => {
    expect(compareResults(resultOf(one), resultOf(other))).toEqual([])
  })

  test('values of ids in headers', () => {
    const headers = (id: string) => ({ 'X-Mizan-Cause': id, 'X-Request-Id': id, ETag: id, Date: id })
    expect(compareResults(resultOf('{}', headers('a')), resultOf('{}', headers('b')))).toEqual([])
  })
})

describe('may not differ', () => {
  test.each([
    ['white space', '{"a":1}', '{"a": 1}'],
    ['the order of members', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['numbers', '{"a":1}', '{"a":1.0}'],
    ['codes', error('"a"', '{}'), error('"a"', '{}').replace('"X"', '"Y"')],
    ['fields', error('"a"', '{"fields":{"/a":["x"]}}'), error('"a"', '{"fields":{"/b":["x"]}}')],
    ['credentials that one has', '{"csrf_token":"a"}', '{"csrf_token":null}'],
    ['data called message', '{"a":{"message":"x"}}', '{"a":{"message":"y"}}'],
  ])('%s', (_what, one, other) => {
    expect(compareResults(resultOf(one), resultOf(other))).toHaveLength(1)
  })

  test('status, and headers of the protocol', () => {
    expect(compareResults(resultOf('{}'), resultOf('{}', {}, 201))).toHaveLength(1)
    expect(compareResults(resultOf('{}', { 'X-Mizan-Entry': 'a' }), resultOf('{}'))).toHaveLength(1)
    expect(compareResults(resultOf('{}'), resultOf('{}', { ETag: 'a' }))).toHaveLength(1)
  })
})
