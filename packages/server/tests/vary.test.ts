/** Vary inputs: declared, resolved, told by their hash (SPEC.md, CACHE-4, CACHE-5, CACHE-25). */
import { createHmac } from 'node:crypto'
import { type AppOptions, client, createApp, DeclarationErrors, ReactContext } from '@mizan/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, call, errorOf, fetchContext } from './support/ask.ts'

const SECRET = 'a secret of the tests'
const Prices = new ReactContext('prices')
const Locales = new ReactContext('locales')

const price_of = client(
  { context: Prices, vary: ['tenant', 'locale'], input: { product: z.string() }, output: z.string() },
  ({ product }, { vary }) => `${product} ${vary['tenant']} ${vary['locale']}`,
)
const plain = client({ context: Prices, output: z.string() }, () => 'plain')
const words = client({ context: Locales, vary: ['locale'], output: z.string() }, (_args, { vary }) =>
  String(vary['locale']),
)
const forgetful = client({ context: new ReactContext('forgetful'), output: z.string() }, (_args, { vary }) =>
  String(vary['tenant']),
)

function createShop(options: AppOptions = {}) {
  const asked: string[] = []
  const app = createApp({
    modules: [{ price_of, plain, words, forgetful }],
    secrets: { cache: SECRET },
    onError: () => undefined,
    vary: {
      tenant: (request) => {
        asked.push('tenant')
        return request.headers.get('x-tenant') ?? 'main'
      },
      locale: { header: 'Accept-Language', resolve: (text) => (text?.startsWith('de') ? 'de' : 'en') },
    },
    ...options,
  })
  return { app, asked }
}

const hashOf = (texts: object): string =>
  createHmac('sha256', SECRET)
    .update(JSON.stringify({ v: texts }))
    .digest('hex')
    .slice(0, 16)

describe('inputs', () => {
  test('reach the handler, by the hash the client, and leave a private answer', async () => {
    const { app, asked } = createShop()
    const answer = await fetchContext(app, 'prices', 'product=tea', {
      headers: { 'x-tenant': 'north', 'accept-language': 'de-AT' },
    })
    expect(answer.json).toEqual({ plain: 'plain', price_of: 'tea north de' })
    expect(answer.headers.get('x-mizan-vary')).toBe(hashOf({ locale: 'de', tenant: 'north' }))
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(answer.headers.get('x-mizan-identity')).toBe('-')
    expect(answer.headers.get('cache-groups')).toBeNull()
    expect(answer.headers.get('vary')).toBeNull()
    expect(answer.headers.get('etag')).not.toBeNull()
    expect(asked).toEqual(['tenant'])
  })
  test('that are headers alone leave it public, with Vary', async () => {
    const { app } = createShop()
    const answer = await fetchContext(app, 'locales', '', { headers: { 'accept-language': 'de' } })
    expect(answer.json).toEqual({ words: 'de' })
    expect(answer.headers.get('vary')).toBe('Accept-Language')
    expect(answer.headers.get('cache-control')).toBe('public, no-cache')
    expect(answer.headers.get('x-mizan-identity')).toBeNull()
    expect(answer.headers.get('cache-groups')).not.toBeNull()
    expect(answer.headers.get('x-mizan-vary')).toBe(hashOf({ locale: 'de' }))
  })
  test('stand on slices, 304 and lines', async () => {
    const { app } = createShop()
    const expected = hashOf({ locale: 'en', tenant: 'main' })
    const slice = await fetchContext(app, 'prices', '_mizan_fn=plain')
    expect([slice.headers.get('x-mizan-vary'), slice.headers.get('cache-control')]).toEqual([
      expected,
      'private, no-cache',
    ])
    const whole = await fetchContext(app, 'prices', 'product=tea')
    const again = await fetchContext(app, 'prices', 'product=tea', {
      headers: { 'if-none-match': whole.headers.get('etag') ?? '' },
    })
    expect([again.status, again.headers.get('x-mizan-vary')]).toEqual([304, expected])
    const lines = await fetchContext(app, 'prices', 'product=tea', {
      headers: { accept: 'application/x-ndjson' },
    })
    expect([lines.headers.get('x-mizan-vary'), lines.text.includes('tea main en')]).toEqual([expected, true])
  })
  test('are there in a call and in process too', async () => {
    const { app } = createShop()
    const called = await call(app, 'price_of', { product: 'tea' }, { headers: { 'x-tenant': 'south' } })
    expect(called.json).toEqual({ result: 'tea south en', invalidate: [] })
    expect(called.headers.get('x-mizan-vary')).toBeNull()
    const caller = app.caller(null, { headers: { 'X-Tenant': 'west' } })
    expect(await caller.context(Prices, { product: 'tea' })).toEqual({
      plain: 'plain',
      price_of: 'tea west en',
    })
  })
  test('are resolved after the params', async () => {
    const { app, asked } = createShop()
    expect((await fetchContext(app, 'prices')).status).toBe(422)
    expect(asked).toEqual([])
  })
})

