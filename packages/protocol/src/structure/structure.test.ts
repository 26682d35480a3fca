import { describe, expect, test } from 'vitest'
import {
  compileChecker,
  compileEncoder,
  compileFieldsChecker,
  compileWriter,
  EncodeError,
  type Field,
  LIMITS,
  type NamedTypes,
  parseJson,
  type TypeExpression,
  toNamedTypes,
} from '../index.ts'

const none: NamedTypes = new Map()
const integer: TypeExpression = { kind: 'integer' }
const text: TypeExpression = { kind: 'string' }

function struct(...fields: Field[]): TypeExpression {
  return { kind: 'struct', fields }
}

/** A node of a tree that goes as deep as somebody likes. */
const tree = toNamedTypes([
  {
    name: 'Tree',
    type: struct({ name: 'children', type: { kind: 'list', item: { kind: 'ref', name: 'Tree' } } }),
  },
])

describe('what is well-formed', () => {
  test('comes out as the very value that went in', () => {
    const check = compileChecker(
      struct(
        { name: 'ids', type: { kind: 'list', item: { kind: 'uuid' } } },
        {
          name: 'by_day',
          type: { kind: 'map', value: { kind: 'tuple', items: [{ kind: 'date' }, integer] } },
        },
        { name: 'note', type: { kind: 'nullable', type: text }, optional: true },
      ),
      none,
    )
    const value = { ids: ['0188e7c8-6d5b-7c3e-9a1b-0123456789ab'], by_day: { today: ['2026-11-23', 5] } }
    const result = check(value)
    expect(result.ok && result.value).toBe(value)
  })

  test('is copied where something changes, and what came in stays as it was', () => {
    const check = compileChecker(
      struct({ name: 'amounts', type: { kind: 'list', item: { kind: 'decimal' } } }),
      none,
    )
    const value = Object.freeze({ amounts: Object.freeze(['1', '2.50']) })
    expect(check(value)).toEqual({ ok: true, value: { amounts: ['1', '2.5'] } })
    expect(value.amounts[1]).toBe('2.50')
  })

  test('minus zero is zero', () => {
    const result = compileChecker(integer, none)(-0)
    expect(result.ok && Object.is(result.value, 0)).toBe(true)
  })

  test('a default is a new value each time', () => {
    const check = compileFieldsChecker(
      [{ name: 'tags', type: { kind: 'list', item: text }, default: '["a"]' }],
      none,
    )
    const [one, two] = [check({}), check({})]
    expect(one).toEqual({ ok: true, value: { tags: ['a'] } })
    expect(one.ok && two.ok && one.value !== two.value).toBe(true)
  })

  test('__proto__ is a name in a map like any other', () => {
    const check = compileChecker({ kind: 'map', value: { kind: 'decimal' } }, none)
    const result = check(parseJson('{"__proto__":"1.0","a":"2"}'))
    expect(result.ok && JSON.stringify(result.value)).toBe('{"__proto__":"1","a":"2"}')
    expect(result.ok && Object.getPrototypeOf(result.value)).toBe(Object.prototype)
  })
})

describe('what is not', () => {
  test('has at most as many problems as the limit says, each at its place', () => {
    const result = compileChecker(
      { kind: 'list', item: integer },
      none,
    )(Array.from({ length: 100_000 }, () => 'x'))
    const places = result.ok ? [] : Object.keys(result.fields)
    expect(places).toHaveLength(LIMITS.maxFieldProblems)
    expect(places.at(-1)).toBe(`/${LIMITS.maxFieldProblems - 1}`)
  })

  test('is not told at length to whoever sent long names', () => {
    const name = 'n'.repeat(100_000)
    const check = compileChecker({ kind: 'map', value: { kind: 'list', item: integer } }, none)
    const result = check({ [name]: Array.from({ length: 200 }, () => 'x') })
    expect(JSON.stringify(result).length).toBeLessThan(2000)
    expect(result.ok).toBe(false)
  })

  test('can be as deep as it likes', () => {
    let value: object = { children: [] }
    for (let depth = 0; depth < 5000; depth++) value = { children: [value] }
    const check = compileChecker({ kind: 'ref', name: 'Tree' }, tree)
    expect(check(value).ok).toBe(false)
    expect(check({ children: [{ children: [] }] }).ok).toBe(true)
  })

  test.each([
    ['two structs that nothing tells apart', { kind: 'union', members: [struct(), struct()] }],
    [
      'a discriminator that is not there',
      { kind: 'union', members: [struct(), integer], discriminator: 'kind' },
    ],
    ['a name that nobody declared', { kind: 'ref', name: 'constructor' }],
    ['a pattern outside I-Regexp', { kind: 'string', pattern: '\\d+' }],
  ] satisfies [string, TypeExpression][])('no checker for %s', (_name, type) => {
    expect(() => compileChecker(type, none)).toThrow(expect.objectContaining({ name: 'IrError' }))
  })
})

