/** Every normal form under hostile texts, against oracles that count where the code matches. */
import { expect, test, vi } from 'vitest'
import {
  base64ToBytes,
  bytesToBase64,
  normalizeBigint,
  normalizeBytes,
  normalizeDate,
  normalizeDatetime,
  normalizeDecimal,
  normalizeDuration,
  normalizeTime,
  normalizeUuid,
} from '../../src/index.ts'
import { PATIENCE_MS, runFuzz, texts } from './run-fuzz.ts'

vi.setConfig({ testTimeout: PATIENCE_MS })

interface NormalForm {
  readonly name: string
  readonly normalize: (text: string) => string | undefined
  readonly good: readonly string[]
  readonly tokens: string
  /** What two texts of one value share; undefined for a text that is no such value. */
  readonly value: (text: string) => unknown
}

const digits = '0123456789'
const forms: readonly NormalForm[] = [
  {
    name: 'uuid',
    normalize: normalizeUuid,
    good: ['018f3c1e-7b2a-7c3d-9e4f-0123456789ab', 'AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE'],
    tokens: '0aFgé-{} ',
    value: (text) => {
      const groups = text.toLowerCase().split('-')
      const isHex = groups.every((group) =>
        Array.from(group).every((char) => `${digits}abcdef`.includes(char)),
      )
      return groups.map((group) => group.length).join() === '8,4,4,4,12' && isHex ? groups.join() : undefined
    },
  },
  {
    name: 'date',
    normalize: normalizeDate,
    good: ['2024-02-29', '0001-01-01', '9999-12-31', '1900-02-28'],
    tokens: '0129- T/',
    value: dayOf,
  },
  {
    name: 'time',
    normalize: normalizeTime,
    good: ['00:00:00', '23:59:59.999999', '12:30:45.1'],
    tokens: '012345:. Z',
    value: microsecondsOf,
  },
  {
    name: 'datetime',
    normalize: normalizeDatetime,
    good: [
      '2026-01-01T00:00:00Z',
      '2024-02-29T23:59:59.123456+14:00',
      '0001-01-01T00:00:00-00:30',
      '9999-12-31T23:59:59Z',
    ],
    tokens: '01259-+:.TZtz ',
    value: momentOf,
  },
  {
    name: 'duration',
    normalize: normalizeDuration,
    good: ['P1DT2H3M4.5S', '-PT90M', 'PT0S', 'P999999999D', 'PT86400S'],
    tokens: '0129PTDHMSWY.-',
    value: lengthOf,
  },
  {
    name: 'bigint',
    normalize: normalizeBigint,
    good: ['0', '-1', '9007199254740993', '-123456789012345678901234567890'],
    tokens: '0129-+.e_ x',
    value: (text) => {
      const isPlain = text !== '' && Array.from(text).every((char) => `-${digits}`.includes(char))
      if (!isPlain || text.lastIndexOf('-') > 0 || text === '-' || text.length > 4096) return undefined
      const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)
      return text === '-0' || String(value) === text ? value : undefined
    },
  },
  {
    name: 'decimal',
    normalize: normalizeDecimal,
    good: ['0', '-0.00', '1.50', '123456789012345678901234567890.000000001'],
    tokens: '0159-+.e_ ,',
    value: (text) => {
      const [whole = '', fraction, more] = text.replace('-', '').split('.')
      const isDigits = (part: string) =>
        part !== '' && Array.from(part).every((char) => digits.includes(char))
      if (text.indexOf('-') > 0 || more !== undefined || !isDigits(whole) || text.length > 4096)
        return undefined
      if (whole.length > 1 && whole.startsWith('0')) return undefined
      if (fraction !== undefined && !isDigits(fraction)) return undefined
      const scaled = BigInt(whole + (fraction ?? '').padEnd(1000, '0'))
      return text.startsWith('-') ? -scaled : scaled
    },
  },
]

test.each(forms)('$name', ({ name, normalize, good, tokens, value }) => {
  runFuzz({
    name,
    corpus: { good, tokens: [...Array.from(tokens), '00', '\n', '٣', '\0'] },
    make: texts,
    judge: (text) => {
      const normal = normalize(text)
      expect(normal === undefined).toBe(value(text) === undefined)
      if (normal === undefined) return 'refused'
      expect(normalize(normal)).toBe(normal)
      expect(value(normal)).toEqual(value(text))
      return normal === text ? 'its own normal form' : 'brought to normal form'
    },
    reaches: ['refused', 'its own normal form', ...(name === 'date' ? [] : ['brought to normal form'])],
  })
})

