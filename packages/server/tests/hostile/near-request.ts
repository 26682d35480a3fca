/** Requests that are nearly right: they come far, and are hostile where they arrive. */
import { makeMounted, makeValue } from './make-value.ts'
import { pick, type Random } from './random.ts'
import type { RawRequest } from './raw-request.ts'
import { HEADER_VALUES, HEADERS, METHODS, NAMES, NUMBERS, TEXTS } from './words.ts'

interface Recipe {
  readonly method: string
  readonly target: string
  /** Of a body that is JSON. */
  readonly json?: Readonly<Record<string, unknown>>
}

const CALL = { method: 'POST', target: '/api/mizan/call/' }
const USERS = ['ada', 'eve', 'sam', 'root', 'nobody', '']
const KEYS = ['key-1', 'key-2', 'key-3', 'x'.repeat(128), 'x'.repeat(129), 'a b', '']
/** Half of them are what handlers refuse. */
const SAID = ['Ada', 'Bo', ...Array.from({ length: 12 }, () => ['taken', 'missing']).flat(), ...TEXTS]

/** One that is right, then spoilt in none, one or two places. */
export function makeNearRequest(random: Random): RawRequest {
  const recipe = random() < 0.6 ? makeCall(random) : makeFetch(random)
  const headers = makeHeaders(random, recipe)
  const request: RawRequest = {
    method: recipe.method,
    target: recipe.target,
    headers,
    body: recipe.json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(recipe.json)),
  }
  return random() < 0.25 ? spoil(random, request) : request
}

function makeCall(random: Random): Recipe {
  const fn = pick(random, CALLED)
  const args = makeCallArgs(random, fn)
  const mounted = random() < 0.3 ? { mounted: makeShown(random) } : {}
  return { ...CALL, json: { fn, args: random() < 0.15 ? addMember(random, args) : args, ...mounted } }
}

const CALLED = [
  'update_profile',
  'update_profile',
  'everything',
  'echo',
  'user_profile',
  'staff_only',
  'hats_only',
  'mine_only',
  'inbox_messages',
]

function makeCallArgs(random: Random, fn: string): Readonly<Record<string, unknown>> {
  if (fn === 'everything') {
    const value = makeValue(random)
    return {
      value: isSafe(value) ? value : null,
      list: [1, 2],
      map: { a: 1 },
      at: '2026-01-02T03:04:05Z',
      big: '9'.repeat(30),
    }
  }
  if (fn === 'echo') return { text: pick(random, SAID), value: pick(random, NUMBERS) }
  const user_id = random() < 0.8 ? Math.floor(random() * 10) : pick(random, NUMBERS)
  if (fn === 'user_profile') return { user_id }
  return fn === 'update_profile' ? { user_id, name: pick(random, SAID) } : {}
}

/** What JSON.stringify does not turn into something else. */
function isSafe(value: unknown): boolean {
  return JSON.stringify(value) !== undefined
}

function addMember(
  random: Random,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { ...args, [pick(random, NAMES)]: makeValue(random) }
}

function makeShown(random: Random): unknown {
  if (random() < 0.1) return makeMounted(random)
  return Array.from({ length: Math.floor(random() * 6) }, () =>
    pick(random, [
      { context: 'user', params: { user_id: Math.floor(random() * 10) } },
      { context: 'user', params: { user_id: 5 }, functions: ['user_profile'] },
      { context: 'inbox', params: {} },
      { context: 'team', params: { team: pick(random, TEXTS) } },
      { context: pick(random, NAMES), params: makeValue(random) },
    ]),
  )
}

function makeFetch(random: Random): Recipe {
  const method = pick(random, ['GET', 'GET', 'GET', 'HEAD', 'POST'])
  const user_id = random() < 0.7 ? Math.floor(random() * 10) : pick(random, NUMBERS)
  const roll = random()
  if (roll < 0.12) return { method: 'GET', target: `/view/${user_id}/` }
  if (roll < 0.3)
    return { method, target: '/api/mizan/ctx/inbox/', ...(method === 'POST' ? { json: {} } : {}) }
  const slice =
    random() < 0.3 ? `_mizan_fn=${pick(random, ['user_profile', 'user_orders', ...NAMES.slice(0, 5)])}` : ''
  if (method === 'POST') {
    const json = random() < 0.8 ? { user_id, limit: 5 } : addMember(random, { user_id })
    return { method, target: `/api/mizan/ctx/user/?${slice}`, json }
  }
  const limit = random() < 0.3 ? `&limit=${encodeURIComponent(pick(random, NUMBERS))}` : ''
  return { method, target: `/api/mizan/ctx/user/?user_id=${user_id}${limit}&${slice}` }
}

function makeHeaders(random: Random, { json }: Recipe): Map<string, string> {
  const headers = new Map<string, string>()
  if (json !== undefined) headers.set('content-type', 'application/json')
  const roll = random()
  if (roll < 0.55) headers.set('x-user', pick(random, USERS))
  // A cookie without an origin is what identify refuses.
  else if (roll < 0.75) headers.set('cookie', `user=${pick(random, USERS)}`)
  if (random() < 0.2) headers.set('origin', 'https://app.example')
  if (random() < 0.2) headers.set('idempotency-key', pick(random, KEYS))
  if (random() < 0.2) headers.set('accept', 'application/x-ndjson')
  if (random() < 0.04) headers.set('x-limited', 'yes')
  if (random() < 0.05) headers.set('if-none-match', '*')
  return headers
}

function spoil(random: Random, request: RawRequest): RawRequest {
  const roll = random()
  if (roll < 0.25) return { ...request, body: spoilBytes(random, request.body) }
  if (roll < 0.4) return { ...request, method: pick(random, METHODS) }
  if (roll < 0.6) return { ...request, target: spoilText(random, request.target) }
  const headers = new Map(request.headers).set(pick(random, HEADERS), pick(random, HEADER_VALUES))
  return { ...request, headers }
}

function spoilBytes(random: Random, body: Uint8Array | undefined): Uint8Array | undefined {
  if (body === undefined || body.length === 0) return new TextEncoder().encode(pick(random, TEXTS))
  const spoilt = body.slice(0, random() < 0.3 ? Math.floor(random() * body.length) : body.length)
  if (spoilt.length > 0) spoilt[Math.floor(random() * spoilt.length)] = Math.floor(random() * 256)
  return spoilt
}

function spoilText(random: Random, text: string): string {
  const at = Math.floor(random() * text.length)
  return (
    text.slice(0, at) +
    pick(random, ['%', '%00', '%ff', '/', '?', '&', '=', '..', 'é', ' ', '']) +
    text.slice(at + 1)
  )
}
