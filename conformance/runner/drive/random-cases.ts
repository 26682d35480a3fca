/** Requests that are nearly right, from a fixed seed: none may bring a 5xx or a broken answer, and every adapter answers them alike (SPEC.md, HTTP-9). */
import type { Case } from './case-schema.ts'
import { NAMES, NUMBERS, TEXTS, VALUES } from './hostile-words.ts'
import { isObject, type Json } from './json.ts'
import { createRandom, pick, type Random } from './random.ts'

type Step = Case['steps'][number]

interface Draft {
  readonly method: string
  readonly path: string
  /** Raw pairs. */
  readonly query?: readonly string[]
  readonly json?: Json
}

const BASE = '/api/mizan/'
const SEED = 20261123
const COUNT = 400

export function createRandomCases(): Case[] {
  const random = createRandom(SEED)
  return Array.from({ length: COUNT }, (_, index) => {
    const step = createStep(random)
    return {
      id: `random: ${index + 1}`,
      name: String(index + 1),
      capability: 'hostile',
      rules: ['HTTP-9'],
      server: 'plain',
      steps: [step],
    }
  })
}

const CALLS: readonly [string, Json][] = [
  ['shout', { text: 'a', times: 2 }],
  ['touch_user', { user_id: 1 }],
  ['refresh_page', { user_id: 1, limit: 5 }],
  ['update_profile', { user_id: 1, name: 'Grace' }],
  ['place_order', { user_id: 1, total: '1.50' }],
  ['move_task', { task_id: 1, project_id: 2 }],
  ['archive_tasks', { task_ids: [1, 2] }],
  ['rename_task', { id: 1, title: 'x' }],
  ['wide_touch', { b: 'x', d: 'y' }],
  ['save_theme', { theme: 'dark' }],
  ['leave_note', { user_id: 2, text: 'x' }],
  ['user_orders', { user_id: 1, limit: 2 }],
  ['me_notes', { page: 1 }],
  ['report_staff', {}],
]

const FETCHES: readonly [string, readonly string[]][] = [
  ['user', ['user_id=1', 'limit=2']],
  ['project', ['project_id=1', 'done=true']],
  ['me', ['page=1']],
  ['reports', ['_mizan_fn=report_open']],
  ['wide', ['a=1', 'b=2', 'c=3', 'd=4']],
  ['greeting', []],
  ['user', ['user_id=1', '_mizan_fn=user_profile']],
]

const MOUNTED: readonly Json[] = [
  { context: 'user', params: { user_id: 1 } },
  { context: 'project', params: { project_id: 2 }, functions: ['project_summary'] },
  { context: 'me', params: {} },
  { context: 'wide', params: { a: '', b: 'x', c: '', d: 'y' } },
]

function createStep(random: Random): Step {
  const draft = random() < 0.6 ? createCall(random) : createFetch(random)
  const spoilt = random() < 0.8 ? spoil(random, draft) : draft
  const { method, path, query = [], json } = spoilt
  const text = json === undefined ? undefined : spoilText(random, JSON.stringify(json))
  const headers = createHeaders(random, json !== undefined)
  return {
    send: method,
    path,
    query: query.join('&'),
    headers,
    ...(text !== undefined && { body: text }),
    ...(random() < 0.6 && { as: pick(random, ['1', '2', '3', '4', '9', '-']) }),
    expect: { answered: true },
  }
}

function createCall(random: Random): Draft {
  const [fn, args] = pick(random, CALLS)
  const mounted = random() < 0.3 ? { mounted: [pick(random, MOUNTED), pick(random, MOUNTED)] } : {}
  return { method: 'POST', path: '/api/mizan/call/', json: { fn, args, ...mounted } }
}

function createFetch(random: Random): Draft {
  const [context, query] = pick(random, FETCHES)
  const path = `/api/mizan/ctx/${context}/`
  if (random() < 0.8) return { method: random() < 0.1 ? 'HEAD' : 'GET', path, query }
  const names = query.filter((pair) => pair.startsWith('_mizan_fn'))
  const params = query.filter((pair) => !pair.startsWith('_mizan_fn')).map((pair) => pair.split('='))
  const json = Object.fromEntries(params.map(([name = '', value = '']) => [name, Number(value) || value]))
  return { method: 'POST', path, query: names, json }
}

