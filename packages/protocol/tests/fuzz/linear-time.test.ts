/** No reader of the protocol can be kept busy: texts made to be tried again and again cost in proportion to their length. */
import { describe, expect, test, vi } from 'vitest'
import {
  base64ToBytes,
  canonicalText,
  compileChecker,
  compilePattern,
  decodeEntryHeader,
  decodeInvalidateHeader,
  decodeQuery,
  dedupeTargets,
  normalizeBigint,
  normalizeBytes,
  normalizeDate,
  normalizeDatetime,
  normalizeDecimal,
  normalizeDuration,
  normalizeTime,
  normalizeUuid,
  parseJson,
  type StringFormat,
  type TypeExpression,
  toCanonicalJson,
} from '../../src/index.ts'
import { expectLinear } from './growth.ts'
import { PATIENCE_MS } from './run-fuzz.ts'

vi.setConfig({ testTimeout: PATIENCE_MS })

const none = new Map()
const formats: readonly StringFormat[] = ['email', 'uri', 'hostname', 'ipv4', 'ipv6']
const checkAll = compileChecker({ kind: 'list', item: { kind: 'json' }, unique: true }, none)
const params = [
  { name: 'a', type: { kind: 'list', item: { kind: 'integer' } } as TypeExpression },
  { name: 'q', type: { kind: 'json' } as TypeExpression, optional: true },
]

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parseJson,
  'canonical JSON of it': (text) => toCanonicalJson(parseJson(`"${text.replaceAll(/["\\\p{Cc}]/gu, 'x')}"`)),
  decodeInvalidateHeader,
  decodeEntryHeader,
  'dedupe of a header': (text) => dedupeTargets(decodeInvalidateHeader(text) as never),
  decodeQuery: (text) => decodeQuery(text, params, none),
  base64ToBytes,
  normalizeBytes,
  normalizeUuid,
  normalizeDate,
  normalizeTime,
  normalizeDatetime,
  normalizeDuration,
  normalizeBigint,
  normalizeDecimal,
  'a unique list': (text) => checkAll(parseJson(text)),
  'a canonical text': (text) => canonicalText({ kind: 'json' }, text, none),
  ...Object.fromEntries(
    formats.map((format) => [`format ${format}`, compileChecker({ kind: 'string', format }, none)]),
  ),
  'a nested pattern': compilePattern('((a|b|ab)*c?)*'),
  'many repeats': compilePattern('[ab]*[bc]*[a-c]*x*[^x]*a*'),
}

/** What is repeated, between what it begins and ends with. */
const shapes: readonly (readonly [string, string, string])[] = [
  ['', 'a', ''],
  ['', 'a', '!'],
  ['', ' ', 'x'],
  ['x', ' ', 'x'],
  ['', '\t ', ','],
  ['', '0', ''],
  ['1.', '0', '1'],
  ['-', '9', ''],
  ['P', '1', 'D'],
  ['2026-01-01T00:00:00.', '0', 'Z'],
  ['', '\\', '"'],
  ['"', '\\', '"'],
  ['"', '\\"', '"'],
  ['"', '\\u0041', '"'],
  ['', '"', ''],
  ['[', '1,', '1]'],
  ['[', '"a",', '"a"]'],
  ['[', '1e300,', '1]'],
  ['', '[', ''],
  ['{', '"a":1,', '"a":1}'],
  ['', 'a=1&', ''],
  ['', 'a', '=1'],
  ['q=', '%22', ''],
  ['', '%', ''],
  ['', '&', ''],
  ['', 'u,', 'u'],
  ['u', ';a=1', ''],
  ['', '=', ''],
  ['a@', 'a.', 'a'],
  ['a@', 'a-', ''],
  ['http:', '%41', ' '],
  ['http:', '#', ''],
  ['', ':', ''],
  ['', '1.', ''],
  ['', 'ab', '!'],
  ['', '😀', ''],
]

describe.each(Object.entries(readers))('%s', (_name, read) => {
  test.each(shapes)('%j, %j again and again, %j', (before, unit, after) => {
    expectLinear((size) => before + unit.repeat(size / unit.length) + after, read)
  })
})

test('many different targets, and many params in one, are no square', () => {
  expectLinear(
    (size) => Array.from({ length: size / 8 }, (_, id) => `task;id=${id}`).join(', '),
    (text) => dedupeTargets(decodeInvalidateHeader(text) as never),
  )
  expectLinear(
    (size) => `task${Array.from({ length: size / 8 }, (_, id) => `;p${id}=1`).join('')}`,
    decodeInvalidateHeader,
  )
})

test('growth is noticed when there is some', () => {
  const square = (text: string) => /[ \t]+$/.test(text)
  expect(() => expectLinear((size) => `${' '.repeat(size)}x`, square)).toThrow('less than')
})
