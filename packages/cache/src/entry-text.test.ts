/** The texts that stores of every language share, by the vectors. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CacheEntry } from './cache-store.ts'
import { decodeEntry, encodeEntry } from './entry-text.ts'
import { decodeTagRecord, encodeTagRecord } from './tag-record.ts'

interface Row {
  readonly name: string
  readonly kind: string
  readonly text: string
  readonly entry: CacheEntry | null
}

const file = new URL('../../../protocol/vectors/cache-store.json', import.meta.url)
const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly Row[] }
const entries = rows.filter(({ kind }) => kind === 'entry')

describe('the text of an entry', () => {
  it.each(entries.map((row) => [row.name, row] as const))('%s', (_name, { text, entry }) => {
    expect(decodeEntry(text)).toEqual(entry ?? undefined)
    if (entry !== null) expect(encodeEntry(entry)).toBe(text)
  })

  it('has the size of its body in UTF-8, whatever the body is', () => {
    for (const body of ['', 'a', 'é', '€', '😀', 'a\u0000\n', '\u07ff\u0800\uffff'.repeat(3)]) {
      const text = encodeEntry({
        body,
        etag: '"e"',
        fingerprint: 'ab',
        versions: [],
        storedAtMs: 0,
        ttlMs: 1,
      })
      expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toMatchObject({ size: Buffer.byteLength(body) })
    }
  })
})

describe('the text of a tag record', () => {
  const version = `0123456789abcdef.${'1'.repeat(32)}`
  const id = '2'.repeat(32)

  it('is read as it was written', () => {
    for (const leases of [
      new Map<string, number>(),
      new Map([[id, 5]]),
      new Map([
        [id, 5],
        ['3'.repeat(32), 6],
      ]),
    ]) {
      const record = { version, madeAtMs: 17, leases }
      expect(decodeTagRecord(encodeTagRecord(record))).toEqual(record)
    }
  })

  it.each([
    '',
    version,
    `${version} `,
    `${version} 01`,
    `${version} -1`,
    `${version} 1 `,
    `${version} 1 ${id}`,
    `${version} 1 ${id}=`,
    `${version} 1 ${id}=1,`,
    `${version} 1 ${id}=1,${id}=2`,
    `${version} 1 ${id}=1 x`,
    `${version.toUpperCase()}Z 1`,
    '5 1',
  ])('is not %j', (text) => {
    expect(decodeTagRecord(text)).toBeUndefined()
  })
})
