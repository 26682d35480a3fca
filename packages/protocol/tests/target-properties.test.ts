/** What targets mean, against sets that are counted out: matching, swallowing, headers and tags (INV-2, INV-19, INV-24, CACHE-8). */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  decodeInvalidateHeader,
  dedupeTargets,
  type Entry,
  encodeInvalidateHeader,
  encodeTarget,
  MAX_HEADER_BYTES,
  matchTarget,
  swallows,
  type Target,
  tagsOfEntry,
  tagsOfTarget,
} from '../src/index.ts'
import { anyCharacter } from './any-text.ts'

vi.setConfig({ testTimeout: 60_000 })

const contexts = ['x', 'y']
const slices = ['f', 'g', 'h']
const readers = ['me', 'you']
const names = ['a', 'b', 'c']
/** Targets name the first two values only, so that an entry with another one is always there. */
const values = ['1', '2', '3']

const target: fc.Arbitrary<Target> = fc.record(
  {
    context: fc.constantFrom(...contexts),
    function: fc.constantFrom('f', 'g'),
    params: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('1', '2'), { maxKeys: 3 }),
    own: fc.constantFrom(...readers),
  },
  { requiredKeys: ['context'] },
)

/** Every entry that these names, values and readers can make. */
const universe: readonly Entry[] = contexts.flatMap((context) =>
  [undefined, ...readers].flatMap((own) =>
    paramSets(names).map((params) => ({ context, params, ...(own !== undefined && { own }) })),
  ),
)

/** Texts of the slices of entries that a target makes stale: a set says what code decides. */
function extension(each: Target): Set<string> {
  const wanted = Object.entries(each.params ?? {}).map(String)
  const isIn = (entry: Entry) => {
    const pairs = new Set(Object.entries(entry.params ?? {}).map(String))
    return (
      entry.context === each.context &&
      wanted.every((pair) => pairs.has(pair)) &&
      (each.own === undefined || [entry.own].includes(each.own))
    )
  }
  const chosen = slices.filter((slice) => [undefined, slice].includes(each.function))
  return new Set(
    universe.filter(isIn).flatMap((entry) => chosen.map((slice) => slice + JSON.stringify(entry))),
  )
}

function paramSets([name, ...others]: readonly string[]): Record<string, string>[] {
  if (name === undefined) return [{}]
  const rest = paramSets(others)
  return [...rest, ...values.flatMap((value) => rest.map((params) => ({ [name]: value, ...params })))]
}

describe('matching', () => {
  test('is what the sets say', () => {
    fc.assert(
      fc.property(target, (each) => {
        const matched = universe.filter((entry) => matchTarget(each, entry))
        const whole = extension({ context: each.context, ...pick(each, 'params'), ...pick(each, 'own') })
        expect(new Set(matched.map((entry) => `f${JSON.stringify(entry)}`))).toEqual(
          new Set([...whole].filter((text) => text.startsWith('f'))),
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('swallowing', () => {
  test('is set inclusion, in both directions', () => {
    fc.assert(
      fc.property(target, target, (a, b) => {
        expect(swallows(a, b)).toBe(isSubset(extension(b), extension(a)))
      }),
      { numRuns: 1500 },
    )
  })

  test('dedupe loses nothing, adds nothing, and what is left is needed', () => {
    fc.assert(
      fc.property(fc.array(target, { maxLength: 6 }), (targets) => {
        const kept = dedupeTargets(targets)
        expect(union(kept)).toEqual(union(targets))
        for (const each of kept) {
          const others = kept.filter((other) => other !== each)
          expect(isSubset(extension(each), union(others))).toBe(false)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('headers', () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 40 })
  const long: fc.Arbitrary<Target> = fc.record(
    {
      context: fc.constantFrom(...contexts),
      function: fc.constantFrom('f'),
      params: fc.dictionary(fc.constantFrom('q', 'r'), text),
    },
    { requiredKeys: ['context'] },
  )

  test('never narrow what they carry, however long it is', () => {
    fc.assert(
      fc.property(fc.array(long, { minLength: 1, maxLength: 40 }), (targets) => {
        const header = encodeInvalidateHeader(targets)
        expect(header.length).toBeLessThanOrEqual(MAX_HEADER_BYTES)
        const decoded = decodeInvalidateHeader(header)
        if (decoded === '*') return
        for (const each of targets) expect(decoded.some((wider) => swallows(wider, each))).toBe(true)
        if (targets.map(encodeTarget).join(', ').length <= MAX_HEADER_BYTES) {
          expect(decoded.map(encodeTarget)).toEqual(targets.map(encodeTarget))
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('tags', () => {
  /** Contexts with few and with many params. */
  const declared = fc.constantFrom(names, [...names, 'd'], [...names, 'd', 'e'])

  test('a target purges a tag that every entry that it matches carries, also after a journey through a header', () => {
    fc.assert(
      fc.property(declared, target, (params, each) => {
        const read = decodeInvalidateHeader(encodeInvalidateHeader([each]))
        if (read === '*') throw new Error('A short header is read.')
        const purged = new Set(read.flatMap((one) => tagsOfTarget(params, one)))
        for (const entry of universe.filter((one) => matchTarget(each, one))) {
          expect(tagsOf(params, entry).some((tag) => purged.has(tag))).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('and where every subset of the params is a tag, no entry that it does not match', () => {
    fc.assert(
      fc.property(target, (each) => {
        const purged = new Set(tagsOfTarget(names, each))
        for (const entry of universe.filter((one) => !matchTarget(each, one))) {
          expect(tagsOf(names, entry).some((tag) => purged.has(tag))).toBe(false)
        }
      }),
      { numRuns: 200 },
    )
  })
})

function tagsOf(declared: readonly string[], { context, params, own }: Entry): string[] {
  return tagsOfEntry(declared, {
    context,
    ...(params && { params }),
    ...(typeof own === 'string' && { own }),
  })
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((text) => whole.has(text))
}

function union(targets: readonly Target[]): Set<string> {
  return new Set(targets.flatMap((each) => [...extension(each)]))
}

function pick<Key extends 'params' | 'own'>(each: Target, key: Key): Partial<Pick<Target, Key>> {
  return each[key] === undefined ? {} : ({ [key]: each[key] } as Partial<Pick<Target, Key>>)
}
