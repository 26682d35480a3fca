/** Constants and tables follow their data, and a stale file is found by its name. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findStale, printErrors, printHeaders, printLimits, type ReadText } from './generate-constants.ts'
import { printPythonErrors, printPythonHeaders, printPythonLimits } from './python-constants.ts'

const read: ReadText = (path) => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

describe('findStale', () => {
  test('finds nothing in the repository', () => {
    expect(findStale(read).map(({ path }) => path)).toEqual([])
  })

  test('names the constants and the table that a changed limit makes stale', () => {
    const changed: ReadText = (path) =>
      path === 'protocol/limits.yaml' ? read(path)?.replace('value: 64,', 'value: 65,') : read(path)
    const stale = findStale(changed)
    expect(stale.map(({ path }) => path)).toEqual([
      'packages/protocol/src/generated/limits.ts',
      'python/mizan/generated/limits.py',
      'protocol/SPEC.md',
    ])
    expect(stale[2]?.text).toContain('| `maxDepth` | 65 |')
  })

  test('names IR.md when a row of the mapping changes', () => {
    const changed: ReadText = (path) =>
      path.endsWith('schema-mapping.json') ? read(path)?.replace('"z.int()"', '"z.whole()"') : read(path)
    expect(findStale(changed).map(({ path }) => path)).toEqual(['protocol/IR.md'])
  })

  test('refuses a text without its markers', () => {
    const changed: ReadText = (path) =>
      path === 'protocol/SPEC.md' ? read(path)?.replace('<!-- limits -->', '') : read(path)
    expect(() => findStale(changed)).toThrow('protocol/SPEC.md has no markers <!-- limits -->')
  })
})

describe('printed constants', () => {
  test('errors', () => {
    const text = printErrors([{ code: 'GONE', status: 410, meaning: 'It was here.' }])
    expect(text).toContain('  /** It was here. */\n  GONE: 410,\n')
    expect(text).toContain("ERROR_CODES: readonly ErrorCode[] = [\n  'GONE',\n]")
  })

  test('headers: the version, and which are exposed', () => {
    const text = printHeaders([
      { key: 'protocol', name: 'X-P', direction: 'answer', value: 3, exposed: true, meaning: 'Version.' },
      { key: 'token', name: 'X-T', direction: 'request', meaning: 'Token.' },
    ])
    expect(text).toContain('PROTOCOL_VERSION = 3\n')
    expect(text).toContain("export const HEADER_TOKEN = 'X-T'\n")
    expect(text).toMatch(/EXPOSED_HEADERS[^[]*\[\] = \[\n  HEADER_PROTOCOL,\n\]/)
  })

  test('limits group their digits', () => {
    const text = printLimits([
      { key: 'a', value: 64, meaning: 'A.' },
      { key: 'b', value: 86_400_000, meaning: 'B.' },
    ])
    expect(text).toContain('export const A = 64\n')
    expect(text).toContain('export const B = 86_400_000\n')
    expect(text).toContain('  a: A,\n  b: B,\n')
  })
})

describe('constants of Python', () => {
  test('errors', () => {
    const text = printPythonErrors([{ code: 'GONE', status: 410, meaning: 'It was here.' }], 'make')
    expect(text).toContain('# Made from protocol/errors.yaml by `make`. Do not edit.\n')
    expect(text).toContain('    # It was here.\n    "GONE": 410,\n')
    expect(text).toContain('ERROR_CODES: Final[tuple[ErrorCode, ...]] = (\n    "GONE",\n)')
  })

  test('headers: the version, and which are exposed', () => {
    const text = printPythonHeaders(
      [
        { key: 'requestId', name: 'X-R', direction: 'both', exposed: true, meaning: 'Id.' },
        { key: 'protocol', name: 'X-P', direction: 'answer', value: 3, meaning: 'Version.' },
      ],
      'make',
    )
    expect(text).toContain('PROTOCOL_VERSION: Final = 3\n')
    expect(text).toContain('HEADER_REQUEST_ID: Final = "X-R"\n"""Id."""\n')
    expect(text).toContain('EXPOSED_HEADERS: Final[tuple[str, ...]] = (\n    HEADER_REQUEST_ID,\n)')
  })

  test('limits group their digits', () => {
    const text = printPythonLimits([{ key: 'keepMs', value: 86_400_000, meaning: 'A day.' }], 'make')
    expect(text).toContain('KEEP_MS: Final = 86_400_000\n"""A day."""\n')
  })
})
