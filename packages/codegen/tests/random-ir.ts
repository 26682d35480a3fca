/** Random types with random values of them: every kind, nested, with names that try to break generated code. */
import type { Field, IrDocument, NamedType, TypeExpression } from '@mizan/protocol'

export interface RandomType {
  readonly type: TypeExpression
  /** A value as an app handles it. */
  readonly makeValue: () => unknown
}

const FIELD_NAMES = [
  'default class given wire value result item key constructor toString hasOwnProperty a_b aB user_id Date then length name',
]
  .join(' ')
  .split(' ')

const TEXTS = ['', 'plain', "it's", '\u202e', '</script>', '__proto__', '😀']

export class RandomTypes {
  readonly named: NamedType[] = []
  readonly #makers = new Map<string, () => unknown>()
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** A document with one mutation that takes a value and gives it back, for each of `types`. */
  toDocument(types: readonly RandomType[]): IrDocument {
    const functions = types.map(({ type }, index) => {
      const fields: Field[] = [{ name: 'given', type }]
      return {
        name: `echo_${index}`,
        kind: 'mutation' as const,
        input: fields,
        output: { kind: 'struct' as const, fields },
      }
    })
    return { types: this.named, contexts: [], functions, channels: [], forms: [] }
  }

  makeType(depth: number): RandomType {
    const simple = [
      () => this.#scalar(),
      () => this.#scalar(),
      () => this.#coded(),
      () => this.#coded(),
      () => this.#texts(),
    ]
    const nested = [
      () => this.#list(depth),
      () => this.#tuple(depth),
      () => this.#map(depth),
      () => this.#nullable(depth),
      () => this.#struct(depth),
      () => this.#union(depth),
      () => this.#discriminated(depth),
      () => this.#ref(depth),
    ]
    return this.#pick(depth === 0 ? simple : [...simple, ...nested, ...nested])()
  }

