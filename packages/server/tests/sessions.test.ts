/** Sessions in cookies, their CSRF tokens, and what a cookie of nobody does (SPEC.md, ID-3, ID-17 to ID-20). */
import { createMemorySessionStore } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { ask, call, errorOf, fetchContext } from './support/ask.ts'
import { createSigning, mint, obtain, person, SECRETS, signIn, toBrowser } from './support/signing.ts'

const DAY_MS = 86_400_000

describe('a session', () => {
  test('is in the store under a hash of its id', async () => {
    const kept: string[] = []
    const store = createMemorySessionStore()
    const signing = createSigning({
      sessions: {
        store: {
          ...store,
          create(key, session, lifetimeMs) {
            kept.push(key, JSON.stringify(session))
            return store.create(key, session, lifetimeMs)
          },
        },
      },
    })
    const { cookies } = await signIn(signing, 'ada')
    expect(kept).toHaveLength(2)
    expect(kept[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(kept.join(' ')).not.toContain(cookies.get('mizan_session') ?? '?')
  })

  test('has cookies that only this site sends, and under https only there', async () => {
    const { app } = createSigning()
    const answered = await call(app, 'sign_in', { user: 'ada' })
    expect(answered.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^mizan_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
      expect.stringMatching(
        /^mizan_csrf=[\w-]{22}\.[\w-]{43}; Max-Age=1209600; Path=\/; Secure; SameSite=Lax$/,
      ),
    ])
  })

  test('lives on while it is used, and its cookies with it', async () => {
    const signing = createSigning()
    const browser = await signIn(signing, 'ada')
    const visit = () => fetchContext(signing.app, 'home', '', { headers: browser.headers() })
    expect((await visit()).headers.getSetCookie()).toEqual([])
    for (let week = 0; week < 6; week++) {
      signing.time.nowMs += 7 * DAY_MS
      const answered = await visit()
      expect(answered.json).toEqual({ home_page: 'home of ada' })
      const renewed = toBrowser(answered)
      expect(renewed.cookies.get('mizan_session')).toBe(browser.cookies.get('mizan_session'))
      expect(renewed.cookies.get('mizan_csrf')).not.toBe(browser.cookies.get('mizan_csrf'))
    }
    signing.time.nowMs += 14 * DAY_MS
    expect((await visit()).status).toBe(401)
  })

  test('is not renewed by public bundles, which carry no cookie', async () => {
    const signing = createSigning()
    const { headers } = await signIn(signing, 'ada')
    signing.time.nowMs += 10 * DAY_MS
    const news = await fetchContext(signing.app, 'news', '', { headers: headers() })
    expect([news.headers.getSetCookie(), news.headers.get('x-mizan-identity')]).toEqual([[], null])
    signing.time.nowMs += 5 * DAY_MS
    expect((await fetchContext(signing.app, 'home', '', { headers: headers() })).status).toBe(401)
  })

  test('of a user who is gone is nobody’s', async () => {
    const signing = createSigning()
    const browser = await signIn(signing, 'ada')
    signing.users.delete('ada')
    const answered = await fetchContext(signing.app, 'home', '', { headers: browser.headers() })
    expect([answered.status, answered.headers.get('x-mizan-identity')]).toEqual([401, '-'])
    expect(toBrowser(answered, browser.cookies).cookies.size).toBe(0)
  })

  test('is of whom loadUser answers, a promise or anything to wait for; another user is a mistake', async () => {
    const ada = person('ada')
    // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
    const builder = { then: (next: (user: unknown) => void) => next(ada) }
    for (const [loaded, statuses] of [
      [Promise.resolve(ada), [200, 200, 200]],
      [builder, [200, 200, 200]],
      [person('eve'), [500, 500, 500]],
      [{ id: 'ada' }, [500, 500, 500]],
    ] as const) {
      let answer: unknown = ada
      const signing = createSigning({ loadUser: () => answer as never })
      const browser = await signIn(signing, 'ada')
      const token = await mint(signing, browser)
      const { access_token: access } = await obtain(signing, 'ada')
      answer = loaded
      const asked = [browser.headers(), { 'x-mizan-token': token }, { authorization: `Bearer ${access}` }]
      const found = []
      for (const headers of asked) found.push((await call(signing.app, 'touch', {}, { headers })).status)
      expect(found).toEqual(statuses)
    }
  })

  test('has a name and a life of the app’s choice', async () => {
    const store = createMemorySessionStore()
    const signing = createSigning({ sessions: { store, cookieName: 'sid', lifetimeMs: 60_000 } })
    const answered = await call(signing.app, 'sign_in', { user: 'ada' })
    expect(answered.headers.getSetCookie()[0]).toMatch(/^sid=[\w-]{43}; Max-Age=60;/)
  })

  test('whose store fails is UNAVAILABLE, never anonymous', async () => {
    for (const fail of [
      () => Promise.reject(new Error('down')),
      () => {
        throw new Error('down')
      },
    ]) {
      const store = { ...createMemorySessionStore(), read: fail as never }
      const signing = createSigning({ sessions: { store } })
      const { headers } = await signIn(signing, 'ada')
      signing.reports.length = 0
      const answered = await fetchContext(signing.app, 'home', '', { headers: headers() })
      expect([answered.status, errorOf(answered).code]).toEqual([503, 'UNAVAILABLE'])
      expect(answered.text).not.toContain('down')
      expect(signing.reports).toHaveLength(1)
    }
  })

  test('that cannot be renewed serves on', async () => {
    const time = { nowMs: 0 }
    const store = createMemorySessionStore({ now: () => time.nowMs })
    const signing = createSigning({
      sessions: { store: { ...store, touch: () => Promise.reject(new Error('full')) } },
    })
    const { headers } = await signIn(signing, 'ada')
    time.nowMs += 2 * DAY_MS
    const answered = await fetchContext(signing.app, 'home', '', { headers: headers() })
    expect([answered.status, answered.headers.getSetCookie(), signing.reports.length]).toEqual([200, [], 1])
  })
})

describe('CSRF', () => {
  test('tokens outlive a change of secrets, as long as the old one verifies', async () => {
    const store = createMemorySessionStore()
    const open = (session: NonNullable<Parameters<typeof createSigning>[0]>['secrets']) =>
      createSigning({ sessions: { store }, ...(session && { secrets: session }) })
    const before = open({ ...SECRETS, session: [{ kid: 'a', secret: SECRETS.session }] })
    const browser = await signIn(before, 'ada')
    const next = { kid: 'b', secret: 'the next session secret, which is long enough' }
    const during = open({ ...SECRETS, session: [next, { kid: 'a', secret: SECRETS.session }] })
    const after = open({ ...SECRETS, session: [next] })
    const touch = async ({ app }: typeof before) =>
      (await call(app, 'touch', {}, { headers: browser.headers() })).status
    expect([await touch(before), await touch(during), await touch(after)]).toEqual([200, 200, 403])
  })

  test('protects the app’s own cookies too where there is a session secret', async () => {
    const { app } = createSigning()
    const cookie = 'user=ada'
    const refused = await call(app, 'touch', {}, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    expect([refused.status, errorOf(refused).details]).toEqual([403, { reason: 'csrf' }])
    const asked = await ask(app, 'GET', '/api/mizan/session/', { headers: { cookie } })
    const token = (asked.json as { csrf_token: string }).csrf_token
    expect((await call(app, 'touch', {}, { headers: { cookie, 'x-csrftoken': token } })).status).toBe(200)
    const other = { cookie: 'user=eve', 'x-csrftoken': token }
    expect((await call(app, 'touch', {}, { headers: other })).status).toBe(403)
  })

  test('needs nothing where a header of the app’s own authenticates', async () => {
    const { app } = createSigning()
    expect((await call(app, 'touch', {}, { headers: { 'x-user': 'ada' } })).status).toBe(200)
    const asked = await ask(app, 'GET', '/api/mizan/session/', { headers: { 'x-user': 'ada' } })
    expect(asked.json).toEqual({ csrf_token: null })
  })

  test('without a session secret stays with the origin', async () => {
    const { app } = createSigning({ sessions: undefined as never, secrets: { cache: SECRETS.cache } })
    const cookie = 'user=ada'
    expect((await call(app, 'touch', {}, { headers: { cookie } })).status).toBe(403)
    expect((await call(app, 'touch', {}, { headers: { cookie, 'sec-fetch-site': 'none' } })).status).toBe(200)
    expect((await ask(app, 'GET', '/api/mizan/session/')).status).toBe(404)
    expect((await ask(app, 'POST', '/api/mizan/session/token/')).status).toBe(404)
  })
})

describe('call.signIn', () => {
  test('wants the option sessions, a mutation and an id', async () => {
    const bare = createSigning({ sessions: undefined as never, secrets: { cache: SECRETS.cache } })
    expect((await call(bare.app, 'sign_in', { user: 'ada' })).status).toBe(500)
    expect(String(bare.reports[0]?.error)).toContain(
      'call.signIn needs the options sessions and secrets.session',
    )
    const signing = createSigning()
    expect((await call(signing.app, 'sign_in', { user: '' })).status).toBe(500)
  })

  test('refreshes as whoever signed in, and says so', async () => {
    const { app } = createSigning()
    const mounted = [{ context: 'home', params: {} }]
    const answered = await call(app, 'sign_in', { user: 'ada' }, { mounted, headers: { 'x-user': 'eve' } })
    expect(answered.json).toMatchObject({ refresh: [{ bundle: { home_page: 'home of ada' } }] })
    const ada = await call(app, 'touch', {}, { headers: { 'x-user': 'ada' } })
    expect(answered.headers.get('x-mizan-identity')).toBe(ada.headers.get('x-mizan-identity'))
  })

  test('of a mutation with an Idempotency-Key is kept by nobody', async () => {
    const { app } = createSigning()
    const headers = { 'x-user': 'eve', 'idempotency-key': 'once' }
    const first = toBrowser(await call(app, 'sign_in', { user: 'ada' }, { headers }))
    const second = toBrowser(await call(app, 'sign_in', { user: 'ada' }, { headers }))
    expect(second.cookies.get('mizan_session')).not.toBe(first.cookies.get('mizan_session'))
    const obtained = [1, 2].map(async () => (await call(app, 'obtain', { user: 'ada' }, { headers })).text)
    expect(new Set(await Promise.all(obtained)).size).toBe(2)
  })
})

describe('call.signOut', () => {
  test('ends the session for every copy of its cookie, and leaves others alone', async () => {
    const signing = createSigning()
    const [one, other] = [await signIn(signing, 'ada'), await signIn(signing, 'ada')]
    const out = await call(signing.app, 'sign_out', {}, { headers: one.headers() })
    expect([out.headers.get('x-mizan-identity'), toBrowser(out, one.cookies).cookies.size]).toEqual(['-', 0])
    const visit = async (cookies: Record<string, string>) =>
      (await fetchContext(signing.app, 'home', '', { headers: cookies })).status
    expect([await visit(one.headers()), await visit(other.headers())]).toEqual([401, 200])
  })

  test('by an MWT ends the session that it came from', async () => {
    const signing = createSigning()
    const browser = await signIn(signing, 'ada')
    const token = await mint(signing, browser)
    expect((await call(signing.app, 'sign_out', {}, { headers: { 'x-mizan-token': token } })).status).toBe(
      200,
    )
    expect((await fetchContext(signing.app, 'home', '', { headers: browser.headers() })).status).toBe(401)
  })
})
