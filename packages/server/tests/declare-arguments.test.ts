/** Arguments and results through the registry: structure, natives, library rules, normal forms. */
import type { JsonObject, JsonValue } from '@mizan/protocol'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { ReactContext } from '../src/declare/react-context.ts'
import { createRegistry } from '../src/registry/create-registry.ts'
import type { Decoded, RegisteredFunction } from '../src/registry/registry.ts'

type Options = Parameters<typeof client>[0]

const Things = new ReactContext('things')

function register(options: object, module: object = {}): RegisteredFunction {
  const subject = client({ affects: 'nothing', ...options }, () => null)
  return find(createRegistry({ modules: [{ subject, ...module }] }).functions)
}

/** A query, so that every argument is keyed. */
function registerQuery(input: unknown): RegisteredFunction {
  const subject = client({ context: Things, input } as Options, () => null)
  return find(createRegistry({ modules: [{ subject }] }).functions)
}

function find(functions: ReadonlyMap<string, RegisteredFunction>): RegisteredFunction {
  const subject = functions.get('subject')
  if (subject === undefined) throw new TypeError('not registered')
  return subject
}

/** Also says that nothing was awaited: synchronous libraries stay synchronous. */
function decode(declared: RegisteredFunction, args: JsonValue): Decoded {
  const decoded = declared.decodeArguments(args)
  if (decoded instanceof Promise) throw new TypeError('a promise where none is needed')
  return decoded
}

function valueOf(declared: RegisteredFunction, args: JsonValue): unknown {
  const decoded = decode(declared, args)
  if (!decoded.ok) throw new TypeError(JSON.stringify(decoded.fields))
  return decoded.value
}

function normalOf(declared: RegisteredFunction, args: JsonValue): JsonObject {
  const decoded = decode(declared, args)
  if (!decoded.ok) throw new TypeError(JSON.stringify(decoded.fields))
  return decoded.normal
}

describe('structure before libraries', () => {
  const declared = register({ input: { user_id: z.int(), name: z.string().min(2).optional() } })

  test('takes what fits', () => {
    expect(valueOf(declared, { user_id: 5 })).toEqual({ user_id: 5 })
    expect(valueOf(declared, { user_id: 5, name: 'Ada' })).toEqual({ user_id: 5, name: 'Ada' })
  })

  test.each([
    [{}, '/user_id'],
    [{ user_id: '5' }, '/user_id'],
    [{ user_id: true }, '/user_id'],
    [{ user_id: 5, name: 'x' }, '/name'],
    [{ user_id: 5, other: 1 }, '/other'],
    [JSON.parse('{"user_id": 5, "__proto__": {}}'), '/__proto__'],
    [[], ''],
    [null, ''],
  ])('refuses %j at %s', (args: JsonValue, pointer) => {
    const decoded = decode(declared, args)
    expect(decoded.ok).toBe(false)
    expect(decoded.ok ? [] : Object.keys(decoded.fields)).toEqual([pointer])
  })

  test('issues of the library carry pointers', () => {
    const strict = register({
      input: { tags: z.array(z.object({ name: z.string().refine((text) => text !== 'no', 'not that') })) },
    })
    const decoded = decode(strict, { tags: [{ name: 'yes' }, { name: 'no' }] })
    expect(decoded).toEqual({ ok: false, fields: { '/tags/1/name': ['not that'] } })
  })

  test('an object schema is one validation, and its refinement speaks for the whole', () => {
    const range = register({
      input: z
        .object({ from: z.int(), to: z.int() })
        .refine(({ from, to }) => from < to, { message: 'upside down', path: ['to'] }),
    })
    expect(valueOf(range, { from: 1, to: 2 })).toEqual({ from: 1, to: 2 })
    expect(decode(range, { from: 2, to: 1 })).toEqual({ ok: false, fields: { '/to': ['upside down'] } })
  })
})

