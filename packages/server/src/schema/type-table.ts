/** The named types of an app while its schemas are read: each once a side, both sides agreeing in the end (IR.md, Normal forms). */
import type { Field, NamedType, TypeExpression } from '@mizan/protocol'
import type { Side } from './json-schema.ts'
import type { NativePlan } from './native-plan.ts'
import type { Reading } from './reading.ts'
import type { NamedSchema } from './schema-names.ts'

/** A mistake that concerns a name, and the place where the name was first met. */
export interface TypeProblem {
  readonly usage: string
  readonly reason: string
  readonly hint: string
}

interface Entry {
  readonly named: NamedSchema
  /** `place path` of the first use. */
  readonly usage: string
  readonly sides: Partial<Record<Side, Reading>>
}

export class TypeTable {
  readonly #entries = new Map<string, Entry>()

  /** A reference to the type; `read` runs once a side, and may meet the same type again. */
  read(
    named: NamedSchema,
    use: { readonly side: Side; readonly usage: string },
    read: () => Reading,
  ): Reading {
    const entry = this.#entries.get(named.key) ?? { named, usage: use.usage, sides: {} }
    this.#entries.set(named.key, entry)
    if (entry.sides[use.side] === undefined) {
      entry.sides[use.side] = { type: { kind: 'json' } }
      entry.sides[use.side] = read()
    }
    return { type: { kind: 'ref', name: named.name }, plan: { kind: 'ref', key: named.key } }
  }

  /** What was read behind a reference. */
  find(key: string, side: Side): Reading | undefined {
    return this.#entries.get(key)?.sides[side]
  }

  /** Plans by the key of the schema. */
  plans(side: Side): ReadonlyMap<string, NativePlan> {
    const plans = new Map<string, NativePlan>()
    for (const [key, { sides }] of this.#entries) {
      const plan = sides[side]?.plan
      if (plan !== undefined) plans.set(key, plan)
    }
    return plans
  }

  /** One type a name, and what stands against that. */
  collect(): { readonly types: readonly NamedType[]; readonly problems: readonly TypeProblem[] } {
    const types = new Map<string, { readonly type: NamedType; readonly entry: Entry }>()
    const problems: TypeProblem[] = []
    for (const entry of this.#entries.values()) {
      const merged = mergeSides(entry)
      if (merged === undefined) problems.push(twoSides(entry))
      const type = merged ?? firstSide(entry)
      const other = types.get(type.name)
      if (other !== undefined && JSON.stringify(other.type) !== JSON.stringify(type))
        problems.push(twoShapes(other.entry, entry))
      if (other === undefined) types.set(type.name, { type, entry })
    }
    return { types: [...types.values()].map(({ type }) => type), problems }
  }
}

function twoShapes(first: Entry, second: Entry): TypeProblem {
  return {
    usage: second.usage,
    reason: `the type name "${second.named.name}" has two shapes: ${first.named.origin} at ${first.usage}, and ${second.named.origin} at ${second.usage}`,
    hint: 'Rename one of the exports, or give one an id of its own.',
  }
}

function twoSides({ named, usage }: Entry): TypeProblem {
  return {
    usage,
    reason: `the type "${named.name}" is one thing as input and another as result, because its schema transforms`,
    hint: 'Export two schemas with two names, or use the transforming one without exporting it.',
  }
}

function firstSide({ named, sides }: Entry): NamedType {
  const reading = sides.input ?? sides.output
  if (reading === undefined) throw new TypeError(`The type ${named.name} was filed without being read.`)
  return namedType(named.name, reading, reading.type)
}

function mergeSides(entry: Entry): NamedType | undefined {
  const { input, output } = entry.sides
  if (input === undefined || output === undefined) return firstSide(entry)
  const type = mergeTypes(input.type, output.type)
  return type === undefined ? undefined : namedType(entry.named.name, input, type)
}

function namedType(name: string, reading: Reading, type: TypeExpression): NamedType {
  return { name, ...(reading.doc === undefined ? {} : { doc: reading.doc }), type }
}

/** The type that says both; the two sides may differ in what is optional and in defaults. */
function mergeTypes(input: TypeExpression, output: TypeExpression): TypeExpression | undefined {
  if (input.kind === 'struct' && output.kind === 'struct') return mergeStructs(input.fields, output.fields)
  if (input.kind === 'list' && output.kind === 'list')
    return mergeInner(input.item, output.item, (item) => ({ ...input, item }))
  if (input.kind === 'map' && output.kind === 'map')
    return mergeInner(input.value, output.value, (value) => ({ ...input, value }))
  if (input.kind === 'nullable' && output.kind === 'nullable')
    return mergeInner(input.type, output.type, (type) => ({ ...input, type }))
  if (input.kind === 'tuple' && output.kind === 'tuple')
    return mergeMany(input.items, output.items, (items) => ({ ...input, items }))
  if (input.kind === 'union' && output.kind === 'union')
    return mergeMany(input.members, output.members, (members) => ({ ...input, members }))
  return JSON.stringify(input) === JSON.stringify(output) ? input : undefined
}

function mergeInner(
  input: TypeExpression,
  output: TypeExpression,
  wrap: (type: TypeExpression) => TypeExpression,
): TypeExpression | undefined {
  const merged = mergeTypes(input, output)
  return merged === undefined ? undefined : wrap(merged)
}

function mergeMany(
  input: readonly TypeExpression[],
  output: readonly TypeExpression[],
  wrap: (types: TypeExpression[]) => TypeExpression,
): TypeExpression | undefined {
  const merged = input
    .map((type, index) => mergeTypes(type, output[index] ?? { kind: 'nothing' }))
    .filter((type) => type !== undefined)
  return merged.length === input.length && input.length === output.length ? wrap(merged) : undefined
}

function mergeStructs(input: readonly Field[], output: readonly Field[]): TypeExpression | undefined {
  if (input.length !== output.length) return undefined
  const fields: Field[] = []
  for (const field of input) {
    const other = output.find(({ name }) => name === field.name)
    const type = other === undefined ? undefined : mergeTypes(field.type, other.type)
    if (other === undefined || type === undefined) return undefined
    const { optional: _optional, ...rest } = field
    const isOptional = field.default === undefined && (field.optional === true || other.optional === true)
    fields.push({ ...rest, type, ...(isOptional ? { optional: true } : {}) })
  }
  return { kind: 'struct', fields }
}
