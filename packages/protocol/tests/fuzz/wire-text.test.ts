/** Headers, query strings and patterns under hostile texts: nothing is thrown, nothing is misread, and what is read comes back as it went. */
import { expect, test, vi } from 'vitest'
import {
  compilePattern,
  type DeclaredParam,
  decodeEntryHeader,
  decodeInvalidateHeader,
  decodeQuery,
  encodeEntryHeader,
  encodeInvalidateHeader,
  encodeQuery,
  IrError,
  type JsonObject,
  MAX_HEADER_BYTES,
  matchTarget,
  paramKind,
  toCanonicalJson,
} from '../../src/index.ts'
import { PATIENCE_MS, runFuzz, texts } from './run-fuzz.ts'

vi.setConfig({ testTimeout: PATIENCE_MS })

const headers = {
  good: [
    'user;user_id=5, notifications',
    'user.user_profile;limit=20;q=a%20b%2C%3B;user_id=5',
    'inbox;_mizan_own=0123456789abcdef;a=1',
    'board;q=%C3%A9%F0%9F%98%80',
    'a.b ,\tc;d=',
  ],
  tokens: [
    ...Array.from('aZ09_.;=,%~- \t*'),
    '%20',
    '%2c',
    '%FF',
    '%C3',
    '_mizan_own=',
    ';a=1',
    '__proto__',
    'constructor',
    'é',
    'a'.repeat(128),
    '\0',
    '\n',
  ],
}

test('X-Mizan-Invalidate', () => {
  runFuzz({
    name: 'X-Mizan-Invalidate',
    corpus: headers,
    make: texts,
    judge: (header) => {
      const targets = decodeInvalidateHeader(header)
      expect(targets === '*').toBe(!isHeader(header))
      if (targets === '*') return 'everything'
      const again = encodeInvalidateHeader(targets)
      // Longer ones are broad.
      if (header.length <= MAX_HEADER_BYTES) expect(decodeInvalidateHeader(again)).toEqual(targets)
      else expect(again.length).toBeLessThanOrEqual(MAX_HEADER_BYTES)
      for (const target of targets) expect(matchTarget(target, target)).toBe(true)
      return targets.length > 1 ? 'several targets' : 'one target'
    },
    reaches: ['everything', 'one target', 'several targets'],
  })
})

test('X-Mizan-Entry', () => {
  runFuzz({
    name: 'X-Mizan-Entry',
    corpus: headers,
    make: texts,
    judge: (header) => {
      const entry = decodeEntryHeader(header)
      if (entry === undefined) return 'refused'
      expect(isHeader(header)).toBe(true)
      expect(decodeEntryHeader(encodeEntryHeader(entry.context, entry.params))).toEqual(entry)
      return Object.keys(entry.params).length > 0 ? 'with params' : 'without params'
    },
    reaches: ['refused', 'with params', 'without params'],
  })
})

/** INV-21 to INV-25 as one expression, with what an expression cannot say beside it. */
function isHeader(header: string): boolean {
  const name = '[A-Za-z][A-Za-z0-9_]{0,127}'
  const target = `${name}(?:\\.${name})?(?:;(?:${name}|_mizan_own)=(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*)*`
  if (!new RegExp(`^[ \\t]*${target}[ \\t]*(?:,[ \\t]*${target}[ \\t]*)*$`).test(header)) return false
  return header.split(',').every((part) => {
    const pairs = part.trim().split(';').slice(1)
    const names = pairs.map((pair) => pair.split('=')[0])
    return new Set(names).size === names.length && !pairs.includes('_mizan_own=') && isDecodable(part)
  })
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== ''
  } catch {
    return false
  }
}

const params: readonly DeclaredParam[] = [
  { name: 'id', type: { kind: 'integer' } },
  { name: 'q', type: { kind: 'string' }, optional: true },
  { name: 'rate', type: { kind: 'number' } },
  { name: 'big', type: { kind: 'bigint' } },
  { name: 'sum', type: { kind: 'decimal' } },
  { name: 'on', type: { kind: 'boolean' } },
  { name: 'at', type: { kind: 'nullable', type: { kind: 'datetime' } }, default: 'null' },
  { name: 'ids', type: { kind: 'list', item: { kind: 'integer' } } },
  { name: 'tags', type: { kind: 'list', item: { kind: 'string' } } },
  { name: 'filter', type: { kind: 'json' } },
  { name: 'constructor', type: { kind: 'literal', value: 5 } },
]
const kinds = Object.fromEntries(params.map(({ name, type }) => [name, paramKind(type, new Map())]))

test('query strings', () => {
  runFuzz({
    name: 'query string',
    corpus: {
      good: [
        'id=5&q=a+b%20c&rate=1.5',
        'big=9007199254740993&sum=1.50&on=true&at=2026-01-01T10%3A00%3A00%2B02%3A00',
        'ids=1&ids=2&ids=-0&tags=&tags=%F0%9F%98%80',
        'filter=%7B%22a%22%3A%5B1%2Cnull%5D%7D&constructor=5',
        '_mizan_fn=user_profile&_mizan_fn=user_orders&other=1',
        '',
      ],
      tokens: [
        ...Array.from('abi=&%+0159-.eE"'),
        '%20',
        '%FF',
        '%C0%AF',
        '%',
        'id=',
        'ids=',
        'tags=',
        'filter=',
        'null',
        '{',
        '__proto__=1&',
        'é',
        '\0',
        '#',
        ' ',
      ],
    },
    make: texts,
    judge: (raw) => {
      const decoded = decodeQuery(raw, params, new Map())
      if (!decoded.ok) return decoded.code
      const again = decodeQuery(encodeQuery(decoded.values, kinds), params, new Map())
      expect(again.ok && toCanonicalJson(withoutNulls(again.values))).toBe(
        toCanonicalJson(withoutNulls(decoded.values)),
      )
      return decoded.functions.length > 0 ? 'a slice' : 'accepted'
    },
    reaches: ['accepted', 'a slice', 'BAD_REQUEST', 'VALIDATION_FAILED'],
  })
})

/** Null is said by leaving out (CTX-4). */
function withoutNulls(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

test('patterns', () => {
  const subjects = ['', 'a', 'aaaa!', 'ab-1', 'é😀\n', 'a'.repeat(200)]
  runFuzz({
    name: 'pattern',
    corpus: {
      good: ['[a-z]+', '(a|b)*c{2,3}', '[^\\n-]', '\\.\\*', '(a?){30}', '.*@.*', '[-a]|[b-]'],
      tokens: [
        ...Array.from('ab()[]{}|*+?.\\^$-,0129n'),
        '{2,}',
        '(?:',
        '\\p{L}',
        '(a+)+',
        '{999999999}',
        '😀',
        '\ud800',
      ],
    },
    make: texts,
    judge: (pattern) => {
      try {
        const matches = compilePattern(pattern)
        // A pattern that matches a text matches it as a branch and as a group too.
        const wider = compilePattern(`(${pattern})|b{3}`)
        for (const subject of subjects) expect(wider(subject)).toBe(matches(subject))
        return 'compiled'
      } catch (error) {
        if (error instanceof IrError) return error.message.includes('states') ? 'too large' : 'refused'
        throw error
      }
    },
    reaches: ['compiled', 'refused', 'too large'],
  })
})