describe('natives', () => {
  test('Zod: wherever they stand', () => {
    const declared = register({
      input: {
        at: z.date(),
        big: z.bigint().nullable(),
        bytes: z.instanceof(Uint8Array),
        days: z.array(z.object({ on: z.date() })),
        tags: z.set(z.string()),
        map: z.record(z.string(), z.bigint()),
        pair: z.tuple([z.string(), z.date()]),
        when: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('at'), at: z.date() }),
          z.object({ kind: z.literal('never') }),
        ]),
        text: z.iso.datetime(),
      },
    })
    const at = '2026-01-02T03:04:05Z'
    const value = valueOf(declared, {
      at: '2026-01-02T04:04:05+01:00',
      big: '12345678901234567890',
      bytes: 'AQI=',
      days: [{ on: at }],
      tags: ['a', 'b'],
      map: { x: '7' },
      pair: ['p', at],
      when: { kind: 'at', at },
      text: '2026-01-02T04:04:05+01:00',
    })
    expect(value).toEqual({
      at: new Date(at),
      big: 12345678901234567890n,
      bytes: new Uint8Array([1, 2]),
      days: [{ on: new Date(at) }],
      tags: new Set(['a', 'b']),
      map: { x: 7n },
      pair: ['p', new Date(at)],
      when: { kind: 'at', at: new Date(at) },
      text: at,
    })
  })

  test('Zod: through names and recursion', () => {
    const Node: z.ZodType = z.object({
      at: z.date(),
      get children() {
        return z.array(Node)
      },
    })
    const declared = register({ input: { root: Node } }, { Node })
    const at = '2026-01-02T03:04:05Z'
    expect(valueOf(declared, { root: { at, children: [{ at, children: [] }] } })).toEqual({
      root: { at: new Date(at), children: [{ at: new Date(at), children: [] }] },
    })
  })

  test('Valibot and ArkType', () => {
    const at = '2026-01-02T03:04:05Z'
    const valibot = toStandardJsonSchema(
      v.object({ at: v.date(), big: v.bigint(), maybe: v.optional(v.nullable(v.date())) }),
    )
    expect(valueOf(register({ input: valibot }), { at, big: '7', maybe: null })).toEqual({
      at: new Date(at),
      big: 7n,
      maybe: null,
    })
    const ark = type({ at: 'Date', big: 'bigint', 'maybe?': 'Date | null', n: 'number.integer = 3' })
    expect(valueOf(register({ input: ark }), { at, big: '7', maybe: null })).toEqual({
      at: new Date(at),
      big: 7n,
      maybe: null,
      n: 3,
    })
  })

  test('a malformed text never reaches the library', () => {
    const declared = register({ input: { at: z.date(), big: z.bigint(), bytes: z.instanceof(Uint8Array) } })
    const decoded = decode(declared, { at: 'yesterday', big: '1.5', bytes: '*' })
    expect(decoded.ok ? [] : Object.keys(decoded.fields).toSorted()).toEqual(['/at', '/big', '/bytes'])
  })
})

describe('defaults', () => {
  test('constants are filled in before validation, computed ones by the library', () => {
    const declared = registerQuery({ limit: z.int().default(20), since: z.date().default(() => new Date()) })
    const decoded = decode(declared, {})
    expect(decoded.ok && decoded.value).toEqual({ limit: 20, since: expect.any(Date) })
    expect(decoded.ok && decoded.normal).toEqual({ limit: 20 })
  })

  test('a default that is a native', () => {
    const declared = register({ input: { at: z.date().default(new Date(0)), big: z.bigint().default(5n) } })
    expect(valueOf(declared, {})).toEqual({ at: new Date(0), big: 5n })
  })

  test('absent stays absent', () => {
    expect(Object.keys(valueOf(registerQuery({ q: z.string().optional() }), {}) as object)).toEqual([])
  })
})

describe('normal forms', () => {
  test('after transforms, where they keep the type', () => {
    const declared = registerQuery({
      name: z.string().trim().toLowerCase(),
      at: z.date(),
      length: z.string().transform((text) => text.length),
    })
    expect(
      normalOf(declared, { name: ' Ada ', at: '2026-01-02T04:00:00.500+01:00', length: 'four' }),
    ).toEqual({
      name: 'ada',
      at: '2026-01-02T03:00:00.5Z',
      length: 'four',
    })
  })

  test('sets come back as lists', () => {
    expect(normalOf(registerQuery({ ids: z.set(z.int()) }), { ids: [2, 1] })).toEqual({ ids: [2, 1] })
  })

  test('an object schema that renames keeps what came', () => {
    const renamed = registerQuery(z.object({ a: z.int() }).transform(({ a }) => ({ b: a })))
    expect(normalOf(renamed, { a: 1 })).toEqual({ a: 1 })
    expect(valueOf(renamed, { a: 1 })).toEqual({ b: 1 })
  })
})

describe('asynchronous libraries', () => {
  const slow = z.string().refine(async (text) => text !== 'taken', 'is taken')

  test('are awaited', async () => {
    const declared = register({ input: { name: slow, n: z.int() } })
    expect(await declared.decodeArguments({ name: 'free', n: 1 })).toMatchObject({
      ok: true,
      value: { name: 'free', n: 1 },
    })
    expect(await declared.decodeArguments({ name: 'taken', n: 1 })).toEqual({
      ok: false,
      fields: { '/name': ['is taken'] },
    })
  })

  test('also for results', async () => {
    const declared = register({ output: z.object({ name: slow }) })
    await expect(declared.encodeResult({ name: 'taken' })).rejects.toThrow('is taken')
    expect(await declared.encodeResult({ name: 'free' })).toBe('{"name":"free"}')
  })
})

