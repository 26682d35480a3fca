/** Requests as bytes. */
import { describe, expect, test } from 'vitest'
import { composeRequest } from './compose-request.ts'

const place = { url: 'http://127.0.0.1:80', cookie: '' }
const compose = (step: object) => composeRequest(step, place).bytes.toString('latin1')

describe('a request', () => {
  test('of a call', () => {
    expect(compose({ call: 'shout', args: { text: 'é' }, as: 1 })).toBe(
      'POST /api/mizan/call/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nX-Fixture-User: 1\r\nContent-Length: 35\r\n\r\n{"fn":"shout","args":{"text":"\xc3\xa9"}}',
    )
  })

  test('keeps its target as it stands', () => {
    expect(compose({ fetch: 'us%65r', query: ['a=%zz&b=', { hex: 'ff' }] })).toMatch(
      /^GET \/api\/mizan\/ctx\/us%65r\/\?a=%zz&b=\xff HTTP/,
    )
    expect(compose({ send: 'GET', path: '/a/../b' })).toMatch(/^GET \/a\/\.\.\/b HTTP/)
  })

  test('has the headers that it says, and not those that it does not want', () => {
    const text = compose({ call: 'x', headers: { 'content-type': 'text/plain', Host: null } })
    expect(text).toContain('content-type: text/plain\r\n')
    expect(text).not.toContain('application/json')
    expect(text).not.toContain('Host')
  })

  test('of another length than it says, and in chunks', () => {
    expect(compose({ send: 'POST /x', body: 'abc', contentLength: 9 })).toContain(
      'Content-Length: 9\r\n\r\nabc',
    )
    expect(compose({ send: 'POST /x', body: 'abc', chunked: true })).toMatch(/\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/)
  })

  test('with texts that nobody would write out', () => {
    const step = { call: 'x', args: { a: { $repeat: 'ab', times: 3 } }, mounted: { $list: 1, times: 2 } }
    expect(compose(step)).toMatch(/\{"fn":"x","args":\{"a":"ababab"\},"mounted":\[1,1\]\}$/)
  })

  test('of a HEAD is known to have no body', () => {
    expect(composeRequest({ send: 'HEAD /x' }, place).isHead).toBe(true)
  })
})
