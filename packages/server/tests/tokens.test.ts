/** MWTs, access JWTs and refresh tokens (SPEC.md, ID-1, ID-2, ID-11 to ID-15, ID-19). */
import { readFileSync } from 'node:fs'
import { type NamedSecret, readAccessClaims, readMwtClaims } from '@mizan/protocol'
import { createMemorySessionStore } from '@mizan/server'
import { decodeProtectedHeader, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createTokens } from '../src/identity/tokens.ts'
import { ask, call, errorOf, fetchContext } from './support/ask.ts'
import { createSigning, mint, obtain, person, SECRETS, signIn } from './support/signing.ts'

interface Vector {
  readonly name: string
  readonly op: string
  readonly token: string
  readonly secrets: readonly NamedSecret[]
  readonly aud: string
  readonly now: number
  readonly out?: unknown
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../protocol/vectors/tokens.json', import.meta.url), 'utf8'),
) as { cases: readonly Vector[] }
const tokenCases = vectors.cases.filter(({ op }) => op === 'mwt' || op === 'jwt')

test.each(tokenCases.map((each) => [each.name, each] as const))('vector: %s', async (_name, vector) => {
  const common = {
    secrets: vector.secrets,
    audience: vector.aud,
    lifetimeMs: 300_000,
    nowMs: () => vector.now,
  }
  const tokens =
    vector.op === 'mwt'
      ? createTokens({ ...common, typ: 'MWT', read: readMwtClaims })
      : createTokens({ ...common, typ: 'at+jwt', read: readAccessClaims })
  expect(await tokens.verify(vector.token)).toEqual(vector.out)
  // Asked again it is remembered, and still judged.
  expect(await tokens.verify(vector.token)).toEqual(vector.out)
})

describe('an MWT', () => {
  test('is verified once, and then without a promise until it expires', async () => {
    const time = { nowMs: Date.UTC(2026, 0, 1) }
    const tokens = createTokens({
      typ: 'at+jwt',
      secrets: [{ kid: 'a', secret: SECRETS.jwt }],
      audience: 'mizan',
      lifetimeMs: 300_000,
      nowMs: () => time.nowMs,
      read: readAccessClaims,
    })
    const text = await tokens.issue({ sub: 'ada', sid: '0'.repeat(32) })
    expect(decodeProtectedHeader(text)).toEqual({ alg: 'HS256', kid: 'a', typ: 'at+jwt' })
    const claims = await tokens.verify(text)
    expect(claims).toMatchObject({ sub: 'ada', aud: 'mizan' })
    expect(tokens.verify(text)).toBe(claims)
    time.nowMs += 329_999
    expect(tokens.verify(text)).toBe(claims)
    time.nowMs += 1
    expect(tokens.verify(text)).toBeUndefined()
    expect(await tokens.verify(text)).toBeUndefined()
  })

  test('lets guards pass without a user, and loads her before a handler', async () => {
    const signing = createSigning()
    const token = await mint(signing, await signIn(signing, 'sam'))
    signing.loads.length = 0
    const headers = { 'x-mizan-token': token }
    expect((await call(signing.app, 'curate', {}, { headers })).status).toBe(403)
    expect(signing.loads).toEqual(['sam'])
    expect((await call(signing.app, 'manage', {}, { headers })).status).toBe(200)
    expect(signing.loads).toEqual(['sam', 'sam'])
    expect((await call(signing.app, 'manage', { extra: 1 }, { headers })).status).toBe(422)
    expect(signing.loads).toEqual(['sam', 'sam'])
  })

  test('is stale as soon as rights change, both ways, and when the user is gone', async () => {
    const signing = createSigning()
    const token = await mint(signing, await signIn(signing, 'eve'))
    const headers = { 'x-mizan-token': token }
    const reasonOf = async (name: string) => {
      const answered = await call(signing.app, name, {}, { headers })
      return answered.status === 401 ? errorOf(answered).details : answered.status
    }
    expect([await reasonOf('curate'), await reasonOf('touch'), await reasonOf('manage')]).toEqual([
      200, 200, 403,
    ])
    signing.users.set('eve', person('eve', { isStaff: true, permissions: ['curate'] }))
    const stale = { reason: 'stale' }
    expect([await reasonOf('curate'), await reasonOf('touch'), await reasonOf('manage')]).toEqual([
      stale,
      stale,
      stale,
    ])
    signing.users.delete('eve')
    expect(await reasonOf('touch')).toEqual(stale)
  })

  test('shows the identity of its user on bundles and calls, as the session does', async () => {
    const signing = createSigning()
    const browser = await signIn(signing, 'eve')
    const token = await mint(signing, browser)
    const home = (headers: Record<string, string>) => fetchContext(signing.app, 'home', '', { headers })
    const [byToken, byCookie] = [await home({ 'x-mizan-token': token }), await home(browser.headers())]
    expect(byToken.json).toEqual({ home_page: 'home of eve' })
    expect(byToken.headers.get('x-mizan-identity')).toBe(byCookie.headers.get('x-mizan-identity'))
  })

  test('for a user of the app’s own hook is of one session', async () => {
    const { app } = createSigning()
    const asked = await ask(app, 'POST', '/api/mizan/session/token/', { headers: { 'x-user': 'ada' } })
    const { token } = asked.json as { token: string }
    expect((await call(app, 'touch', {}, { headers: { 'x-mizan-token': token } })).json).toMatchObject({
      result: 'ada',
    })
    expect((await call(app, 'touch_fresh', {}, { headers: { 'x-mizan-token': token } })).status).toBe(401)
  })

  test('of another app with the same secret is refused by its audience', async () => {
    const [shop, desk] = ['shop', 'desk'].map((audience) => createSigning({ tokens: { audience } }))
    if (shop === undefined || desk === undefined) throw new Error('two apps')
    const token = await mint(shop, await signIn(shop, 'ada'))
    const statusAt = async ({ app }: typeof shop) =>
      (await call(app, 'touch', {}, { headers: { 'x-mizan-token': token } })).status
    expect([await statusAt(shop), await statusAt(desk)]).toEqual([200, 401])
  })

  test('signed with what verifies nothing here is refused, whoever made it', async () => {
    const { app, time } = createSigning()
    const forge = (secret: string, kid: string) =>
      new SignJWT({ staff: true, super: true, pkey: '0'.repeat(64), sid: '0'.repeat(32) })
        .setProtectedHeader({ alg: 'HS256', kid, typ: 'MWT' })
        .setSubject('sam')
        .setAudience('mizan')
        .setIssuedAt(time.nowMs / 1000)
        .setNotBefore(time.nowMs / 1000)
        .setExpirationTime(time.nowMs / 1000 + 300)
        .sign(new TextEncoder().encode(secret))
    for (const secret of [SECRETS.jwt, SECRETS.cache, SECRETS.session, 'the secret of somebody else'])
      for (const kid of ['a', '', '__proto__', 'constructor']) {
        const headers = { 'x-mizan-token': await forge(secret, kid) }
        expect(errorOf(await call(app, 'touch', {}, { headers })).details).toEqual({ reason: 'token' })
      }
  })
})