function spoil(random: Random, draft: Draft): Draft {
  const { json, query = [] } = draft
  const roll = random()
  if (roll < 0.05)
    return { ...draft, method: pick(random, ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) }
  if (roll < 0.1) return { ...draft, path: spoilPath(random, draft.path) }
  if (json !== undefined && roll < 0.9) return { ...draft, json: spoilJson(random, json, 0) }
  return { ...draft, query: spoilQuery(random, query) }
}

function spoilPath(random: Random, path: string): string {
  // What lies beside the base is not the protocol's to answer.
  const at = BASE.length + Math.floor(random() * (path.length - BASE.length))
  return path.slice(0, at) + pick(random, ['%', '%00', '%2F', '/', '..', 'x', '']) + path.slice(at + 1)
}

/** One place of it, the deeper the likelier. */
function spoilJson(random: Random, json: Json, depth: number): Json {
  if (isObject(json) && Object.keys(json).length > 0 && random() < 0.85) {
    const name = pick(random, Object.keys(json))
    const roll = random()
    if (roll < 0.1) return { ...json, [pick(random, NAMES)]: pick(random, VALUES) }
    if (roll < 0.18) return Object.fromEntries(Object.entries(json).filter(([one]) => one !== name))
    return { ...json, [name]: spoilJson(random, json[name] as Json, depth + 1) }
  }
  if (Array.isArray(json) && json.length > 0 && random() < 0.7)
    return json.map((item, index) => (index === 0 ? spoilJson(random, item, depth + 1) : item))
  if (typeof json === 'string') return pick(random, TEXTS)
  return typeof json === 'number' && random() < 0.6 ? pick(random, NUMBERS) : pick(random, VALUES)
}

function spoilQuery(random: Random, query: readonly string[]): readonly string[] {
  const roll = random()
  const at = Math.floor(random() * query.length)
  const [name = 'x'] = (query[at] ?? '').split('=')
  const text = encodeURIComponent(random() < 0.5 ? pick(random, TEXTS) : String(pick(random, NUMBERS)))
  if (roll < 0.15) return [...query, `${encodeURIComponent(pick(random, NAMES))}=${text}`]
  if (roll < 0.25) return [...query, query[at] ?? 'x']
  if (roll < 0.35) return query.filter((_, index) => index !== at)
  if (roll < 0.45) return query.map((pair, index) => (index === at ? pair.replace(/.$/, '%') : pair))
  return query.map((pair, index) => (index === at ? `${name}=${text}` : pair))
}

/** Now and then a letter of the body is another one, or its end is missing. */
function spoilText(random: Random, text: string): string {
  if (random() > 0.12) return text
  const at = Math.floor(random() * text.length)
  if (random() < 0.3) return text.slice(0, at)
  return (
    text.slice(0, at) +
    pick(random, ['"', '{', ']', ',', '\\', '\\ud800', '0', '-', '\t', '\0', 'é', '']) +
    text.slice(at + 1)
  )
}

function createHeaders(random: Random, hasBody: boolean): Record<string, string> {
  const types = [
    'application/json',
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/json; charset=latin1',
  ]
  return {
    ...(hasBody && { 'Content-Type': random() < 0.9 ? 'application/json' : pick(random, types) }),
    ...(random() < 0.05 && { 'If-None-Match': pick(random, ['*', '"x"', '"', '']) }),
    ...(random() < 0.05 && { Origin: pick(random, ['https://evil.example', 'null', '']) }),
    ...(random() < 0.05 && { 'Idempotency-Key': pick(random, ['', 'a b', 'x'.repeat(200)]) }),
    ...(random() < 0.05 && { 'X-Request-Id': pick(random, ['abcdefgh', 'a b', 'x'.repeat(70)]) }),
    ...(random() < 0.05 && { Cookie: pick(random, ['fixture_user', '=;;=', 'fixture_user=%ff']) }),
  }
}
