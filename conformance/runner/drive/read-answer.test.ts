/** The reader of answers: whole ones, those still to come, broken ones. */
import { describe, expect, test } from 'vitest'
import { readAnswer } from './read-answer.ts'

const read = (text: string, { isHead = false, isClosed = false } = {}) =>
  readAnswer(Buffer.from(text, 'latin1'), { isHead, isClosed })

describe('an answer', () => {
  test('with a length', () => {
    const found = read('HTTP/1.1 200 OK\r\nA: b \r\nContent-Length: 2\r\n\r\nabc')
    expect([found?.status, found?.headers[0], found?.body.toString()]).toEqual([200, ['A', 'b'], 'ab'])
  })

  test('in chunks', () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na;x=1\r\n0123456789\r\n0\r\n\r\n'
    expect(read(text)?.body.toString()).toBe('abc0123456789')
    expect(read(text.slice(0, -7))).toBeUndefined()
  })

  test('until the connection closes', () => {
    expect(read('HTTP/1.1 200 OK\r\n\r\nabc')).toBeUndefined()
    expect(read('HTTP/1.1 200 OK\r\n\r\nabc', { isClosed: true })?.body.toString()).toBe('abc')
  })

  test('behind one that only says to go on', () => {
    expect(read('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n')?.status).toBe(
      404,
    )
  })

  test('of a HEAD, and one that may have no body', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'
    expect(read(head, { isHead: true, isClosed: true })?.body.length).toBe(0)
    expect(() => read(`${head}hello`, { isHead: true })).toThrow('a body that must not be')
    expect(() => read('HTTP/1.1 304 Not Modified\r\n\r\nx')).toThrow('a body that must not be')
  })

  test.each([
    ['no status line', 'HELLO\r\n\r\n'],
    ['a header with a line feed', 'HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n'],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nA\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('that is broken: %s', (_why, text) => {
    expect(() => read(text, { isClosed: true })).toThrow()
  })
})