describe('refresh tokens', () => {
  test('are kept as hashes, and never twice the same', async () => {
    const seen: string[] = []
    const store = createMemorySessionStore()
    const watched = {
      ...store,
      create: (...args: Parameters<typeof store.create>) => (
        seen.push(JSON.stringify(args)), store.create(...args)
      ),
      rotate: (...args: Parameters<typeof store.rotate>) => (
        seen.push(JSON.stringify(args)), store.rotate(...args)
      ),
    }
    const signing = createSigning({ sessions: { store: watched } })
    const first = await obtain(signing, 'ada')
    const renewed = await call(signing.app, 'renew', { token: first.refresh_token })
    const second = (renewed.json as { result: typeof first }).result
    expect(second.refresh_token).not.toBe(first.refresh_token)
    for (const part of [...first.refresh_token.split('.'), ...second.refresh_token.split('.')])
      expect(seen.join(' ')).not.toContain(part)
  })

  test('live as long as sessions, from their last use', async () => {
    const signing = createSigning()
    let { refresh_token: token } = await obtain(signing, 'ada')
    for (let week = 0; week < 4; week++) {
      signing.time.nowMs += 13 * 86_400_000
      const renewed = await call(signing.app, 'renew', { token })
      token = (renewed.json as { result: { refresh_token: string } }).result.refresh_token
    }
    signing.time.nowMs += 14 * 86_400_000
    expect((await call(signing.app, 'renew', { token })).status).toBe(401)
  })

  test('of a user who is gone are over', async () => {
    const signing = createSigning()
    const { refresh_token: token } = await obtain(signing, 'ada')
    signing.users.delete('ada')
    expect((await call(signing.app, 'renew', { token })).status).toBe(401)
    signing.users.set('ada', person('ada'))
    expect((await call(signing.app, 'renew', { token })).status).toBe(401)
  })

  test('with another secret half end the session: somebody else has the other', async () => {
    const signing = createSigning()
    const { refresh_token: token } = await obtain(signing, 'ada')
    const [id = ''] = token.split('.')
    expect((await call(signing.app, 'renew', { token: `${id}.${'A'.repeat(43)}` })).status).toBe(401)
    expect((await call(signing.app, 'renew', { token })).status).toBe(401)
  })
})

describe('an access JWT', () => {
  test('expires after 15 minutes, or what the app says', async () => {
    const signing = createSigning({ tokens: { accessLifetimeMs: 60_000 } })
    const tokens = await obtain(signing, 'ada')
    expect(tokens.expires_in).toBe(60)
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const statusNow = async () => (await call(signing.app, 'touch', {}, { headers })).status
    signing.time.nowMs += 89_000
    expect(await statusNow()).toBe(200)
    signing.time.nowMs += 1000
    expect(await statusNow()).toBe(401)
  })

  test('loads its user on every request', async () => {
    const signing = createSigning()
    const headers = { authorization: `Bearer ${(await obtain(signing, 'eve')).access_token}` }
    expect((await call(signing.app, 'curate', {}, { headers })).status).toBe(200)
    signing.users.set('eve', person('eve'))
    expect((await call(signing.app, 'curate', {}, { headers })).status).toBe(403)
    signing.users.delete('eve')
    expect(errorOf(await call(signing.app, 'curate', {}, { headers })).details).toEqual({ reason: 'token' })
  })
})