describe('texts', () => {
  test.each([
    ['of 256 characters', '\u{1f600}'.repeat(256), 200],
    ['that are longer', 'x'.repeat(257), 400],
    ['with a lone surrogate', '\ud800', 400],
  ])('%s', async (_name, text, status) => {
    const { app } = createShop({ vary: { tenant: () => text, locale: () => 'en' } })
    const answer = await fetchContext(app, 'prices', 'product=tea')
    expect(answer.status).toBe(status)
    if (status !== 200) expect(errorOf(answer).code).toBe('BAD_REQUEST')
  })
  test('that are none are a mistake of the app', async () => {
    const { app } = createShop({ vary: { tenant: () => 5 as never, locale: () => 'en' } })
    expect((await fetchContext(app, 'prices', 'product=tea')).status).toBe(500)
  })
  test('that a function does not declare are not there', async () => {
    const reports: unknown[] = []
    const { app } = createShop({ onError: ({ error }) => reports.push(String(error)) })
    expect((await fetchContext(app, 'forgetful')).status).toBe(500)
    expect(reports).toEqual(['TypeError: forgetful reads call.vary.tenant: add it to its option `vary`'])
  })
})

describe('declarations', () => {
  const problemsOf = (options: AppOptions): readonly string[] => {
    try {
      createApp(options)
      return []
    } catch (error) {
      return (error as DeclarationErrors).errors.map((each) => each.message)
    }
  }
  test('name inputs that the app resolves', () => {
    const misspelt = client({ context: Prices, vary: ['tenat'], output: z.string() }, () => '')
    const mutation = client({ affects: 'nothing', vary: ['tenant'] } as never, () => undefined)
    const odd = client({ context: Prices, vary: 'tenant' as never, output: z.string() }, () => '')
    const vary = { tenant: () => '' }
    const secrets = { cache: SECRET }
    expect(problemsOf({ modules: [{ misspelt }], vary, secrets })).toEqual([
      expect.stringMatching(/misspelt: vary: there is no vary input "tenat".*Did you mean "tenant"\?/s),
    ])
    expect(problemsOf({ modules: [{ misspelt }], secrets })).toEqual([
      expect.stringMatching(/no vary input "tenat".*option `vary` of createApp/s),
    ])
    expect(problemsOf({ modules: [{ mutation }], vary, secrets })).toEqual([
      expect.stringContaining('vary: is for queries'),
    ])
    expect(problemsOf({ modules: [{ odd }], vary, secrets })).toEqual([
      expect.stringContaining('vary: must be a list of names'),
    ])
  })
  test('of inputs are checked', () => {
    const secrets = { cache: SECRET }
    expect(problemsOf({ vary: { tenant: () => '' } })).toEqual([
      expect.stringContaining('vary needs secrets.cache'),
    ])
    expect(
      problemsOf({
        secrets,
        vary: {
          '1': () => '',
          nothing: {} as never,
          session: { header: 'Cookie', resolve: () => '' },
          header: { header: 'a b', resolve: () => '' },
        },
      }),
    ).toEqual([
      expect.stringContaining('vary: "1" is no name'),
      expect.stringContaining('vary.nothing is no vary input'),
      expect.stringContaining('vary.session: Cookie is a credential'),
      expect.stringContaining('vary.header: "a b" is no header name'),
    ])
  })
  test('stand in the IR, sorted', async () => {
    const { app } = createShop()
    expect(app.irText).toContain('context "prices" {\n    vary "locale"\n    vary "tenant"\n')
    expect((await ask(app, 'GET', '/api/mizan/ctx/prices/?product=a')).headers.get('x-mizan-schema')).toMatch(
      /^[0-9a-f]{16}$/,
    )
  })
})
