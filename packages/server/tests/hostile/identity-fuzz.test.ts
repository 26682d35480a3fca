/** Tens of thousands of broken and forged tokens, cookies and CSRF tokens: 401 or 403, never a 5xx, never somebody (SPEC.md, HTTP-9, ID-2, ID-3, ID-18). */
import { expect, test } from 'vitest'
import { call } from '../support/ask.ts'
import { createSigning, mint, obtain, signIn } from '../support/signing.ts'
import { createRandom, pick, type Random } from './random.ts'

const RUNS = 8000
const ALPHABET =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %"\\;,\u0000\u007fé\uffff'

const toPart = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A text that was good, with a little of it gone, doubled, turned or replaced. */
function spoil(random: Random, good: string): string {
  let text = good
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const at = Math.floor(random() * (text.length + 1))
    const to = at + Math.floor(random() * 20)
    const cut = random()
    if (cut < 0.2) text = text.slice(0, at) + text.slice(to)
    else if (cut < 0.3) text = text.slice(0, at)
    else if (cut < 0.4) text = text.slice(0, at) + text.slice(at, to).repeat(2) + text.slice(to)
    else if (cut < 0.45) text = text.split('.').toReversed().join('.')
    else if (cut < 0.5) text = text.padEnd(4000 + Math.floor(random() * 200), pick(random, ['a', '.', '=']))
    else
      text = text.slice(0, at) + ALPHABET.charAt(Math.floor(random() * ALPHABET.length)) + text.slice(at + 1)
  }
  return text
}

/** Parts that are JSON, or nearly, under a signature of another token. */
function forge(random: Random, good: string): string {
  const [head = '', payload = '', signature = ''] = good.split('.')
  const kid = (JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }).kid
  const odd: unknown[] = [
    null,
    0,
    -1,
    2 ** 53,
    '',
    'HS256',
    [],
    {},
    true,
    '__proto__',
    'a'.repeat(300),
    { toString: 1 },
  ]
  const header: Record<string, unknown> = { alg: 'HS256', kid, typ: 'MWT' }
  const name = pick(random, [
    'alg',
    'kid',
    'typ',
    'crit',
    'jku',
    'jwk',
    'x5u',
    'b64',
    'zip',
    '__proto__',
    'constructor',
  ])
  header[name] = pick(random, ['none', 'HS512', 'RS256', 'at+jwt', ['exp'], ...odd])
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  claims[pick(random, ['sub', 'aud', 'exp', 'nbf', 'iat', 'sid', 'staff', 'super', 'pkey'])] = pick(
    random,
    odd,
  )
  const newHead =
    random() < 0.5 ? toPart(header) : random() < 0.2 ? toPart(`{"alg":${'['.repeat(500)}`) : head
  const newPayload = random() < 0.5 ? toPart(claims) : random() < 0.2 ? toPart('\ud800{') : payload
  return `${newHead}.${newPayload}.${pick(random, [signature, '', 'A'.repeat(43), signature.slice(1)])}`
}

const seeds = { 'x-mizan-token': 1, authorization: 2, cookie: 3, 'x-csrftoken': 4, refresh: 5 } as const

async function open() {
  const signing = createSigning()
  const browser = await signIn(signing, 'ada')
  const token = await mint(signing, browser)
  const issued = await obtain(signing, 'ada')
  return { signing, browser, token, issued }
}

test('tokens', async () => {
  const { signing, token, issued } = await open()
  for (const [name, good] of [
    ['x-mizan-token', token],
    ['authorization', issued.access_token],
  ] as const) {
    const random = createRandom(seeds[name])
    const statuses = new Map<number, number>()
    for (let run = 0; run < RUNS; run++) {
      const text = random() < 0.5 ? spoil(random, good) : forge(random, good)
      if (text === good) continue
      const value = name === 'authorization' ? `Bearer ${text}` : text
      const { status } = await call(signing.app, 'touch', {}, { headers: { [name]: value } })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses.keys()]).toEqual([401])
  }
  expect(signing.reports).toEqual([])
})

test('cookies, and CSRF tokens beside a good one', async () => {
  const { signing, browser } = await open()
  for (const name of ['cookie', 'x-csrftoken'] as const) {
    const random = createRandom(seeds[name])
    const good = browser.headers()
    for (let run = 0; run < RUNS; run++) {
      const text = spoil(
        random,
        name === 'cookie' ? (browser.cookies.get('mizan_session') ?? '') : (good['x-csrftoken'] ?? ''),
      )
      const value = name === 'cookie' ? `mizan_session=${text}` : text
      if (value === good[name] || /^mizan_session=[\w-]{43}[ ;]*$/.test(value)) continue
      const { status } = await call(signing.app, 'touch', {}, { headers: { ...good, [name]: value } })
      expect(name === 'cookie' ? [401, 403] : [403], value).toContain(status)
      if (status === 403 && name === 'cookie') throw new Error(`somebody, by ${JSON.stringify(value)}`)
    }
  }
  expect(signing.reports).toEqual([])
})

test('refresh tokens', async () => {
  const { signing, issued } = await open()
  const random = createRandom(seeds.refresh)
  for (let run = 0; run < RUNS; run++) {
    const token = spoil(random, issued.refresh_token).toWellFormed()
    if (token === issued.refresh_token) continue
    const { status } = await call(signing.app, 'renew', { token })
    expect(status, token).toBe(401)
  }
  expect(signing.reports).toEqual([])
})
