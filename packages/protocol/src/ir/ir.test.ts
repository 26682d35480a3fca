import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../tests/any-text.ts'
import {
  checkDocument,
  fingerprintContext,
  fingerprintFunction,
  type IrDocument,
  IrError,
  normalizeDoc,
  normalizeDocument,
  normalizeType,
  printIr,
  printType,
  type TypeExpression,
} from '../index.ts'

const bound = fc.option(fc.constantFrom(-1.5, 0, 1, 2.5, 2 ** 53), { nil: undefined })
const types: fc.Arbitrary<TypeExpression> = fc.letrec<{ type: TypeExpression }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<TypeExpression>(
      { kind: 'boolean' },
      { kind: 'uuid' },
      { kind: 'json' },
      { kind: 'nothing' },
    ),
    fc
      .record({
        kind: fc.constantFrom('integer', 'number', 'bigint'),
        min: bound,
        exclusiveMin: bound,
        max: bound,
      })
      .map((type) => JSON.parse(JSON.stringify(type)) as TypeExpression),
    fc.constantFrom('a', 5, true, false).map((value): TypeExpression => ({ kind: 'literal', value })),
    fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
      .map((values): TypeExpression => ({ kind: 'enum', values })),
    tie('type').map((item): TypeExpression => ({ kind: 'list', item, minItems: 0, unique: false })),
    tie('type').map((type): TypeExpression => ({ kind: 'nullable', type })),
    fc
      .array(tie('type'), { minLength: 1, maxLength: 3 })
      .map((members): TypeExpression => ({ kind: 'union', members })),
    fc.tuple(tie('type'), fc.constantFrom('x', 'y')).map(
      ([type, value]): TypeExpression => ({
        kind: 'struct',
        fields: [
          { name: 'kind', type: { kind: 'literal', value } },
          { name: 'value', type, optional: true },
        ],
      }),
    ),
  ),
})).type

function attempt(type: TypeExpression): TypeExpression | undefined {
  try {
    return normalizeType(type)
  } catch (error) {
    expect(error).toBeInstanceOf(IrError)
    return undefined
  }
}

const document: IrDocument = {
  types: [
    { name: 'Unreached', type: { kind: 'string' } },
    {
      name: 'Profile',
      doc: 'Docs.',
      type: { kind: 'struct', fields: [{ name: 'id', type: { kind: 'integer' } }] },
    },
  ],
  contexts: [
    {
      name: 'user',
      params: [{ name: 'user_id', type: { kind: 'integer' }, required: true, usedBy: ['profile'] }],
    },
  ],
  functions: [
    {
      name: 'rename',
      kind: 'mutation',
      input: [],
      output: { kind: 'nothing' },
      affects: [{ context: 'user', scope: [] }],
    },
    {
      name: 'profile',
      kind: 'query',
      context: 'user',
      input: [{ name: 'user_id', type: { kind: 'integer' } }],
      output: { kind: 'ref', name: 'Profile' },
    },
  ],
  channels: [],
  forms: [],
}

describe('normal form', () => {
  test('of a type is its own', () => {
    fc.assert(
      fc.property(types, (type) => {
        const normal = attempt(type)
        if (normal !== undefined) expect(printType(normalizeType(normal))).toBe(printType(normal))
      }),
      { numRuns: 2000 },
    )
  })

  test('of a document is its own, sorted, and holds what is reached', () => {
    const normal = normalizeDocument(document)
    expect(normalizeDocument(normal)).toEqual(normal)
    expect(normal.types.map((type) => type.name)).toEqual(['Profile'])
    expect(normal.functions.map((fn) => fn.name)).toEqual(['profile', 'rename'])
  })

  test('does not depend on the order in which things were declared', () => {
    const reversed = Object.fromEntries(
      Object.entries(document).map(([name, nodes]) => [name, nodes.toReversed()]),
    )
    expect(printIr(normalizeDocument(reversed as unknown as IrDocument))).toBe(
      printIr(normalizeDocument(document)),
    )
  })

  test.each([
    ['One.', 'One.'],
    ['  One.  \n    two\n      three\n\n', 'One.\ntwo\n  three'],
    ['\n\n    One.\n    Two.\n', 'One.\nTwo.'],
    ['One.\r\n\tTwo.\r\n\t  Three.', 'One.\nTwo.\n  Three.'],
    [' \n \t ', undefined],
    ['', undefined],
  ])('of the doc %j', (doc, normal) => {
    expect(normalizeDoc(doc)).toBe(normal)
  })
})

describe('printing', () => {
  test('a text comes back through the escapes of KDL', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const printed = printType({ kind: 'literal', value })
        const quoted = printed.slice('literal '.length, -1)
        const read = quoted
          .slice(1, -1)
          .replaceAll(/\\(u\{([0-9a-f]+)\}|.)/g, (_all, escape: string, hex?: string) => {
            if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
            return { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[escape] ?? escape
          })
        expect(read).toBe(value)
        expect(quoted.slice(1, -1)).not.toMatch(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u)
      }),
    )
  })

  test('a lone surrogate is refused', () => {
    expect(() => printType({ kind: 'literal', value: '\ud800' })).toThrow(IrError)
  })
})

describe('fingerprints', () => {
  const other = (change: Partial<IrDocument['functions'][number]>): IrDocument => ({
    ...document,
    functions: document.functions.map((fn) => (fn.name === 'profile' ? { ...fn, ...change } : fn)),
  })

  test('stay where nothing that a client depends on changed', () => {
    const changed = other({ doc: 'New.', cache: 60, rev: 3, auth: 'staff', deprecated: true, private: true })
    expect(fingerprintFunction(changed, 'profile')).toBe(fingerprintFunction(document, 'profile'))
    expect(fingerprintContext(changed, 'user')).toBe(fingerprintContext(document, 'user'))
  })

  test('change with what it takes and gives, and with nothing else', () => {
    const changed = other({ output: { kind: 'nothing' } })
    expect(fingerprintFunction(changed, 'profile')).not.toBe(fingerprintFunction(document, 'profile'))
    expect(fingerprintContext(changed, 'user')).not.toBe(fingerprintContext(document, 'user'))
    expect(fingerprintFunction(changed, 'rename')).toBe(fingerprintFunction(document, 'rename'))
  })
})

describe('checking', () => {
  test('a sound document has no problem', () => {
    expect(checkDocument(document)).toEqual([])
  })

  test('names every problem at once, each with its place', () => {
    const problems = checkDocument({
      ...document,
      functions: [
        ...document.functions,
        {
          name: 'move',
          kind: 'mutation',
          input: [{ name: 'a-b', type: { kind: 'ref', name: 'Gone' } }],
          output: { kind: 'file' },
          auth: 'admin',
          affects: [{ context: 'user', own: true, scope: ['user_id'] }],
          merge: [{ context: 'user', function: 'profile' }],
        },
      ],
    })
    expect(problems.map((problem) => problem.replace(/: .*/, '')).toSorted()).toEqual(
      [
        'function move, affects user',
        'function move, affects user',
        'function move, field a-b',
        'function move, field a-b',
        'function move, merge user',
        'function move, output',
        'function move',
      ].toSorted(),
    )
  })
})
