/** Errors of every kind, and what a client learns of them (SPEC.md, Errors). */
import { CallError, client } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call, errorOf } from './support/ask.ts'
import { createPeople } from './support/people.ts'

describe('errors', () => {
  test('a declared error has its status and its details, and invalidates nothing', async () => {
    const { app, reports, purges } = createPeople()
    const answered = await call(app, 'update_profile', { user_id: 5, name: 'taken' })
    expect(answered.status).toBe(409)
    expect(answered.json).toEqual({
      error: { code: 'NAME_TAKEN', message: 'NAME_TAKEN', details: { suggestion: 'taken2' } },
    })
    expect(answered.headers.has('x-mizan-invalidate')).toBe(false)
    expect(answered.headers.get('x-mizan-cause')).not.toBeNull()
    expect([reports, purges]).toEqual([[], []])
  })

  test('an exception is INTERNAL with the id of the log, without its text', async () => {
    const { app, reports } = createPeople()
    const answered = await call(app, 'update_profile', { user_id: 5, name: 'boom' })
    expect([answered.status, errorOf(answered).code]).toEqual([500, 'INTERNAL'])
    expect(answered.text).not.toContain('secret')
    expect(reports).toHaveLength(1)
    expect(reports[0]).toMatchObject({
      id: errorOf(answered).details?.['id'],
      function: 'update_profile',
      step: 'invoke',
    })
    expect(errorOf(answered).details?.['id']).toBe(answered.headers.get('x-request-id'))
    expect(String(reports[0]?.error)).toContain('secret')
  })

  const thrown: readonly (readonly [string, () => unknown, number, string])[] = [
    ['a closed code', () => new CallError('CONFLICT', 'too late', { details: { at: 1 } }), 409, 'CONFLICT'],
    ['a code that nobody declared', () => new CallError('MINE', 'x', { status: 418 }), 500, 'INTERNAL'],
    [
      'a name of the language as code',
      () => new CallError('constructor', 'x', { status: 400 }),
      500,
      'INTERNAL',
    ],
    ['INTERNAL with a text', () => new CallError('INTERNAL', 'the secret'), 500, 'INTERNAL'],
    [
      'details that are no JSON',
      () => new CallError('CONFLICT', 'x', { details: { big: 1n } }),
      500,
      'INTERNAL',
    ],
    ['null', () => null, 500, 'INTERNAL'],
    ['a text', () => 'the secret', 500, 'INTERNAL'],
    [
      'an object that fights back',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('the secret')
            },
            getOwnPropertyDescriptor: () => {
              throw new Error('the secret')
            },
          },
        ),
      500,
      'INTERNAL',
    ],
  ]
  test.each(thrown)('%s, thrown', async (...[, make, status, code]) => {
    const fail = client({ affects: 'nothing' }, () => {
      throw make()
    })
    const { app, reports } = createPeople({ fail })
    const answered = await call(app, 'fail')
    expect([answered.status, errorOf(answered).code]).toEqual([status, code])
    expect(answered.text).not.toContain('secret')
    expect(reports).toHaveLength(status === 500 ? 1 : 0)
  })

  test('a result that does not fit its declaration is INTERNAL', async () => {
    const lie = client({ affects: 'nothing', output: z.object({ n: z.int() }) }, () => ({ n: 2 ** 60 }))
    const { app } = createPeople({ lie })
    expect((await call(app, 'lie')).status).toBe(500)
  })

  test('a hook that fails to log costs nothing', async () => {
    const { app } = createPeople(
      {},
      {
        onError: () => {
          throw new Error('log is full')
        },
      },
    )
    const write = console.error
    const lines: unknown[] = []
    console.error = (line: unknown) => lines.push(line)
    try {
      expect((await call(app, 'update_profile', { user_id: 5, name: 'boom' })).status).toBe(500)
    } finally {
      console.error = write
    }
    expect(lines).toEqual([expect.stringContaining('onError failed: Error: log is full')])
  })

  test('a message from outside is one line in the log', async () => {
    const echo = client({ affects: 'nothing', input: { text: z.string() } }, ({ text }) => {
      throw new Error(text)
    })
    const lines: string[] = []
    const write = console.error
    console.error = (line: string) => lines.push(line)
    try {
      const { onError: _none, ...options } = { onError: undefined }
      const { app } = createPeople({ echo }, { ...options, onError: undefined as never })
      await call(app, 'echo', { text: 'a\nmizan: id=forged\u2028\u001b[31m' })
    } finally {
      console.error = write
    }
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^mizan: id=\S+ function=echo step=invoke Error: a \| mizan: id=forged \| \[31m/)
  })
})
