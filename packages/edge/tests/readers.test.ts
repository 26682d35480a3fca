/** Answers of known callers: kept for exactly them, where the origin says so, and given to nobody whose token says anything else. */
import {
  bytesToBase64,
  hmacSha256Hex,
  identityKeys,
  isSignedRequest,
  keyId,
  permissionKey,
  readManifest,
  sessionKey,
} from '@mizan/protocol'
import { describe, expect, it } from 'vitest'
import {
  CACHE_SECRET,
  createWorld,
  EDGE_SECRET,
  type EdgeWorld,
  fixtureApp,
  statusOf,
} from './support/edge-world.ts'

const MWT_SECRET = 'mwt-secret-of-these-tests-0123456789'
const OLD_SECRET = 'old-secret-of-these-tests-0123456789'
const ME = '/api/mizan/ctx/me/'
const SECRETS = {
  cache: CACHE_SECRET,
  edge: EDGE_SECRET,
  mwt: [
    { kid: 'new', secret: MWT_SECRET },
    { kid: 'old', secret: OLD_SECRET },
  ],
}
const schema = readManifest(fixtureApp().manifestText).contexts['me']?.schema ?? ''
const PKEY = permissionKey({ permissions: [], staff: false, superuser: false })
const OTHER_PKEY = permissionKey({ permissions: ['x'], staff: false, superuser: false })

interface Minted {
  readonly header?: object
  readonly claims?: Readonly<Record<string, unknown>>
  readonly secret?: string
  readonly nowMs?: number
}

function mint({ header, claims, secret = MWT_SECRET, nowMs = Date.now() }: Minted = {}): string {
  const now = Math.floor(nowMs / 1000)
  const sid = sessionKey('the session')
  const given = {
    sub: '1',
    aud: 'mizan',
    iat: now,
    nbf: now,
    exp: now + 300,
    sid,
    staff: false,
    super: false,
    pkey: PKEY,
    ...claims,
  }
  const parts = [{ alg: 'HS256', kid: 'new', typ: 'MWT', ...header }, given].map((part) =>
    base64Url(JSON.stringify(part)),
  )
  const mac = hmacSha256Hex(secret, parts.join('.')).match(/../g) ?? []
  return `${parts.join('.')}.${base64Url(Uint8Array.from(mac, (byte) => Number.parseInt(byte, 16)))}`
}

