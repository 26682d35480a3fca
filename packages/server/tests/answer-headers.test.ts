/** Cookies and headers that a handler sets. */
import { type Call, CallError, client } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call, errorOf } from './support/ask.ts'
import { createPeople } from './support/people.ts'

describe('what a handler puts on its answer', () => {
  const setting = (act: (call: Call, text: string) => void) =>
    client({ affects: 'nothing', input: { text: z.string() } }, ({ text }, c) => act(c, text))

  test('cookies and headers go out on success', async () => {
    const sign = setting((c, text) => {
      c.setCookie('user', text, { maxAge: 60 })
      c.setCookie('theme', 'dark', { httpOnly: false, path: '/x', secure: false })
      c.clearCookie('old')
      c.setHeader('X-Team', text)
    })
    const { app } = createPeople({ sign })
    const { headers } = await call(app, 'sign', { text: 'a b' })
    expect(headers.getSetCookie()).toEqual([
      'user=a%20b; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
      'theme=dark; Path=/x; SameSite=Lax',
      'old=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
    ])
    expect(headers.get('x-team')).toBe('a b')
  })

  test('nothing of it goes out when the function fails', async () => {
    const sign = setting((c) => {
      c.setCookie('user', 'ada')
      throw new CallError('CONFLICT', 'no')
    })
    const { app } = createPeople({ sign })
    expect((await call(app, 'sign', { text: '' })).headers.getSetCookie()).toEqual([])
  })

  test.each(['a\r\nSet-Cookie: x=1', 'a\nb', 'a\0b', 'ä', '\u{1f600}'])(
    '%j does not fit into a header: BAD_REQUEST',
    async (text) => {
      const { app } = createPeople({ set: setting((c, value) => c.setHeader('X-Team', value)) })
      const answered = await call(app, 'set', { text })
      expect([answered.status, errorOf(answered).code]).toEqual([400, 'BAD_REQUEST'])
    },
  )

  test('a cookie value is always coded', async () => {
    const { app } = createPeople({ set: setting((c, value) => c.setCookie('v', value)) })
    const { headers } = await call(app, 'set', { text: 'a\r\nSet-Cookie: x=1; Path=/evil' })
    expect(headers.getSetCookie()).toEqual([
      'v=a%0D%0ASet-Cookie%3A%20x%3D1%3B%20Path%3D%2Fevil; Path=/; HttpOnly; Secure; SameSite=Lax',
    ])
  })

  test.each([
    'X-Mizan-Identity',
    'x-mizan-anything',
    'Set-Cookie',
    'Content-Length',
    'Cache-Control',
    'Access-Control-Allow-Origin',
    'Transfer-Encoding',
    'bad name',
    'a:b',
    '',
    'ETag',
  ])('the header %j is not a handler’s', async (name) => {
    const { app } = createPeople({ set: setting((c) => c.setHeader(name, 'x')) })
    expect((await call(app, 'set', { text: '' })).status).toBe(500)
  })
})
