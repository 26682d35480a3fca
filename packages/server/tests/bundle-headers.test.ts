/** ETags, X-Mizan-Entry and what is public of a bundle (SPEC.md, Headers of a bundle). */
import { client, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, fetchContext } from './support/ask.ts'
import { createPeople, Profile } from './support/people.ts'

describe('ETags', () => {
  test('kit #14794: are confirmed by 304 with every header afresh', async () => {
    const { app } = createPeople()
    const first = await fetchContext(app, 'user', 'user_id=5')
    const etag = first.headers.get('etag') ?? ''
    for (const given of [etag, `"x", ${etag}`, `W/${etag}`, '*']) {
      const again = await fetchContext(app, 'user', 'user_id=5', { headers: { 'if-none-match': given } })
      expect([again.status, again.text]).toEqual([304, ''])
      for (const name of [
        'x-mizan-entry',
        'x-mizan-schema',
        'x-mizan-protocol',
        'etag',
        'cache-control',
        'cache-groups',
      ])
        expect(again.headers.get(name)).toBe(first.headers.get(name))
      expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    }
    for (const given of ['"x"', 'x', '', etag.slice(1)])
      expect(
        (await fetchContext(app, 'user', 'user_id=5', { headers: { 'if-none-match': given } })).status,
      ).toBe(200)
  })
  test('change with the body', async () => {
    const { app } = createPeople()
    const first = await fetchContext(app, 'user', 'user_id=5')
    await ask(app, 'POST', '/api/mizan/call/', {
      json: { fn: 'update_profile', args: { user_id: 5, name: 'Grace' } },
    })
    const again = await fetchContext(app, 'user', 'user_id=5', {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    })
    expect([again.status, again.text.includes('Grace')]).toEqual([200, true])
  })
  test('of private answers show the identity on a 304 too', async () => {
    const { app } = createPeople()
    const asked = { headers: { 'x-user': 'ada' } }
    const first = await fetchContext(app, 'inbox', '', asked)
    const again = await fetchContext(app, 'inbox', '', {
      headers: { ...asked.headers, 'if-none-match': first.headers.get('etag') ?? '' },
    })
    expect([again.status, again.headers.get('x-mizan-identity')]).toEqual([
      304,
      first.headers.get('x-mizan-identity'),
    ])
  })
})

describe('X-Mizan-Entry', () => {
  test('moves into the bundle when it is too long', async () => {
    const { app } = createPeople()
    const short = await ask(app, 'POST', '/api/mizan/ctx/team/', {
      json: { team: 'a'.repeat(4096 - 'team;team='.length) },
    })
    expect(short.headers.get('x-mizan-entry')).toHaveLength(4096)
    const long = await ask(app, 'POST', '/api/mizan/ctx/team/', {
      json: { team: 'a'.repeat(4097 - 'team;team='.length) },
    })
    expect(long.headers.has('x-mizan-entry')).toBe(false)
    expect((long.json as { _mizan_entry: string })._mizan_entry).toBe(`team;team=${'a'.repeat(4087)}`)
  })
})

describe('a query that reads the caller or the request in a context without guards', () => {
  const Open = new ReactContext('open')
  const readers = {
    user: client({ context: Open, output: z.string() }, (_args, call) => call.user?.id ?? 'nobody'),
    cookie: client(
      { context: Open, output: z.string() },
      (_args, call) => call.request.cookies.get('user') ?? '',
    ),
    header: client(
      { context: Open, output: z.string() },
      (_args, call) => call.request.headers.get('accept-language') ?? '',
    ),
    set_cookie: client({ context: Open, output: z.string() }, (_args, call) => {
      call.setCookie('seen', '1')
      return ''
    }),
    later: client({ context: Open, output: z.string() }, async (_args, call) => {
      await Promise.resolve()
      return call.user?.id ?? ''
    }),
  }
  test.each(Object.keys(readers))('%s: is private, kept by nobody, and warned about once', async (name) => {
    const lines: string[] = []
    const write = console.error
    console.error = (line: string) => lines.push(line)
    try {
      const { app } = createPeople({
        [name]: readers[name as keyof typeof readers],
        plain: client({ context: Open, output: z.int() }, (_args, call) => call.id.length),
      })
      for (const status of [200, 200]) {
        const answered = await fetchContext(app, 'open', '', { headers: { 'if-none-match': '*' } })
        expect(answered.status).toBe(status)
        expect(answered.headers.get('cache-control')).toBe('private, no-store')
        expect(answered.headers.get('x-mizan-identity')).toBe('-')
        expect([answered.headers.has('etag'), answered.headers.has('cache-groups')]).toEqual([false, false])
      }
      const slice = await fetchContext(app, 'open', '_mizan_fn=plain')
      expect([slice.headers.get('cache-control'), slice.headers.has('set-cookie')]).toEqual([
        'public, no-cache',
        false,
      ])
    } finally {
      console.error = write
    }
    expect(lines).toEqual([expect.stringContaining(`warning: ${name} reads the caller`)])
  })
  test('is an error in development', async () => {
    const { app, reports } = createPeople({ user: readers.user }, { development: true })
    const answered = await fetchContext(app, 'open')
    expect(answered.status).toBe(500)
    expect(String(reports[0]?.error)).toContain('user reads the caller')
  })
  test('nothing of it taints a call', async () => {
    const { app } = createPeople({ user: readers.user })
    const answered = await ask(app, 'POST', '/api/mizan/call/', {
      json: { fn: 'user' },
      headers: { 'x-user': 'ada' },
    })
    expect(answered.json).toEqual({ result: 'ada', invalidate: [] })
  })
})

test('schemas with natives reach the handler and the wire', async () => {
  const Native = new ReactContext('native')
  const moments = client(
    {
      context: Native,
      input: { at: z.date(), big: z.bigint() },
      output: z.object({ at: z.date(), big: z.bigint(), profile: Profile }),
    },
    ({ at, big }) => ({ at: new Date(at.getTime() + 1), big: big + 1n, profile: { user_id: 1, name: 'x' } }),
  )
  const { app } = createPeople({ moments })
  const { json, headers } = await fetchContext(
    app,
    'native',
    'at=2026-01-02T03%3A04%3A05Z&big=9007199254740993',
  )
  expect(json).toEqual({
    moments: { at: '2026-01-02T03:04:05.001Z', big: '9007199254740994', profile: { user_id: 1, name: 'x' } },
  })
  expect(headers.get('x-mizan-entry')).toBe('native;at=2026-01-02T03%3A04%3A05Z;big=9007199254740993')
})