describe('results', () => {
  test('natives become texts, unknown members are left out', () => {
    const declared = register({
      output: z.object({ at: z.date(), big: z.bigint(), tags: z.set(z.string()) }),
    })
    const result = { at: new Date(0), big: 7n, tags: new Set(['x']), secret: 'no' }
    expect(declared.encodeResult(result)).toBe('{"at":"1970-01-01T00:00:00Z","big":"7","tags":["x"]}')
  })

  test('what does not fit throws and names no value', () => {
    const declared = register({ output: z.object({ n: z.int() }) })
    expect(() => declared.encodeResult({ n: 'five' })).toThrow('/n')
    expect(() => declared.encodeResult({ n: 2 ** 53 })).toThrow()
    expect(() => declared.encodeResult(null)).toThrow()
  })

  test('a codec is encoded by its output side', () => {
    const moment = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    })
    expect(register({ output: moment }).encodeResult('1970-01-01T00:00:00.000Z')).toBe(
      '"1970-01-01T00:00:00Z"',
    )
  })

  test('without an output the answer is null, whatever the handler returned', () => {
    expect(register({}).encodeResult({ leaked: true })).toBe('null')
    expect(register({ output: z.void() }).encodeResult(undefined)).toBe('null')
    expect(() => register({ output: z.void() }).encodeResult(5)).toThrow('refused by its schema')
  })

  test('details of declared errors', () => {
    const declared = register({
      errors: { NAME_TAKEN: { status: 409, details: z.object({ until: z.date() }) }, GONE: { status: 410 } },
    })
    expect(declared.errors.get('NAME_TAKEN')?.encodeDetails({ until: new Date(0) })).toEqual({
      until: '1970-01-01T00:00:00Z',
    })
    expect(() => declared.errors.get('NAME_TAKEN')?.encodeDetails({})).toThrow()
    expect(declared.errors.get('GONE')?.encodeDetails(undefined)).toBeNull()
  })
})

describe('params of a context', () => {
  const query = client(
    {
      context: Things,
      input: { id: z.int().min(1), at: z.date(), name: z.string().trim(), when: z.iso.date().optional() },
    },
    () => null,
  )
  const params = createRegistry({ modules: [{ query }] }).contexts.get('things')?.params ?? []
  const normalize = (name: string, value: unknown): unknown =>
    params.find((param) => param.name === name)?.normalize(value)

  test('are sorted and know what they are', () => {
    expect(params.map(({ name, required, usedBy }) => [name, required, usedBy])).toEqual([
      ['at', true, ['query']],
      ['id', true, ['query']],
      ['name', true, ['query']],
      ['when', false, ['query']],
    ])
  })

  test('normalize by their own validation and transforms, natives too', () => {
    expect(normalize('id', 5)).toBe(5)
    expect(normalize('id', 0)).toBeUndefined()
    expect(normalize('id', '5')).toBeUndefined()
    expect(normalize('at', new Date(0))).toBe('1970-01-01T00:00:00Z')
    expect(normalize('at', '1970-01-01T01:00:00+01:00')).toBe('1970-01-01T00:00:00Z')
    expect(normalize('name', ' Ada ')).toBe('Ada')
    expect(normalize('name', undefined)).toBeUndefined()
  })

  test('have canonical texts', () => {
    const texts = params.map((param) => param.canonicalText(param.name === 'id' ? 5 : 'x'))
    expect(texts).toEqual(['x', '5', 'x', 'x'])
  })

  test('of an object schema use its members', () => {
    const whole = client({ context: Things, input: z.object({ n: z.int().max(3) }) }, () => null)
    const [param] = createRegistry({ modules: [{ whole }] }).contexts.get('things')?.params ?? []
    expect(param?.normalize(3)).toBe(3)
    expect(param?.normalize(4)).toBeUndefined()
  })

  test('an enum beside a native inside a union is told apart like any other', () => {
    const dated = z.object({ at: z.date(), state: z.enum(['open', 'closed']) })
    const declared = register({ input: { x: z.union([dated, z.int()]) } })
    expect(valueOf(declared, { x: { at: '1970-01-01T00:00:00Z', state: 'open' } })).toEqual({
      x: { at: new Date(0), state: 'open' },
    })
  })
})
