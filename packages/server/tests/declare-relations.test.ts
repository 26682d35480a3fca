/** Every mistake that declarations can have towards each other, with what is said about it. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ReactContext } from '../src/declare/react-context.ts'
import { A, B, declared, problems, problemsOf } from './declared-problems.ts'

describe('contexts', () => {
  const inContext = (...inputs: object[]): string[] =>
    problems([
      Object.fromEntries(inputs.map((input, index) => [`q${index}`, declared({ context: A, input })])),
    ])

  test.each<[string, object, object]>([
    ['type', { n: z.int() }, { n: z.string() }],
    ['nullability', { n: z.int() }, { n: z.int().nullable() }],
    ['default', { n: z.int() }, { n: z.int().default(5) }],
    ['constraints', { n: z.int() }, { n: z.int().max(5) }],
  ])('queries disagree on %s', (_what, first, second) => {
    const [reason, ...others] = inContext(first, second)
    expect(reason).toMatch(
      /^q1: input\.n: queries of a context must agree on a param: here it is .+, but integer in q0 \(.+:\d+\)$/,
    )
    expect(others).toEqual([])
  })

  test.each<[object, string]>([
    [{ n: z.int().nullable().default(5) }, 'nullable with a default other than null'],
    [{ n: z.int().nullish() }, 'optional and nullable'],
    [{ n: z.array(z.int()).optional() }, 'a list that may be absent'],
    [{ n: z.array(z.int()).nullable() }, 'a list that may be null'],
    [{ n: z.array(z.int()).default([]) }, 'a list with a default'],
  ])('%#', (input, problem) => {
    expect(inContext(input)).toEqual([
      `q0: input.n: ${problem}: as the param of a context it would be ambiguous`,
    ])
  })

  test('what is not ambiguous passes', () => {
    expect(
      inContext({
        a: z.int().nullable(),
        b: z.int().nullable().default(null),
        c: z.array(z.int()),
        d: z.int().optional(),
      }),
    ).toEqual([])
    expect(inContext({ a: z.int() }, { a: z.int().optional() })).toEqual([])
  })
})

describe('affects', () => {
  const lonely = new ReactContext('lonely')
  const mutation = declared({ affects: 'nothing' })
  test.each<[unknown, string]>([
    [lonely, 'the context "lonely" has no query'],
    [[undefined], "must be a ReactContext, a query, an object with one of them, or 'nothing'"],
    ['a', "must be a ReactContext, a query, an object with one of them, or 'nothing'"],
    [{ scope: [] }, 'an entry needs a `context` or a `function`'],
    [() => null, 'the function is not declared with client'],
    [declared({ context: A }), 'the query is not registered'],
    [
      { context: A, own: true },
      'own: no query of the context "a" has a guard, so its entries belong to nobody',
    ],
    [{ context: A, before: () => null }, '`before` prepares for `params`, which is not there'],
    [
      { context: A, scope: ['team'], params: () => undefined },
      '`scope` lists arguments and `params` computes: an entry has one of them',
    ],
    [[A, A], '"a" is listed twice'],
  ])('%#', (affects, reason) => {
    expect(problemsOf({ affects })).toContain(`f: affects: ${reason}`)
  })

  test('a mutation as a target, and a query under the wrong context', () => {
    const query = declared({ context: A })
    const other = declared({ context: B })
    const f = declared({ affects: [mutation, { context: B, function: query }] })
    expect(problems([{ mutation, query, other, f }])).toEqual([
      'f: affects: "mutation" is a mutation: only queries can become stale',
      'f: affects: "query" is a query of the context "a", not of "b"',
    ])
  })

  test.each<[object, string]>([
    [{ affects: { context: A, scope: ['team'] } }, '"team" is no argument of the function'],
    [
      { affects: { context: A, scope: ['x'] }, input: { x: z.int() } },
      '"x" is no param of the context "a" there',
    ],
    [
      { affects: { context: A, scope: ['team'] }, input: { team: z.string() } },
      'the argument "team" has another type than the param of the context "a"',
    ],
    [
      { affects: A, scope: ['limit'] },
      '"limit" is not an argument that is also a param of what the function affects',
    ],
  ])('scope %#', (options, reason) => {
    expect(problemsOf(options)).toEqual([`f: scope: ${reason}`])
  })
})

describe('merge', () => {
  const Row = z.object({ id: z.int() })
  const list = declared({ context: A, input: { team: z.int(), filter: z.string().optional() }, output: Row })
  test.each<[string, { readonly module: object; readonly options: object; readonly reason: string }]>([
    [
      'no context',
      { module: { list }, options: { merge: 'a' }, reason: 'must be a ReactContext, or a list of them' },
    ],
    [
      'none',
      {
        module: { list },
        options: { merge: A, output: z.int() },
        reason: 'no query of the context "a" has the output type of this mutation',
      },
    ],
    [
      'two',
      {
        module: { list, twin: declared({ context: A, output: Row }) },
        options: { merge: A, output: Row },
        reason: 'the queries "list" and "twin" of the context "a" have the same output type',
      },
    ],
    [
      'nothing fixes',
      {
        module: { list },
        options: { merge: A, output: Row, input: { team: z.int() } },
        reason: 'nothing fixes the param "filter" of "list"',
      },
    ],
    [
      'no target',
      {
        module: { list },
        options: { merge: A, affects: [list, { context: A, params: () => undefined }], output: Row },
        reason: 'the mutation has 2 targets of the context "a"; a merge needs exactly one',
      },
    ],
  ])('%s', (_what, { module, options, reason }) => {
    expect(problems([{ ...module, f: declared(options) }])).toContain(`f: merge: ${reason}`)
  })

  test('beside affects nothing', () => {
    expect(problems([{ list, f: declared({ merge: A, affects: 'nothing', output: Row }) }])).toContain(
      "f: affects: 'nothing' contradicts `merge`, which replaces a value",
    )
  })

  test('a target of another query', () => {
    const other = declared({ context: A, input: { team: z.int() }, output: z.string() })
    const f = declared({ affects: other, merge: A, input: { team: z.int() }, output: Row })
    expect(problems([{ list, other, f }])).toEqual([
      'f: merge: the result is the value of "list", but affects names "other"',
    ])
  })
})
