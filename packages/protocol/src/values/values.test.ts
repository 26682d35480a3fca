import { expect, test } from 'vitest'
import { base64ToBytes, bytesToBase64, normalizeBytes } from './base64.ts'
import { normalizeDatetime } from './date-time.ts'
import { normalizeDecimal } from './decimal.ts'
import { normalizeDuration } from './duration.ts'

test('datetime', () => {
  const cases: [string, string | undefined][] = [
    ['2024-02-29T00:30:00+02:00', '2024-02-28T22:30:00Z'],
    ['2024-12-31T23:30:00.1200-02:00', '2025-01-01T01:30:00.12Z'],
    ['0001-01-01T00:00:00+00:01', undefined],
    ['9999-12-31T23:59:59-00:01', undefined],
    ['2023-02-29T00:00:00Z', undefined],
    ['2024-01-01T23:59:60Z', undefined],
    ['2024-01-01T00:00:00', undefined],
    ['2024-01-01T00:00:00.1234567Z', undefined],
    ['2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00Z'],
    ['2024-03-01T00:00:00+23:59', '2024-02-29T00:01:00Z'],
  ]
  for (const [text, normal] of cases) expect(normalizeDatetime(text), text).toBe(normal)
})

test('duration', () => {
  const cases: [string, string | undefined][] = [
    ['PT90M', 'PT1H30M'],
    ['PT36H', 'P1DT12H'],
    ['-PT0S', 'PT0S'],
    ['P0D', 'PT0S'],
    ['PT0.50S', 'PT0.5S'],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['P1W', undefined],
    ['P1Y', undefined],
    ['-P1DT0.000001S', '-P1DT0.000001S'],
    ['P1000000000D', undefined],
    ['P999999999DT23H59M59.999999S', 'P999999999DT23H59M59.999999S'],
  ]
  for (const [text, normal] of cases) expect(normalizeDuration(text), text).toBe(normal)
})

test('decimal', () => {
  const cases: [string, string | undefined][] = [
    ['1.500', '1.5'],
    ['-0.00', '0'],
    ['1e3', undefined],
    ['01', undefined],
    ['.5', undefined],
    ['5.', undefined],
    ['-10.0', '-10'],
  ]
  for (const [text, normal] of cases) expect(normalizeDecimal(text), text).toBe(normal)
})

test('base64', () => {
  for (let n = 0; n < 50; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 37 + n * 11) & 255)
    const text = Buffer.from(bytes).toString('base64')
    expect(bytesToBase64(bytes)).toBe(text)
    expect(base64ToBytes(text)).toEqual(bytes)
    expect(normalizeBytes(text)).toBe(text)
  }
  for (const bad of ['QQ=', 'QR==', 'QQ', '====', 'Q===', 'QUI', 'QUJ=', '_-==', 'QQ==\n'])
    expect(normalizeBytes(bad), bad).toBeUndefined()
})
