/** Requests that are hostile from their first byte to their last. */
import { makeArgs, makeMounted, makeValue } from './make-value.ts'
import { pick, type Random } from './random.ts'
import type { RawRequest } from './raw-request.ts'
import {
  CONTEXTS,
  FUNCTIONS,
  HEADER_VALUES,
  HEADERS,
  METHODS,
  NAMES,
  NUMBERS,
  TEXTS,
  TYPES,
} from './words.ts'

function makeBody(random: Random): Uint8Array {
  const roll = random()
  if (roll < 0.05) return Uint8Array.from({ length: 64 }, () => Math.floor(random() * 256))
  if (roll < 0.06) return new TextEncoder().encode(pick(random, ['[', '{"a":', '"']).repeat(20_000))
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

export function makeRequest(random: Random): RawRequest {
  const headers = new Map<string, string>([
    ['content-type', random() < 0.8 ? 'application/json' : pick(random, TYPES)],
  ])
  while (random() < 0.4) headers.set(pick(random, HEADERS), pick(random, HEADER_VALUES))
  const method = random() < 0.85 ? pick(random, ['GET', 'POST', 'POST']) : pick(random, METHODS)
  const body = makeBody(random)
  return { method, target: makeTarget(random), headers, body: random() < 0.9 ? body : undefined }
}
