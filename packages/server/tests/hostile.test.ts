/** Thousands of hostile requests from a fixed seed: never a 5xx, never a broken answer, never a hang (SPEC.md, HTTP-9). */
import { ERROR_STATUS } from '@mizan/protocol'
import type { PlainRequest } from '@mizan/server'
import { client, ReactContext } from '@mizan/server'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createPeople, UserContext } from './support/people.ts'

type Random = () => number

/** mulberry32 */
function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T
}

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'fn',
  'args',
  'mounted',
  'user_id',
  'limit',
  'name',
  'user',
  'team',
  'context',
  'params',
  'functions',
  '_mizan_fn',
  '_mizan_errors',
  '',
  ' ',
  'ä',
  '\u0000',
  'then',
  'toJSON',
  'length',
  '0',
  'a'.repeat(300),
]
const FUNCTIONS = [
  'user_profile',
  'user_orders',
  'update_profile',
  'inbox_messages',
  'everything',
  'echo',
  ...NAMES,
]
const CONTEXTS = [
  'user',
  'team',
  'inbox',
  'nobody',
  'us%65r',
  '%',
  '%2e%2e',
  '..',
  '__proto__',
  'constructor',
  'a%00b',
  '%ff',
]
const TEXTS = [
  '',
  '5',
  '-0',
  '05',
  '1e400',
  'NaN',
  'true',
  'null',
  'a\r\nSet-Cookie: x=1',
  '\ud800',
  '\udfff',
  '\u{1f600}',
  '\ufeff',
  '\u2028',
  '2026-02-30T00:00:00Z',
  '9'.repeat(400),
  '../../etc/passwd',
  '<script>',
  '${7*7}',
  "' OR 1=1",
  'a'.repeat(5000),
]
const NUMBERS = [0, -0, 1, 5, -1, 1.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 99999999999]
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  '',
  'get',
  'A'.repeat(50),
]
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-7',
  'text/plain',
  '',
  ';',
  'application/json;;;=;"',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  ';'.repeat(10_000),
]
const HEADERS = [
  'origin',
  'sec-fetch-site',
  'cookie',
  'authorization',
  'x-request-id',
  'if-none-match',
  'content-encoding',
  'access-control-request-method',
  'x-user',
  'x-mizan-identity',
  'x-mizan-token',
  'content-length',
  'accept',
  'host',
  'idempotency-key',
]
const HEADER_VALUES = [
  '',
  '*',
  'null',
  'https://app.example',
  'https://evil.example',
  'ada',
  'user=ada; user=eve',
  'user=%ff; =; ;;=;',
  'a=b; '.repeat(500),
  'gzip',
  '"x", W/"y',
  ','.repeat(1000),
  '-1',
  'NaN',
  '\u00ff',
  'Bearer x',
  'abcdefgh',
]

function makeValue(random: Random, depth = 0): unknown {
  const kind = random()
  if (depth > 4 || kind < 0.25) return pick(random, TEXTS)
  if (kind < 0.45) return pick(random, NUMBERS)
  if (kind < 0.6) return pick(random, [null, true, false])
  const size = Math.floor(random() * 4)
  if (kind < 0.75) return Array.from({ length: size }, () => makeValue(random, depth + 1))
  return Object.fromEntries(
    Array.from({ length: size }, () => [pick(random, NAMES), makeValue(random, depth + 1)]),
  )
}

function makeArgs(random: Random): unknown {
  const roll = random()
  if (roll < 0.3) return { user_id: pick(random, NUMBERS), name: pick(random, TEXTS) }
  if (roll < 0.5) return { value: makeValue(random), text: pick(random, TEXTS) }
  return makeValue(random)
}

function makeMounted(random: Random): unknown {
  if (random() < 0.3) return makeValue(random)
  const length = random() < 0.05 ? 10_000 : Math.floor(random() * 40)
  return Array.from({ length }, () =>
    random() < 0.5
      ? makeValue(random)
      : {
          context: pick(random, CONTEXTS),
          params:
            random() < 0.5
              ? { user_id: pick(random, NUMBERS), [pick(random, NAMES)]: makeValue(random) }
              : makeValue(random),
          functions: random() < 0.8 ? undefined : makeValue(random),
        },
  )
}

function makeBody(random: Random): Uint8Array {
  const roll = random()
  if (roll < 0.05) return Uint8Array.from({ length: 64 }, () => Math.floor(random() * 256))
  if (roll < 0.08) return new TextEncoder().encode(pick(random, ['[', '{"a":', '"']).repeat(20_000))
  const value =
    roll < 0.25
      ? makeValue(random)
      : {
          fn: pick(random, FUNCTIONS),
          args: makeArgs(random),
          ...(random() < 0.4 ? { mounted: makeMounted(random) } : {}),
        }
  const bytes = new TextEncoder().encode(JSON.stringify(value) ?? '')
  for (let flips = random() < 0.15 ? 3 : 0; flips > 0 && bytes.length > 0; flips -= 1)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  return roll > 0.9 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes
}