  #scalar(): RandomType {
    const texts = (kind: 'uuid' | 'date' | 'time' | 'duration' | 'decimal') => ({
      type: { kind } as TypeExpression,
      makeValue: () => this.#pick(TEXTS),
    })
    return this.#pick([
      () => ({ type: { kind: 'boolean' } as const, makeValue: () => this.#number(2) === 1 }),
      () => ({ type: { kind: 'integer', max: 9 } as const, makeValue: () => this.#number(9) }),
      () => ({ type: { kind: 'number' } as const, makeValue: () => this.#number(100) / 7 }),
      () => ({ type: { kind: 'string', minLength: 0 } as const, makeValue: () => this.#pick(TEXTS) }),
      () => ({ type: { kind: 'nothing' } as const, makeValue: () => null }),
      () => ({
        type: { kind: 'json' } as const,
        makeValue: () => this.#pick([null, 1, 'x', [1], { a: { b: [] } }]),
      }),
      () => texts('uuid'),
      () => texts('decimal'),
      () => texts('duration'),
    ])()
  }

  #coded(): RandomType {
    return this.#pick([
      () => ({ type: { kind: 'datetime' } as const, makeValue: () => new Date(this.#number(2 ** 40)) }),
      () => ({
        type: { kind: 'bigint' } as const,
        makeValue: () => BigInt(this.#number(2 ** 50)) * -(10n ** 20n),
      }),
      () => ({
        type: { kind: 'bytes' } as const,
        makeValue: () => new Uint8Array(this.#times(this.#number(5), () => this.#number(256))),
      }),
    ])()
  }

  #texts(): RandomType {
    const values = [...new Set(this.#times(2 + this.#number(3), () => this.#pick(TEXTS)))]
    const [first = ''] = values
    const type: TypeExpression =
      values.length === 1 ? { kind: 'literal', value: first } : { kind: 'enum', values }
    return { type, makeValue: () => this.#pick(values) }
  }

  #list(depth: number): RandomType {
    const item = this.makeType(depth - 1)
    return {
      type: { kind: 'list', item: item.type },
      makeValue: () => this.#times(this.#number(3), item.makeValue),
    }
  }

  #tuple(depth: number): RandomType {
    const items = this.#times(1 + this.#number(3), () => this.makeType(depth - 1))
    return {
      type: { kind: 'tuple', items: items.map(({ type }) => type) },
      makeValue: () => items.map(({ makeValue }) => makeValue()),
    }
  }

  #map(depth: number): RandomType {
    const value = this.makeType(depth - 1)
    const makeEntry = () => [this.#pick(TEXTS), value.makeValue()] as const
    return {
      type: { kind: 'map', value: value.type },
      makeValue: () => Object.fromEntries(this.#times(this.#number(3), makeEntry)),
    }
  }

  #nullable(depth: number): RandomType {
    const inner = this.makeType(depth - 1)
    return {
      type: { kind: 'nullable', type: inner.type },
      makeValue: () => (this.#number(2) === 0 ? null : inner.makeValue()),
    }
  }

  #struct(depth: number, fixed: readonly Field[] = [], constants: object = {}): RandomType {
    const names = [...new Set(this.#times(this.#number(5), () => this.#pick(FIELD_NAMES)))]
    const members = names.map((name) => ({
      name,
      isOptional: this.#number(2) === 0,
      ...this.makeType(depth - 1),
    }))
    const fields = members.map(
      ({ name, isOptional, type }): Field => ({ name, type, ...(isOptional ? { optional: true } : {}) }),
    )
    return {
      type: { kind: 'struct', fields: [...fixed, ...fields] },
      makeValue: () => {
        const present = members.filter(({ isOptional }) => !isOptional || this.#number(2) === 0)
        return {
          ...constants,
          ...Object.fromEntries(present.map(({ name, makeValue }) => [name, makeValue()])),
        }
      },
    }
  }

  /** Members of different JSON kinds. */
  #union(depth: number): RandomType {
    const kinds = [
      () => this.#coded(),
      () => this.#pick([() => this.#list(depth), () => this.#tuple(depth)])(),
      () => this.#pick([() => this.#struct(depth), () => this.#map(depth)])(),
    ]
    const number: RandomType = { type: { kind: 'number' }, makeValue: () => this.#number(5) }
    const members = [...kinds.filter(() => this.#number(3) > 0).map((make) => make()), number]
    if (members.length < 2) return number
    return {
      type: { kind: 'union', members: members.map(({ type }) => type) },
      makeValue: () => this.#pick(members).makeValue(),
    }
  }

  #discriminated(depth: number): RandomType {
    const members = ['one', 'two', 'three'].slice(0, 2 + this.#number(2)).map((kind) => {
      const member = this.#struct(depth, [{ name: 'kind', type: { kind: 'literal', value: kind } }], { kind })
      return this.#number(2) === 0 ? member : this.#name(member)
    })
    return {
      type: { kind: 'union', members: members.map(({ type }) => type), discriminator: 'kind' },
      makeValue: () => this.#pick(members).makeValue(),
    }
  }

  #ref(depth: number): RandomType {
    if (this.named.length > 0 && this.#number(2) === 0) {
      const { name } = this.#pick(this.named)
      return { type: { kind: 'ref', name }, makeValue: () => this.#makers.get(name)?.() }
    }
    return this.#name(this.makeType(depth - 1))
  }

  #name({ type, makeValue }: RandomType): RandomType {
    const name = `Named${this.named.length}`
    this.named.push({ name, type })
    this.#makers.set(name, makeValue)
    return { type: { kind: 'ref', name }, makeValue }
  }

  #pick<Value>(values: readonly Value[]): Value {
    const value = values[this.#number(values.length)]
    if (value === undefined) throw new Error('Nothing to pick from.')
    return value
  }

  #times<Value>(count: number, make: () => Value): Value[] {
    return Array.from({ length: count }, make)
  }

  /** From 0, below `limit`: mulberry32. */
  #number(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}