function base64Url(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return bytesToBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Answers as the origin does, to whom the token names: no more of it is looked at. */
function createReaderWorld(answer: (request: Request) => ResponseInit = () => ({})): EdgeWorld {
  const world = createWorld({ secrets: SECRETS })
  world.answer = (request) => {
    const token = request.headers.get('x-mizan-token')
    const { sub, pkey } = JSON.parse(atob(token?.split('.')[1] ?? btoa('{}'))) as {
      sub: string
      pkey: string
    }
    const identity = identityKeys({ secret: CACHE_SECRET, userId: sub, pkey })
    const given = answer(request)
    return Response.json(
      { for: sub },
      {
        ...given,
        headers: {
          'cache-control': 'private, no-cache',
          etag: '"e"',
          'x-mizan-protocol': '1',
          'x-mizan-schema': schema,
          'x-mizan-entry': 'me;page=1',
          'x-mizan-identity': `${identity.own}.${identity.pkey}`,
          'mizan-edge': 'keep',
          ...(given.headers as Record<string, string> | undefined),
        },
      },
    )
  }
  return world
}

describe('bundles of known callers', () => {
  it('are kept for their caller', async () => {
    const world = createReaderWorld()
    const answers = [
      await world.get(ME, { 'x-mizan-token': mint() }),
      await world.get(ME, { 'x-mizan-token': mint() }),
    ]
    expect(answers.map(statusOf)).toEqual(['fwd=miss', 'hit'])
    const identity = identityKeys({ secret: CACHE_SECRET, userId: '1', pkey: PKEY })
    for (const answer of answers) {
      expect(answer.headers.get('x-mizan-identity')).toBe(`${identity.own}.${identity.pkey}`)
      expect(answer.headers.get('cache-control')).toBe('private, no-cache')
      expect(answer.headers.get('mizan-edge')).toBeNull()
      expect(await answer.json()).toEqual({ for: '1' })
    }
  })

  it('are asked for with a signature, the token, and nothing else of the client', async () => {
    const world = createReaderWorld()
    const token = mint()
    await world.get(ME, {
      'x-mizan-token': token,
      cookie: 'a=b',
      'accept-language': 'de',
      'mizan-signature': 'forged',
    })
    const headers = world.requests[0]?.headers
    expect([...(headers?.keys() ?? [])].toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'mizan-signature',
      'x-mizan-token',
    ])
    const request = { method: 'GET', target: `${ME}?page=1`, body: '' }
    const secrets = [{ kid: keyId(EDGE_SECRET), secret: EDGE_SECRET }]
    expect(
      isSignedRequest(headers?.get('mizan-signature') ?? '', request, { secrets, nowMs: world.nowMs }),
    ).toBe(true)
  })

  it.each<[string, Minted]>([
    ['another user', { claims: { sub: '2' } }],
    ['other rights', { claims: { pkey: OTHER_PKEY } }],
  ])('are given to nobody else: %s', async (_, other) => {
    const world = createReaderWorld()
    await world.get(ME, { 'x-mizan-token': mint() })
    const answer = await world.get(ME, { 'x-mizan-token': mint(other) })
    expect(statusOf(answer)).toBe('fwd=miss')
    expect(await answer.json()).toEqual({ for: other.claims?.['sub'] ?? '1' })
    // One entry a user: with other rights it is read anew.
    const again = other.claims?.['sub'] === undefined ? 'fwd=miss' : 'hit'
    expect(statusOf(await world.get(ME, { 'x-mizan-token': mint() }))).toBe(again)
  })

  it.each<[string, Minted | string]>([
    ['alg none', { header: { alg: 'none' } }],
    ['another algorithm', { header: { alg: 'HS512' } }],
    ['another type', { header: { typ: 'at+jwt' } }],
    ['an unknown kid', { header: { kid: 'gone' } }],
    ['a kid that is a name of objects', { header: { kid: 'constructor' } }],
    ['more in its header', { header: { jku: 'https://evil.test' } }],
    ['the secret of another kid', { secret: OLD_SECRET }],
    ['another audience', { claims: { aud: 'other' } }],
    ['an end that is past', { nowMs: Date.now() - 331_000 }],
    ['a beginning that is to come', { nowMs: Date.now() + 300_000 }],
    ['no rights', { claims: { pkey: undefined } }],
    ['no user', { claims: { sub: '' } }],
    ['more than 4 kB', { claims: { more: 'x'.repeat(4096) } }],
    ['a changed payload', mint().replace(/\.[^.]*\./, `.${base64Url(JSON.stringify({ sub: '1' }))}.`)],
    ['no signature', mint().replace(/\.[^.]*$/, '.')],
    ['no token at all', 'x'],
  ])('are given to no token with %s', async (_, made) => {
    const world = createReaderWorld()
    await world.get(ME, { 'x-mizan-token': mint() })
    world.answer = () => new Response('{}', { status: 401, headers: { 'cache-control': 'no-store' } })
    const answer = await world.get(ME, { 'x-mizan-token': typeof made === 'string' ? made : mint(made) })
    expect([statusOf(answer), answer.status]).toEqual(['fwd=bypass', 401])
  })

  it('take every secret that is configured', async () => {
    const world = createReaderWorld()
    await world.get(ME, { 'x-mizan-token': mint() })
    expect(
      statusOf(
        await world.get(ME, { 'x-mizan-token': mint({ header: { kid: 'old' }, secret: OLD_SECRET }) }),
      ),
    ).toBe('hit')
  })

  it('look at the session cookie beside the token', async () => {
    const world = createReaderWorld()
    const token = mint()
    await world.get(ME, { 'x-mizan-token': token })
    const status = async (cookie: string) => statusOf(await world.get(ME, { 'x-mizan-token': token, cookie }))
    expect(await status('other=1; mizan_session=the session')).toBe('hit')
    expect(await status('mizan_session=another')).toBe('fwd=bypass')
    expect(await status('mizan_session=the session; mizan_session=another')).toBe('fwd=bypass')
  })

  it.each<[string, ResponseInit]>([
    ['does not say so', { headers: { 'mizan-edge': '' } }],
    ['names another reader', { headers: { 'x-mizan-identity': '0123456789abcdef.0123456789abcdef' } }],
    ['names nobody', { headers: { 'x-mizan-identity': '-' } }],
    ['was tainted', { headers: { 'cache-control': 'private, no-store' } }],
    ['is an error', { status: 403 }],
    ['sets a cookie', { headers: { 'set-cookie': 'a=b' } }],
  ])('are not kept where the answer %s', async (_, init) => {
    const world = createReaderWorld(() => init)
    const headers = { 'x-mizan-token': mint() }
    await world.get(ME, headers)
    world.nowMs += 6000
    expect(statusOf(await world.get(ME, headers))).not.toBe('hit')
  })

  it('are dropped by targets of their own, of all, and of nobody else', async () => {
    const world = createReaderWorld()
    const { own } = identityKeys({ secret: CACHE_SECRET, userId: '1', pkey: PKEY })
    const headers = { 'x-mizan-token': mint() }
    const statusAfter = async (target: object): Promise<string | undefined> => {
      await world.get(ME, headers)
      await world.edge.purge([{ context: 'me', ...target }])
      return statusOf(await world.get(ME, headers))
    }
    expect(await statusAfter({ own: '0123456789abcdef' })).toBe('hit')
    expect(await statusAfter({ own })).toBe('fwd=miss')
    expect(await statusAfter({ own, params: { page: '1' } })).toBe('fwd=miss')
    expect(await statusAfter({ own, params: { page: '2' } })).toBe('hit')
    expect(await statusAfter({})).toBe('fwd=miss')
  })

  it('are the origin’s alone without a secret for tokens', async () => {
    const world = createReaderWorld()
    const { mwt: _none, ...secrets } = SECRETS
    const plain = createWorld({ secrets })
    plain.answer = world.answer
    const headers = { 'x-mizan-token': mint() }
    expect([statusOf(await plain.get(ME, headers)), statusOf(await plain.get(ME, headers))]).toEqual([
      'fwd=bypass',
      'fwd=bypass',
    ])
  })
})

describe('secrets', () => {
  it.each<[string, object]>([
    ['no cache secret', { cache: undefined }],
    ['a short cache secret', { cache: 'short' }],
    ['a short one', { edge: 'short' }],
    ['one for two purposes', { mwt: EDGE_SECRET }],
    ['two of one kid', { mwt: [SECRETS.mwt[0], { kid: 'new', secret: 'y'.repeat(32) }] }],
    ['a kid that is none', { mwt: [{ kid: 'a b', secret: 'y'.repeat(32) }] }],
  ])('stop the start: %s', (_, secrets) => {
    expect(() => createWorld({ secrets: { ...SECRETS, ...secrets } })).toThrow(TypeError)
  })
})