function makeTarget(random: Random): string {
  const roll = random()
  if (roll < 0.4) return '/api/mizan/call/'
  if (roll < 0.5)
    return pick(random, [
      '',
      '*',
      '/',
      '//',
      '/api/mizan',
      '/api/mizan/call',
      '/%',
      '/view/%/',
      '/view/5/',
      '/view/%35/',
      'http://evil/',
      '/api/mizan/ctx/',
      `/${'a/'.repeat(3000)}`,
      '/api/mizan/call/?x=%',
      '?',
      '/\\',
    ])
  const pairs = Array.from({ length: Math.floor(random() * 5) }, () => {
    const name = pick(random, NAMES)
    const value =
      random() < 0.5
        ? String(pick(random, NUMBERS))
        : pick(random, [...TEXTS, '%', '%zz', '%ff', '%ed%a0%80', '{"a":', '[[[[', ...FUNCTIONS])
    return random() < 0.8 ? `${encode(name)}=${encode(value)}` : `${name}=${value}`
  })
  return `${random() < 0.1 ? '/view/5/' : `/api/mizan/ctx/${pick(random, CONTEXTS)}/`}?${pairs.join(pick(random, ['&', '&&', ';']))}`
}

function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text
}

function makeRequest(random: Random): PlainRequest {
  const headers = new Map<string, string>([
    ['content-type', random() < 0.8 ? 'application/json' : pick(random, TYPES)],
  ])
  while (random() < 0.4) headers.set(pick(random, HEADERS), pick(random, HEADER_VALUES))
  const method = random() < 0.85 ? pick(random, ['GET', 'POST', 'POST']) : pick(random, METHODS)
  const body = makeBody(random)
  return {
    method,
    target: makeTarget(random),
    origin: 'https://app.example',
    header: (name) => headers.get(name),
    ...(random() < 0.9 ? { readBody: () => Promise.resolve(body) } : {}),
  }
}

const everything = client(
  {
    affects: UserContext,
    input: {
      value: z.json(),
      text: z.string().optional(),
      list: z.array(z.int()).max(3).optional(),
      map: z.record(z.string(), z.int()).optional(),
      at: z.date().optional(),
      big: z.bigint().optional(),
      bytes: z.instanceof(Uint8Array).optional(),
    },
    output: z.json(),
  },
  ({ value }) => value,
)
const echo = client(
  { affects: 'nothing', input: { text: z.string(), value: z.unknown().optional() } },
  ({ text }, call) => {
    call.setHeader('X-Echo', text)
    call.setCookie('echo', text)
  },
)
const Views = new ReactContext('views')
const view = client(
  { context: Views, route: '/view/:user_id/', input: { user_id: z.int(), limit: z.int().optional() } },
  ({ user_id }) => new Response(String(user_id)),
)

test('four thousand hostile requests', async () => {
  const { app, reports } = createPeople(
    { echo, view, everything },
    { cors: { origins: ['https://other.example'] } },
  )
  const random = createRandom(20261123)
  const seen = new Map<number, number>()
  for (let count = 0; count < 4000; count += 1) {
    const request = makeRequest(random)
    const answer = await app.handle(request)
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
    const said = `${request.method} ${request.target.slice(0, 200)} → ${answer.status} ${typeof answer.body === 'string' ? answer.body.slice(0, 300) : ''}`
    expect(answer.status, said).toBeLessThan(500)
    const headers = new Headers(answer.headers as [string, string][])
    expect(headers.get('x-content-type-options'), said).toBe('nosniff')
    expect(headers.get('x-request-id'), said).toMatch(/^[A-Za-z0-9._-]{8,64}$/)
    for (const [name, value] of answer.headers) expect(`${name}${value}`, said).toMatch(/^[\t\x20-\x7e]*$/)
    if (answer.status < 400 || request.method === 'HEAD') continue
    const { error } = JSON.parse(answer.body as string) as {
      error: { code: keyof typeof ERROR_STATUS; message: string }
    }
    expect([ERROR_STATUS[error.code], typeof error.message], said).toEqual([answer.status, 'string'])
    expect(headers.get('cache-control'), said).toBe('no-store')
  }
  expect(reports).toEqual([])
  // The requests reach every kind of answer, or this test would prove nothing.
  for (const status of [200, 400, 401, 403, 404, 405, 415, 422])
    expect(seen.get(status), `status ${status}`).toBeGreaterThan(10)
}, 60_000)