test('base64', () => {
  runFuzz({
    name: 'base64',
    corpus: {
      good: ['', 'aGk=', 'AAAA', '+/8=', 'QQ==', 'SGVsbG8gd29ybGQh'],
      tokens: [...Array.from('AZaz09+/=-_ \n'), 'é', '\0'],
    },
    make: texts,
    judge: (text) => {
      const isNormal = Buffer.from(text, 'base64').toString('base64') === text
      expect(normalizeBytes(text)).toBe(isNormal ? text : undefined)
      if (!isNormal) {
        expect(() => base64ToBytes(text)).toThrow(RangeError)
        return 'refused'
      }
      expect(bytesToBase64(base64ToBytes(text))).toBe(text)
      return 'accepted'
    },
    reaches: ['accepted', 'refused'],
  })
})

function dayOf(text: string): number | undefined {
  if (text.length !== 10 || text.startsWith('0000')) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text ? time : undefined
}

function microsecondsOf(text: string): number | undefined {
  const [clock = '', fraction, more] = text.split('.')
  const parts = clock.split(':')
  const isDigits = (part: string, width: number) =>
    part.length === width && Array.from(part).every((char) => digits.includes(char))
  if (more !== undefined || parts.length !== 3 || !parts.every((part) => isDigits(part, 2))) return undefined
  if (
    fraction !== undefined &&
    (fraction.length < 1 || fraction.length > 6 || !isDigits(fraction, fraction.length))
  )
    return undefined
  const [hours = 0, minutes = 0, seconds = 0] = parts.map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + Number((fraction ?? '').padEnd(6, '0'))
}

/** Microseconds since 1970 in UTC. */
function momentOf(text: string): bigint | undefined {
  const day = dayOf(text.slice(0, 10))
  const zone = text.endsWith('Z') ? 'Z' : text.slice(-6)
  const clock = microsecondsOf(text.slice(11, text.length - zone.length))
  if (day === undefined || clock === undefined || text[10] !== 'T') return undefined
  const shift = zone === 'Z' ? 0 : microsecondsOf(`${zone.slice(1)}:00`)
  if (shift === undefined || (zone !== 'Z' && zone[0] !== '+' && zone[0] !== '-')) return undefined
  const moment = BigInt(day) * 1000n + BigInt(clock) - BigInt(zone.startsWith('-') ? -shift : shift)
  const isInside = moment >= -62_135_596_800_000_000n && moment < 253_402_300_800_000_000n
  return isInside ? moment : undefined
}

/** Microseconds. */
function lengthOf(text: string): bigint | undefined {
  const sign = text.startsWith('-') ? -1n : 1n
  const rest = text.slice(sign === -1n ? 1 : 0)
  const [days = '', clock, more] = rest.slice(1).split('T')
  if (!rest.startsWith('P') || more !== undefined || clock === '' || (days === '' && clock === undefined))
    return undefined
  const parts = [...partsOf(days, ['D']), ...partsOf(clock ?? '', ['H', 'M', 'S'])]
  if (parts.includes(undefined)) return undefined
  const total = parts.reduce<bigint>((sum, part) => sum + (part ?? 0n), 0n)
  return total >= 1_000_000_000n * 86_400_000_000n ? undefined : sign * total
}

const unitMicroseconds: Readonly<Record<string, bigint>> = {
  D: 86_400_000_000n,
  H: 3_600_000_000n,
  M: 60_000_000n,
  S: 1_000_000n,
}

/** Each part in microseconds; undefined among them when the text is none. */
function partsOf(text: string, units: readonly string[]): (bigint | undefined)[] {
  let left = text
  const parts: (bigint | undefined)[] = []
  for (const unit of units) {
    const at = left.indexOf(unit)
    if (at === -1) continue
    const [whole = '', fraction, more] = left.slice(0, at).split('.')
    left = left.slice(at + 1)
    const isWhole =
      whole !== '' && whole.length <= 15 && Array.from(whole).every((char) => digits.includes(char))
    const isFraction =
      fraction === undefined ||
      (unit === 'S' &&
        fraction !== '' &&
        fraction.length <= 6 &&
        Array.from(fraction).every((char) => digits.includes(char)))
    if (!isWhole || !isFraction || more !== undefined) return [undefined]
    parts.push(BigInt(whole) * (unitMicroseconds[unit] ?? 0n) + BigInt((fraction ?? '').padEnd(6, '0')))
  }
  return left === '' ? parts : [undefined]
}
