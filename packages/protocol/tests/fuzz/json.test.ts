/** The JSON decoder, the checks behind it and the vectors door under hostile bytes, against what the platform's own parser says. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import {
  compileChecker,
  decodeErrorEnvelope,
  JsonError,
  type JsonValue,
  MAX_DEPTH,
  parseJson,
  type TypeExpression,
  toCanonicalJson,
} from '../../src/index.ts'
import { answerLine } from '../../src/vectors-door.ts'
import { hostileJson } from './hostile-json.ts'
import { bytes, PATIENCE_MS, runFuzz } from './run-fuzz.ts'

vi.setConfig({ testTimeout: PATIENCE_MS })

const corpus = {
  good: [
    '{"fn":"update_profile","args":{"user_id":5,"name":"Ada"},"mounted":[{"context":"user","params":{"user_id":5}}]}',
    '[1,-0,1.5e-7,1e21,true,false,null,"\\ud83d\\ude00"]',
    '{"a":{"b":{"c":[[[[]]]]}},"__proto__":{"x":1},"constructor":null}',
    `${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`,
    '{"error":{"code":"NOT_FOUND","message":"No.","details":{"fields":{"/a":["no"]}}}}',
    '"\\u0000\\n\\"\\\\é😀"',
    '{"id":5,"at":"2026-01-01T00:00:00Z","tags":["a","b"],"kind":"circle","radius":1.5}',
  ],
  tokens: [
    ...Array.from('{}[]",:\\0129-+.eE \n\t'),
    '1e400',
    '1e308',
    '\\ud800',
    '\\u0061',
    'null',
    'NaN',
    'Infinity',
    '\ufeff',
    '\u2028',
    '"__proto__":',
    '[[[[',
    '"a":1,',
    '9'.repeat(310),
    '//',
    "'",
  ],
}

test('JSON bytes', () => {
  const refusals = ['not valid JSON', 'not valid UTF-8', 'deeper than 64', 'too large', 'lone surrogate']
  runFuzz({
    name: 'JSON',
    corpus,
    make: bytes,
    judge: judgeJson,
    reaches: ['accepted', ...refusals.map((words) => expect.stringContaining(words) as unknown as string)],
  })
})

function judgeJson(input: Uint8Array): string {
  const oracle = readByOracle(input)
  try {
    const value = parseJson(input)
    expect(oracle).toBeDefined()
    expect(JSON.stringify(value)).toBe(oracle)
    const text = toCanonicalJson(value)
    expect(toCanonicalJson(parseJson(text))).toBe(text)
    decodeErrorEnvelope(value)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    expect(oracle).toBeUndefined()
    return error.message
  }
}

/** What the platform's parser makes of it, printed; undefined where the protocol refuses it. */
function readByOracle(input: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input)
    const value = JSON.parse(text) as JsonValue
    const strings: string[] = []
    // Without its strings a text shows its depth and its numbers; the strings are looked at one by one.
    const bare = text.replaceAll(/"(?:\\.|[^\\"])*"/g, (string) => {
      strings.push(JSON.parse(string) as string)
      return ''
    })
    let depth = 0
    let deepest = 0
    for (const char of bare) {
      if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
      if (char === ']' || char === '}') depth--
    }
    const numbers = bare.split(/[^0-9.eE+-]+/).filter((word) => /\d/.test(word))
    const isPortable =
      deepest <= 64 &&
      numbers.every((word) => Math.abs(Number(word)) < Infinity) &&
      strings.every((string) => hasBytes(string))
    return isPortable ? JSON.stringify(value) : undefined
  } catch {
    return undefined
  }
}

/** Lone surrogates have none. */
function hasBytes(text: string): boolean {
  try {
    return encodeURIComponent(text).length >= 0
  } catch {
    return false
  }
}

const shape: TypeExpression = {
  kind: 'union',
  discriminator: 'kind',
  members: [
    {
      kind: 'struct',
      fields: [
        { name: 'kind', type: { kind: 'literal', value: 'circle' } },
        { name: 'radius', type: { kind: 'number', min: 0 } },
        {
          name: 'tags',
          type: { kind: 'list', item: { kind: 'string', maxLength: 3 }, unique: true },
          default: '[]',
        },
        { name: 'id', type: { kind: 'integer' }, optional: true },
        { name: 'at', type: { kind: 'nullable', type: { kind: 'datetime' } }, default: 'null' },
      ],
    },
    {
      kind: 'struct',
      fields: [
        { name: 'kind', type: { kind: 'literal', value: 'any' } },
        { name: 'map', type: { kind: 'map', value: { kind: 'decimal' } } },
        {
          name: 'pair',
          type: { kind: 'tuple', items: [{ kind: 'bytes' }, { kind: 'json' }] },
          optional: true,
        },
      ],
    },
  ],
}

test('structure', () => {
  const check = compileChecker(shape, new Map())
  runFuzz({
    name: 'structure',
    corpus: {
      good: [
        '{"kind":"circle","radius":1.5,"tags":["a","b"],"id":5,"at":"2026-01-01T10:00:00+02:00"}',
        '{"kind":"any","map":{"a":"1.50","__proto__":"-0"},"pair":["aGk=",{"a":[null]}]}',
        '{"kind":"circle","radius":0}',
      ],
      tokens: [
        ...Array.from('{}[]",:0129-.'),
        'null',
        'true',
        '"kind":',
        '"circle"',
        '"any"',
        '"toString":1,',
        '"map":{}',
        '1e9',
      ],
    },
    make: hostileJson,
    judge: (input) => {
      const value = tryJson(input)
      if (value === undefined) return 'no JSON'
      const result = check(value)
      if (!result.ok)
        return `refused at ${Object.keys(result.fields).length > 1 ? 'several places' : 'one place'}`
      expect(check(result.value)).toEqual(result)
      return 'accepted'
    },
    reaches: ['accepted', 'refused at one place', 'refused at several places', 'no JSON'],
  })
})

function tryJson(input: Uint8Array): JsonValue | undefined {
  try {
    return parseJson(input)
  } catch {
    return undefined
  }
}

test('the vectors door', () => {
  const folder = new URL('../../../../protocol/vectors/', import.meta.url)
  const good = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap(
      (name) => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { cases?: object[] }).cases ?? [],
    )
    .map((each) => JSON.stringify({ id: 1, ...each }))
    .filter((line) => line.length < 500)
  runFuzz({
    name: 'vectors door',
    corpus: {
      good,
      tokens: [
        ...corpus.tokens,
        '"op":',
        '"type":',
        '"kind":',
        '"value":',
        '"list"',
        '"struct"',
        '"fields":[]',
      ],
    },
    make: hostileJson,
    judge: (input) => {
      const line = answerLine(input)
      expect(line).not.toContain('\n')
      const answered = JSON.parse(line) as { out?: unknown; error?: string; code?: string }
      // The engine's own words would mean that something was not foreseen.
      expect(answered.error ?? '').not.toMatch(/undefined|is not a|Cannot|Maximum|Invalid/)
      if (answered.error === undefined) return 'answered'
      return answered.code ?? (answered.error.startsWith('The text') ? 'no JSON' : 'refused')
    },
    reaches: ['answered', 'refused', 'no JSON', 'BAD_REQUEST', 'VALIDATION_FAILED'],
  })
})
