import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  base64ToBytes,
  bytesToBase64,
  compareByteOrder,
  dateToDatetime,
  datetimeToDate,
  normalizeBigint,
  normalizeBytes,
  normalizeDate,
  normalizeDatetime,
  normalizeDecimal,
  normalizeDuration,
  normalizeTime,
  normalizeUuid,
} from '../index.ts'
import { compareExact, isMultipleOf, toExact } from './decimal.ts'

const dates = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const two = (value: number) => String(value).padStart(2, '0')

describe('datetime', () => {
  test('comes to UTC as Date does', () => {
    const offset = fc.record({ sign: fc.constantFrom('+', '-'), hours: fc.nat(23), minutes: fc.nat(59) })
    fc.assert(
      fc.property(dates, offset, (date, { sign, hours, minutes }) => {
        const text = `${date.toISOString().slice(0, 23)}${sign}${two(hours)}:${two(minutes)}`
        const moment = date.getTime() + (sign === '+' ? -1 : 1) * (hours * 60 + minutes) * 60_000
        const year = new Date(moment).getUTCFullYear()
        const isInside = year >= 1 && year <= 9999
        expect(normalizeDatetime(text)).toBe(isInside ? dateToDatetime(new Date(moment)) : undefined)
      }),
      { numRuns: 2000 },
    )
  })

  test('a Date comes back, and the finer digits of a text are cut', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(datetimeToDate(dateToDatetime(date))).toEqual(date)
      }),
    )
    expect(datetimeToDate('2026-01-01T00:00:00.123999Z').toISOString()).toBe('2026-01-01T00:00:00.123Z')
  })

  test('a Date that is none, or outside the calendar, is refused', () => {
    expect(() => dateToDatetime(new Date(Number.NaN))).toThrow(RangeError)
    expect(() => dateToDatetime(new Date('+010000-01-01T00:00:00Z'))).toThrow(RangeError)
    expect(() => datetimeToDate('soon')).toThrow(RangeError)
  })
})

describe('every normal form', () => {
  const forms = {
    normalizeBigint,
    normalizeBytes,
    normalizeDate,
    normalizeDatetime,
    normalizeDecimal,
    normalizeDuration,
    normalizeTime,
    normalizeUuid,
  }
  const near = fc.string({ unit: fc.constantFrom(...Array.from('0129-:.TZPDHMSaF+=')), maxLength: 30 })
  test.each(Object.entries(forms))('of %s is its own normal form', (_name, normalize) => {
    fc.assert(
      fc.property(near, (text) => {
        const normal = normalize(text)
        if (normal !== undefined) expect(normalize(normal)).toBe(normal)
      }),
      { numRuns: 3000 },
    )
  })

  test('is decided quickly, whatever the text', () => {
    for (const char of ['9', '-', '.', '0', 'A', ':', 'P', '9.']) {
      const long = char.repeat(500_000)
      for (const normalize of Object.values(forms)) {
        normalize(long)
        normalize(`PT${long}S`)
        normalize(`0.${long}`)
      }
    }
  })
})

test('durations carry over, and a whole can be negative', () => {
  const units = ['D', 'H', 'M', 'S']
  const total = (text: string) => {
    const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
    return ((part('D') * 24 + part('H')) * 60 + part('M')) * 60 + part('S')
  }
  const parts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(parts, (sizes) => {
      const [days = '', ...time] = sizes.map((size, at) => `${size}${units[at]}`)
      const text = `-P${days}T${time.join('')}`
      const normal = normalizeDuration(text) ?? ''
      expect(total(normal)).toBe(total(text))
      expect(normal).toMatch(/^-P\d+D(T(1?\d|2[0-3])?H?([1-5]?\dM)?([1-5]?\dS)?)?$/)
    }),
  )
})

test('base64 agrees with the oracle', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(bytesToBase64(bytes)).toBe(text)
      expect(base64ToBytes(text)).toEqual(Uint8Array.from(bytes))
      expect(normalizeBytes(text)).toBe(text)
    }),
  )
})

test('bytes have one text: padded, with nothing in the bits that carry nothing', () => {
  for (const text of [
    'QQ',
    'QQ=',
    'QR==',
    'QE==',
    'QUJ=',
    'QUF=',
    '====',
    'Q===',
    '_-==',
    'QQ==\n',
    'QQ==QQ==',
  ]) {
    expect(normalizeBytes(text), text).toBeUndefined()
    expect(() => base64ToBytes(text), text).toThrow(RangeError)
  }
})

test('byte order is the order of UTF-8', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\ufb00', '\uffff', '😀', '\u{10ffff}'),
  })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareByteOrder(a, b))).toBe(
        Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
      )
    }),
  )
})

test('exact numbers are compared and divided as people do', () => {
  expect(isMultipleOf(toExact(0.3), toExact(0.1))).toBe(true)
  expect(isMultipleOf(toExact('1.25'), toExact(0.1))).toBe(false)
  expect(isMultipleOf(toExact(1e300), toExact(3))).toBe(false)
  const double = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(double, double, (a, b) => {
      expect(Math.sign(compareExact(toExact(a), toExact(b)))).toBe(Math.sign(a - b))
    }),
  )
})
