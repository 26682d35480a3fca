import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCharacter } from '../../tests/any-text.ts'
import {
  cacheGroups,
  decodeEntryHeader,
  decodeInvalidateHeader,
  dedupeTargets,
  type Entry,
  encodeEntryHeader,
  encodeInvalidateHeader,
  encodeTarget,
  LIMITS,
  matchTarget,
  staleCacheGroups,
  swallows,
  type Target,
  tagsOfEntry,
  tagsOfTarget,
} from '../index.ts'

const names = fc.constantFrom('a', 'B', 'user_id', 'constructor', 'toString', 'hasOwnProperty')
const texts = fc.string({ unit: anyCharacter, maxLength: 6 })
const own = fc.constantFrom('0123456789abcdef', 'ffffffffffffffff')
const target = fc.record(
  { context: names, function: names, params: fc.dictionary(names, texts, { maxKeys: 3 }), own },
  { requiredKeys: ['context'] },
)

/** Few values, so that targets and entries meet. */
const closeParams = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), { maxKeys: 3 })
const closeTarget: fc.Arbitrary<Target> = fc.record(
  {
    context: fc.constantFrom('x', 'y'),
    function: fc.constantFrom('f', 'g'),
    params: closeParams,
    own: fc.constantFrom('me', 'you', true),
  },
  { requiredKeys: ['context'] },
)
const closeEntry: fc.Arbitrary<Entry> = fc.record(
  { context: fc.constantFrom('x', 'y'), params: closeParams, own: fc.constantFrom('me', 'you', true) },
  { requiredKeys: ['context'] },
)

/** Whether a slice of an entry is made stale: what a kernel asks. */
function matchesSlice(each: Target, entry: Entry, slice: string): boolean {
  return matchTarget(each, entry) && (each.function === undefined || each.function === slice)
}

describe('header', () => {
  test('comes back as it went', () => {
    fc.assert(
      fc.property(fc.array(target, { minLength: 1, maxLength: 4 }), (targets) => {
        const header = encodeInvalidateHeader(targets)
        if (targets.map(encodeTarget).join(', ').length > LIMITS.maxHeaderBytes) return
        const decoded = decodeInvalidateHeader(header)
        expect(decoded === '*' ? decoded : decoded.map(encodeTarget)).toEqual(targets.map(encodeTarget))
      }),
    )
  })

  test('holds nothing but visible ASCII and spaces between targets', () => {
    fc.assert(
      fc.property(target, (each) => {
        expect(encodeTarget(each)).toMatch(/^[A-Za-z0-9_.;=%~-]+$/)
      }),
    )
  })

  test('any text decodes to targets or to everything, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('a;=,.%20ÿ* \t\0')) }), (header) => {
        const decoded = decodeInvalidateHeader(header)
        if (decoded !== '*') expect(decodeInvalidateHeader(encodeInvalidateHeader(decoded))).toEqual(decoded)
      }),
      { numRuns: 2000 },
    )
  })

  test('an own that names nobody is left out, which is broader', () => {
    expect(encodeTarget({ context: 'inbox', own: true, params: { a: '1' } })).toBe('inbox;a=1')
  })

  test('a lone surrogate is a bug, not a narrower target', () => {
    expect(() => encodeTarget({ context: 'user', params: { q: '\ud800' } })).toThrow('lone surrogate')
  })

  test('an entry comes back as it went', () => {
    const params = { q: 'a b;c=ü', user_id: '5' }
    expect(decodeEntryHeader(encodeEntryHeader('user', params))).toEqual({ context: 'user', params })
  })
})

describe('matching', () => {
  test('a param that only objects know is not in an entry', () => {
    expect(matchTarget({ context: 'c', params: { constructor: 'x' } }, { context: 'c', params: {} })).toBe(
      false,
    )
  })

  test('kit #14367, urql #2713: fewer params match more entries', () => {
    fc.assert(
      fc.property(closeTarget, closeEntry, (each, entry) => {
        const { params: _params, ...broader } = each
        if (matchTarget(each, entry)) expect(matchTarget(broader, entry)).toBe(true)
      }),
    )
  })
})

describe('dedupe', () => {
  const slices = ['f', 'g', 'h']

  test('what swallows matches all that the swallowed matches', () => {
    fc.assert(
      fc.property(closeTarget, closeTarget, closeEntry, (a, b, entry) => {
        if (!swallows(a, b)) return
        for (const slice of slices)
          if (matchesSlice(b, entry, slice)) expect(matchesSlice(a, entry, slice)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test('keeps exactly what no other swallows, in byte order', () => {
    fc.assert(
      fc.property(fc.array(closeTarget, { maxLength: 8 }), (targets) => {
        const kept = dedupeTargets(targets)
        for (const [at, each] of kept.entries()) {
          for (const [other, wider] of kept.entries())
            if (at !== other) expect(swallows(wider, each)).toBe(false)
        }
        for (const each of targets) expect(kept.some((wider) => swallows(wider, each))).toBe(true)
        const headers = kept.map((each) => encodeTarget(each.own === true ? { ...each, own: 'true' } : each))
        expect(headers).toEqual(headers.toSorted())
      }),
      { numRuns: 1000 },
    )
  })

  test('ten thousand targets of one shape are no square', () => {
    const targets = Array.from(
      { length: 10_000 },
      (_, id): Target => ({ context: 'task', params: { id: `${id}` } }),
    )
    expect(dedupeTargets(targets)).toHaveLength(10_000)
    expect(dedupeTargets([...targets, { context: 'task' }])).toEqual([{ context: 'task' }])
  })
})

describe('tags', () => {
  const declared = fc.constantFrom(['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e'])

  test('a target that matches an entry purges one of its tags', () => {
    fc.assert(
      fc.property(declared, closeTarget, closeEntry, (params, each, entry) => {
        if (each.own === true || entry.own === true || !matchTarget(each, entry)) return
        const { own: mine, ...rest } = entry
        const tags = tagsOfEntry(params, typeof mine === 'string' ? { ...rest, own: mine } : rest)
        expect(tagsOfTarget(params, each).some((tag) => tags.includes(tag))).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test('groups are limited, and what a mutation makes stale becomes broad instead of incomplete', () => {
    const tags = Array.from({ length: 40 }, (_, id) => `task;id=${id}`)
    expect(cacheGroups(tags)).toHaveLength(LIMITS.maxCacheGroups)
    expect(cacheGroups(['b', 'a', 'b'])).toEqual(cacheGroups(['a', 'b']))
    expect(staleCacheGroups(tags)).toEqual(cacheGroups(['task']))
    expect(staleCacheGroups(tags.slice(0, 2))).toEqual(cacheGroups(tags.slice(0, 2)))
  })
})
