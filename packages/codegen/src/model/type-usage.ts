/** What the generated code must know of a type: who uses it, whether its wire form differs, whether input and output differ. */
import type { TypeExpression } from '@mizan/protocol'
import { reachedNames, reaches, type TypesByName } from './type-walk.ts'

/** Seen from the server: arguments are input, results and error details are output. */
export type Direction = 'input' | 'output'

export class TypeUsage {
  readonly types: TypesByName
  readonly #used: Readonly<Record<Direction, Set<string>>> = { input: new Set(), output: new Set() }
  /** Emitters ask again and again. */
  readonly #coded = new WeakMap<TypeExpression, boolean>()

  constructor(types: TypesByName) {
    this.types = types
  }

  use(type: TypeExpression, direction: Direction): void {
    reachedNames(type, this.types, this.#used[direction])
  }

  isUsed(name: string, direction: Direction): boolean {
    return this.#used[direction].has(name)
  }

  /** The type holds a datetime, a bigint or bytes: its wire form is not its TypeScript form. */
  hasCodec(type: TypeExpression): boolean {
    const known = this.#coded.get(type)
    if (known !== undefined) return known
    const isCoded = reaches(type, this.types, (inner) => CODED.has(inner.kind))
    this.#coded.set(type, isCoded)
    return isCoded
  }

  /** The type is used both ways and a member with a default makes the two differ: such a member may be left out of input only. */
  isSplit(name: string): boolean {
    if (!this.isUsed(name, 'input') || !this.isUsed(name, 'output')) return false
    return reaches({ kind: 'ref', name }, this.types, hasDefault)
  }

  /** The type reaches itself. TypeScript wants an index signature instead of `Record` in an alias that does. */
  isRecursive(name: string): boolean {
    const named = this.types.get(name)
    return named !== undefined && reachedNames(named.type, this.types).has(name)
  }
}

const CODED: ReadonlySet<string> = new Set(['datetime', 'bigint', 'bytes'])

function hasDefault(type: TypeExpression): boolean {
  return type.kind === 'struct' && type.fields.some((field) => field.default !== undefined)
}
