/** What an edge reads: manifests, queries, signatures. What a manifest says stands in `protocol/vectors/manifest.json`. */
import { describe, expect, it } from 'vitest'
import { canonicalQuery } from './canonical-query.ts'
import { printManifest } from './create-manifest.ts'
import type { EdgeManifest } from './edge-manifest.ts'
import { isSignedRequest, signRequest } from './edge-signature.ts'
import { readManifest } from './read-manifest.ts'

const params = {
  at: { type: 'datetime', required: false },
  ids: { type: 'list', items: 'integer', required: false },
  limit: { type: 'integer', required: false, default: 20 },
  filter: { type: 'json', required: false },
  user_id: { type: 'integer', required: true },
} as const

describe('canonicalQuery', () => {
  it.each([
    ['user_id=5', 'ids=&limit=20&user_id=5', { ids: '[]', limit: '20', user_id: '5' }],
    ['user_id=5&limit=20&evil=1', 'limit=20&user_id=5', { ids: '[]', limit: '20', user_id: '5' }],
    ['limit=%32&user_id=%35', 'limit=2&user_id=5', { ids: '[]', limit: '2', user_id: '5' }],
    ['user_id=5&ids=2&ids=1', 'ids=2&ids=1&limit=20&user_id=5', { ids: '[2,1]', limit: '20', user_id: '5' }],
    [
      'at=2026-01-01T01:00:00%2B01:00&user_id=-0',
      'at=2026-01-01T00%3A00%3A00Z&limit=20&user_id=0',
      { at: '2026-01-01T00:00:00Z', ids: '[]', limit: '20', user_id: '0' },
    ],
    [
      'filter={"b":1,%22a%22:[]}&user_id=1',
      'filter=%7B%22a%22%3A%5B%5D%2C%22b%22%3A1%7D&limit=20&user_id=1',
      { filter: '{"a":[],"b":1}', ids: '[]', limit: '20', user_id: '1' },
    ],
  ])('%s', (raw, query, texts) => {
    expect(canonicalQuery(raw.replaceAll('"', '%22'), params)).toEqual({
      query: query.replace('ids=&', ''),
      texts,
      functions: [],
    })
  })

  it.each(['user_id=05', 'user_id=1&user_id=2', 'limit=1', 'user_id=', 'user_id=1&filter=%7B'])(
    'leaves to the origin what it will refuse: %s',
    (raw) => {
      const read = canonicalQuery(`${raw}&evil=%41`, params)
      expect(read?.texts).toBeUndefined()
      expect(read?.query).not.toContain('evil')
    },
  )

  it('knows slices, and what is no query string', () => {
    expect(canonicalQuery('user_id=1&_mizan_fn=a+b&_mizan_fn=c', params)).toMatchObject({
      query: '_mizan_fn=a%20b&_mizan_fn=c&limit=20&user_id=1',
      functions: ['a b', 'c'],
    })
    for (const raw of ['user_id=%ZZ', 'x=%C0%80&user_id=1', 'user_id=1&é=1'])
      expect(canonicalQuery(raw, params)).toBeUndefined()
  })

  it('takes names of objects for names', () => {
    expect(canonicalQuery('constructor=1', {})).toEqual({ query: '', texts: {}, functions: [] })
  })
})

describe('readManifest', () => {
  const manifest: EdgeManifest = { version: 1, base: '/api/mizan', contexts: {}, mutations: {} }

  it('takes what was printed', () => {
    expect(readManifest(printManifest(manifest))).toEqual(manifest)
  })

  it.each([
    '',
    '{}',
    '[]',
    '{"version":2,"base":"","contexts":{},"mutations":{}}',
    printManifest({ ...manifest, base: 'x' }),
    printManifest({ ...manifest, contexts: { 'a b': {} } } as never),
  ])('refuses %s', (text) => {
    expect(() => readManifest(text)).toThrow(TypeError)
  })
})

describe('signRequest', () => {
  const secrets = [
    { kid: 'new', secret: 'n'.repeat(32) },
    { kid: 'old', secret: 'o'.repeat(32) },
  ]
  const request = { method: 'POST', target: '/_mizan/purge', body: '{}' }
  const nowMs = 1_700_000_000_500
  const header = signRequest(request, secrets[1] ?? { kid: '', secret: '' }, nowMs)

  it('is verified by every secret, for that request alone', () => {
    expect(header).toMatch(/^kid=old,t=1700000000,v1=[0-9a-f]{64}$/)
    expect(isSignedRequest(header, request, { secrets, nowMs })).toBe(true)
    expect(
      isSignedRequest(header, { ...request, body: new TextEncoder().encode('{}') }, { secrets, nowMs }),
    ).toBe(true)
    for (const other of [{ method: 'GET' }, { target: '/_mizan/purge?' }, { body: '{ }' }])
      expect(isSignedRequest(header, { ...request, ...other }, { secrets, nowMs })).toBe(false)
  })

  it('is good for five minutes, either way', () => {
    for (const [awayMs, isGood] of [
      [299_000, true],
      [301_000, false],
      [-299_000, true],
      [-301_000, false],
    ] as const)
      expect(isSignedRequest(header, request, { secrets, nowMs: nowMs + awayMs })).toBe(isGood)
  })

  it.each([
    undefined,
    '',
    header.toUpperCase(),
    `${header} `,
    header.replace('old', 'new'),
    header.replace('old', 'gone'),
    header.replace('t=1', 't=01'),
    header.slice(0, -1),
    `${header}${'0'.repeat(1000)}`,
  ])('refuses %s', (forged) => {
    expect(isSignedRequest(forged, request, { secrets, nowMs })).toBe(false)
  })
})