describe('a polluted Object.prototype', () => {
  const id: Field = { name: 'id', type: integer }
  const admin: Field = { name: 'admin', type: { kind: 'boolean' } }

  test('adds nothing to what comes in or goes out', () => {
    const check = compileChecker(struct(id, admin), none)
    const write = compileWriter(struct(id, { ...admin, optional: true }), none)
    const common = Object.prototype as { admin?: boolean }
    common.admin = true
    const checked = check(JSON.parse('{"id":5}'))
    const texts = [write({ id: 5 }), write({ admin: false, id: 5 })]
    delete common.admin
    expect(checked).toEqual({ ok: false, fields: { '/admin': ['is required'] } })
    expect(texts).toEqual(['{"id":5}', '{"id":5,"admin":false}'])
  })
})

describe('results', () => {
  const encode = (type: TypeExpression, value: unknown) => compileEncoder(type, none)(value)

  test('natives become texts', () => {
    const type = struct(
      { name: 'at', type: { kind: 'datetime' } },
      { name: 'size', type: { kind: 'bigint' } },
      { name: 'body', type: { kind: 'bytes' } },
      { name: 'either', type: { kind: 'union', members: [integer, { kind: 'bigint' }] } },
    )
    const value = { at: new Date(0), size: 2n ** 64n, body: new Uint8Array([0, 1]), either: 5n }
    expect(encode(type, value)).toEqual({
      at: '1970-01-01T00:00:00Z',
      size: '18446744073709551616',
      body: 'AAE=',
      either: '5',
    })
  })

  test('members that nobody declared stay inside, and undefined ones are absent', () => {
    const type = struct({ name: 'id', type: integer }, { name: 'note', type: text, optional: true })
    expect(encode(type, { id: 1, note: undefined, password: 'secret' })).toEqual({ id: 1 })
  })

  test('getters of a class count, what every object inherits does not', () => {
    class Row {
      get id() {
        return 7
      }
    }
    expect(encode(struct({ name: 'id', type: integer }), new Row())).toEqual({ id: 7 })
    const inherited = struct({ name: 'constructor', type: { kind: 'json' }, optional: true })
    expect(encode(inherited, {})).toEqual({})
  })

  test.each([
    ['a Map as a map', { kind: 'map', value: integer }, new Map([['a', 1]])],
    ['an instance as json', { kind: 'json' }, { deep: [new Date()] }],
    ['a function as json', { kind: 'json' }, [() => 0]],
    ['an invalid Date', { kind: 'datetime' }, new Date(Number.NaN)],
    ['a number as bigint', { kind: 'bigint' }, 5],
    ['a lone surrogate', { kind: 'string' }, '\ud800'],
    ['undefined for a value', { kind: 'string' }, undefined],
    ['undefined in a list', { kind: 'list', item: text }, [undefined]],
  ] satisfies [string, TypeExpression, unknown][])('%s does not fit', (_name, type, value) => {
    expect(() => encode(type, value)).toThrow(EncodeError)
  })

  test('a cycle is an error, not the end of the stack', () => {
    const cycle: { children: unknown[] } = { children: [] }
    cycle.children.push(cycle)
    expect(() => compileEncoder({ kind: 'ref', name: 'Tree' }, tree)(cycle)).toThrow(EncodeError)
    expect(() => encode({ kind: 'json' }, cycle)).toThrow(EncodeError)
  })

  test('nothing is undefined too', () => {
    expect(encode({ kind: 'nothing' }, undefined)).toBeNull()
  })

  test('the error names the place and no value', () => {
    const type = struct({ name: 'rows', type: { kind: 'list', item: integer } })
    expect(() => encode(type, { rows: [1, 'secret'] })).toThrow(
      expect.objectContaining({ pointer: '/rows/1', message: expect.not.stringContaining('secret') }),
    )
  })

  test('is text made of the declared members alone, in their order, each read once', () => {
    const type = struct({ name: 'id', type: integer }, { name: 'note', type: text, optional: true })
    let reads = 0
    const row = {
      password: 'secret',
      note: 'a "b" \u{1f600}',
      get id() {
        return ++reads
      },
      toJSON: () => 'something else',
    }
    const list = compileWriter({ kind: 'list', item: type }, none)
    const rows = Object.assign([row, { id: 5 }, { id: 6, note: 'x', extra: 1 }], { toJSON: () => [] })
    expect(list(rows)).toBe('[{"id":1,"note":"a \\"b\\" \u{1f600}"},{"id":5},{"id":6,"note":"x"}]')
  })

  test('bounds guard what comes in, not what goes out', () => {
    expect(encode({ kind: 'string', maxLength: 1, format: 'email' }, 'long')).toBe('long')
  })
})
