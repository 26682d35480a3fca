/** Functions called in process: for tests and for rendering on the server. */
import { client, createApp, DeclarationErrors, isCallError, ReactContext } from '@mizan/server'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createGate, FakeClock } from './support/fake-clock.ts'
import {
  createPeople,
  TeamContext,
  USERS,
  UserContext,
  update_profile,
  user_profile,
} from './support/people.ts'

const ada = USERS['ada'] ?? null

class Notes {
  readonly prefix = 'note'
  @client({ affects: 'nothing', input: { text: z.string() }, output: z.string() })
  add({ text }: { text: string }): string {
    return `${this.prefix} ${text}`
  }
}

describe('app.caller', () => {
  test('answers what the handler returned, typed', async () => {
    const { app, purges } = createPeople()
    const profile = await app.caller(null).call(user_profile, { user_id: 5 })
    expectTypeOf(profile).toEqualTypeOf<{ user_id: number; name: string }>()
    expect(profile).toEqual({ user_id: 5, name: 'Ada' })
    await app.caller(ada).call(update_profile, { user_id: 5, name: 'Grace' })
    expect(purges).toMatchObject([
      { targets: [{ context: 'user', params: { user_id: '5' } }], cause: expect.any(String) },
    ])
    expect(await app.caller(null).call('user_profile', { user_id: 5 })).toEqual({ user_id: 5, name: 'Grace' })
  })
  test('gives and takes natives', async () => {
    const shift = client(
      { affects: 'nothing', input: { at: z.date(), by: z.bigint().default(1n) }, output: z.date() },
      ({ at, by }) => new Date(at.getTime() + Number(by)),
    )
    const { app } = createPeople({ shift })
    expect(await app.caller(null).call(shift, { at: new Date(5) })).toEqual(new Date(6))
    expect(await app.caller(null).call(shift, { at: new Date(5), by: 10n })).toEqual(new Date(15))
  })
  test('calls methods, and functions that are private', async () => {
    const notes = new Notes()
    const secret = client({ affects: 'nothing', private: true, output: z.string() }, () => 'psst')
    const { app } = createPeople({ secret }, { instances: [notes] })
    expect(await app.caller(null).call(notes.add, { text: 'x' })).toBe('note x')
    expect(await app.caller(null).call(secret)).toBe('psst')
  })
  test('asks the guards as that user', async () => {
    const mine = client(
      { affects: 'nothing', auth: true, output: z.string() },
      (_args, call) => call.user?.id ?? '',
    )
    const { app } = createPeople({ mine })
    await expect(app.caller(null).call(mine)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await app.caller(ada).call(mine)).toBe('ada')
    expect(() => app.caller({ id: '' } as never)).toThrow('a user must be')
  })
  test.each([
    [{ user_id: '5' }],
    [{}],
    [{ user_id: 5, other: 1 }],
    [{ user_id: 5, other: null }],
    [{ user_id: 2 ** 53 }],
    [{ user_id: new Date() }],
    [{ user_id: null }],
  ])('validates %j', async (args) => {
    const { app } = createPeople()
    const error: unknown = await app
      .caller(null)
      .call('user_profile', args)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: { fields: expect.any(Object) } })
  })
  test('throws declared errors as CallErrors and exceptions as they are', async () => {
    const { app, purges, reports } = createPeople()
    const declared: unknown = await app
      .caller(null)
      .call(update_profile, { user_id: 5, name: 'taken' })
      .catch((error: unknown) => error)
    expect([isCallError(declared), declared]).toEqual([
      true,
      expect.objectContaining({ code: 'NAME_TAKEN', details: { suggestion: 'taken2' } }),
    ])
    expect(purges).toEqual([])
    await expect(app.caller(null).call(update_profile, { user_id: 5, name: 'boom' })).rejects.toThrow(
      'the secret of update_profile',
    )
    expect([purges.length, reports.length]).toEqual([1, 0])
  })
  test('runs mutations in the transaction', async () => {
    const log: string[] = []
    const { app } = createPeople(
      {},
      {
        transaction: async (run) => {
          await run()
          log.push('commit')
        },
      },
    )
    await app.caller(null).call(update_profile, { user_id: 5, name: 'x' })
    expect(log).toEqual(['commit'])
  })
  test('ends with the run deadline', async () => {
    const clock = new FakeClock()
    const slow = client({ affects: 'nothing' }, () => createGate().opened)
    const { app } = createPeople({ slow }, { clock })
    const called = app
      .caller(null)
      .call(slow)
      .catch((error: unknown) => error)
    await clock.advance(30_000)
    expect(await called).toMatchObject({ code: 'UNAVAILABLE' })
  })
  test('knows only what the app serves', async () => {
    const { app } = createPeople()
    await expect(
      app.caller(null).call(client({ affects: 'nothing' }, () => undefined)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(app.caller(null).call('constructor')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('gives handlers the headers and the signal it was given', async () => {
    const look = client(
      { affects: 'nothing', output: z.string() },
      (_args, call) =>
        `${call.request.headers.get('X-Team')} ${call.request.cookies.get('a')} ${call.signal.aborted}`,
    )
    const { app } = createPeople({ look })
    expect(
      await app
        .caller(null, { headers: { 'x-team': 'red', Cookie: 'a=b' }, signal: AbortSignal.abort() })
        .call(look),
    ).toBe('red b true')
  })
})

describe('contexts in process', () => {
  test('answer each query, private ones too', async () => {
    const user_secret = client(
      { context: UserContext, private: true, input: { user_id: z.int() }, output: z.date() },
      () => new Date(1),
    )
    const { app } = createPeople({ user_secret })
    expect(await app.caller(null).context(UserContext, { user_id: 5, limit: undefined })).toEqual({
      user_orders: ['5:20'],
      user_profile: { user_id: 5, name: 'Ada' },
      user_secret: new Date(1),
    })
    expect(await app.caller(null).context('team', { team: ' RED ' })).toEqual({ team_members: ['red'] })
  })
  test('throw what a query throws, and refuse like a fetch', async () => {
    const { app } = createPeople()
    await expect(app.caller(null).context(UserContext, { user_id: 13 })).rejects.toThrow(
      'the secret of order 13',
    )
    await expect(app.caller(null).context(UserContext, { user_id: 'x' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    await expect(app.caller(null).context('inbox')).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(app.caller(null).context('constructor')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('createApp', () => {
  const problemsOf = (options: object): readonly string[] => {
    try {
      createApp(options)
      return []
    } catch (error) {
      return (error as DeclarationErrors).errors.map((each) => each.message)
    }
  }
  test('lists every mistake in options and declarations at once', () => {
    const first = client({ affects: 'nothing' }, () => undefined)
    const bad = client({ context: new ReactContext('bad name') }, () => undefined)
    const problems = problemsOf({
      modules: [{ first, bad }],
      base: 'api/',
      resolveUser: () => null,
      trustedOrigins: ['app.example'],
      cors: { origins: ['*', 'https://a.example/'], headers: ['a b'] },
      limits: { maxDepth: 9, runDeadlineMs: -1 },
    })
    for (const part of [
      'base "api/"',
      'secrets.cache',
      '"app.example"',
      '"*"',
      '"https://a.example/"',
      '"a b"',
      'limits.maxDepth',
      'limits.runDeadlineMs',
      'bad name',
    ])
      expect(problems.join('\n')).toContain(part)
  })
  test('starts with nothing', () => {
    expect(problemsOf({})).toEqual([])
    expect(createApp({}).irText).toBe('mizan 1\n')
  })
  test('tells the same context from its name', async () => {
    const { app } = createPeople()
    const seen: unknown[] = []
    app.onInvalidate(({ targets }) => seen.push(targets))
    await app.invalidate(TeamContext)
    await app.invalidate('team')
    expect(seen[0]).toEqual(seen[1])
  })
})
