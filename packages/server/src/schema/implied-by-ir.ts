/**
 * Schemas that say nothing beyond the IR: what the structure has answered, the library need not be asked (SPEC.md, VAL-14).
 *
 * Why nothing is accepted that the library would refuse: a schema is compared, member by member, with the very type by which
 * values are checked, and of the library only that is relied on which is listed here: kinds that accept whatever the IR's check
 * accepts, and give back what they are given. All else is asked as before: refinements, transforms, coercions, formats, patterns,
 * unions, natives, computed defaults, classes, properties and checks that stand in no list, other libraries. What a library does
 * beside its verdict is not lost: it copies, and so does whoever passes it over, where a handler could change what keys are
 * made of (`registry/compile-arguments.ts`). Members may come in another order, which means nothing in JSON.
 */
import {
  type Field,
  type NamedTypes,
  type NumericType,
  resolveType,
  type TypeExpression,
} from '@mizan/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Side } from './json-schema.ts'
import { isStandardSchema } from './standard-schema.ts'

/** True when every value that passes the check of `type` (as result: that can be written as it) passes `schema`, unchanged. */
export function isImpliedByIr(schema: unknown, type: TypeExpression, place: SchemaPlace): boolean {
  return isZod(schema) && holds(() => isImplied(schema, type, { ...place, seen: new Map() }))
}

/** The same for one argument, which can be absent. */
export function isFieldImpliedByIr(schema: unknown, field: Field, place: SchemaPlace): boolean {
  return isZod(schema) && holds(() => isFieldImplied(schema, field, { ...place, seen: new Map() }))
}

export interface SchemaPlace {
  readonly types: NamedTypes
  readonly side: Side
}

interface Comparison extends SchemaPlace {
  /** Pairs that are being compared: recursion holds when everything around it does. */
  readonly seen: Map<unknown, Set<TypeExpression>>
}

interface Inside<Definition> {
  readonly _zod: {
    readonly def: Definition
    readonly traits: ReadonlySet<string>
    readonly values?: ReadonlySet<unknown>
    readonly innerType?: unknown
  }
}

interface ZodCheck {
  readonly check?: string
  readonly format?: string
  readonly value?: unknown
  readonly inclusive?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly length?: number
}

interface ZodDefinition extends ZodCheck {
  readonly type: string
  readonly coerce?: boolean
  readonly checks?: readonly Inside<ZodCheck>[]
  readonly shape?: Readonly<Record<string, unknown>>
  readonly catchall?: Inside<ZodDefinition>
  readonly element?: unknown
  readonly innerType?: unknown
}

type ZodSchema = Inside<ZodDefinition>

/** Zod 4 names its classes by traits; whatever somebody derives from them has one more. */
const TRAITS = listOf(
  `Type String Number NumberFormat Boolean Object ObjectJIT Array Nullable Optional Default Enum Literal Any Unknown Lazy
  Check CheckNumberFormat CheckMinLength CheckMaxLength CheckLengthEquals CheckGreaterThan CheckLessThan`,
  (name) => [`Zod${name}`, `$Zod${name}`, `_Zod${name}`],
)

/** What a definition may say. Messages of one's own are for refusals. */
const PROPERTIES = listOf(
  `type checks check format shape catchall element innerType defaultValue entries values getter _cachedInner coerce error abort`,
  (name) => [name],
)

function listOf(words: string, spell: (word: string) => readonly string[]): ReadonlySet<string> {
  return new Set(words.split(/\s+/).flatMap(spell))
}

function isZod(schema: unknown): schema is StandardSchemaV1 {
  return isStandardSchema(schema) && schema['~standard'].vendor === 'zod'
}

/** A schema whose own getters throw is the library's to talk about. */
function holds(claim: () => boolean): boolean {
  try {
    return claim()
  } catch {
    return false
  }
}

function isImplied(schema: unknown, type: TypeExpression, comparison: Comparison): boolean {
  if (!isKnown(schema)) return false
  const begun = comparison.seen.get(schema) ?? new Set()
  if (begun.has(type)) return true
  comparison.seen.set(schema, begun.add(type))
  const { def, innerType } = schema._zod
  const plain = resolveType(type, comparison.types)
  switch (def.type) {
    case 'lazy':
      return isUnchecked(def) && isImplied(innerType, plain, comparison)
    // A value that is there passes on to the inner schema; what becomes of an absent one is a question of its field.
    case 'optional':
      return isUnchecked(def) && isImplied(def.innerType, plain, comparison)
    case 'default':
      return isUnchecked(def) && comparison.side === 'input' && isImplied(def.innerType, plain, comparison)
    case 'nullable':
      return (
        isUnchecked(def) &&
        isImplied(def.innerType, plain.kind === 'nullable' ? plain.type : plain, comparison)
      )
    default:
      return isPlainImplied(schema, plain, comparison)
  }
}

function isPlainImplied(schema: ZodSchema, type: TypeExpression, comparison: Comparison): boolean {
  const { def, values } = schema._zod
  switch (def.type) {
    case 'any':
    case 'unknown':
      return isUnchecked(def)
    case 'boolean':
      return isUnchecked(def) && type.kind === 'boolean'
    case 'enum':
    case 'literal':
      return isUnchecked(def) && isAmong(type, values)
    case 'string':
      return type.kind === 'string' && isTextImplied(schema, type, comparison)
    case 'number':
      return isNumber(type) && rulesOf(def).every((rule) => isBoundImplied(rule, type, comparison))
    case 'array':
      return (
        type.kind === 'list' &&
        rulesOf(def).every((rule) => isSizeImplied(rule, [type.minItems, type.maxItems], comparison)) &&
        isImplied(def.element, type.item, comparison)
      )
    case 'object':
      return isUnchecked(def) && type.kind === 'struct' && isStructImplied(def, type.fields, comparison)
    default:
      return false
  }
}

/** A wrapper that inherits from a schema is none: it may validate otherwise. */
function isKnown(schema: unknown): schema is ZodSchema {
  if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, '_zod')) return false
  const { def, traits } = (schema as ZodSchema)._zod
  return isSubset(traits, TRAITS) && isSubset(Object.keys(def), PROPERTIES) && def.coerce !== true
}

function isSubset(part: Iterable<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((one) => whole.has(one))
}

/** A format is a check that is a schema too. */
function rulesOf(def: ZodDefinition): readonly (ZodCheck | undefined)[] {
  const own = def.check === undefined ? [] : [def]
  const added = (def.checks ?? []).map(({ _zod }) => (isSubset(_zod.traits, TRAITS) ? _zod.def : undefined))
  return [...own, ...added]
}

function isUnchecked(def: ZodDefinition): boolean {
  return rulesOf(def).length === 0
}

function isNumber(type: TypeExpression): type is NumericType {
  return type.kind === 'integer' || type.kind === 'number'
}

function isAmong(type: TypeExpression, values: ReadonlySet<unknown> | undefined): boolean {
  if (type.kind === 'literal') return values?.has(type.value) === true
  return type.kind === 'enum' && type.values.every((value) => values?.has(value))
}

/** Writers look at no bounds, so that on the way out every rule adds something. */
function isSizeImplied(
  rule: ZodCheck | undefined,
  [min = 0, max = Infinity]: readonly [min: number | undefined, max: number | undefined],
  { side }: Comparison,
): boolean {
  if (side === 'output' || rule === undefined) return false
  const { check, minimum = Infinity, maximum = -1, length = -1 } = rule
  if (check === 'min_length') return min >= minimum
  if (check === 'max_length') return max <= maximum
  return check === 'length_equals' && min === length && max === length
}

/** Beyond this a text to try would be long. */
const MAX_TRIED_LENGTH = 10_000

/** The IR counts code points. Older versions of Zod count UTF-16 units, which are more: one text shows which it is. */
function isTextImplied(
  schema: ZodSchema,
  { minLength, maxLength }: Extract<TypeExpression, { kind: 'string' }>,
  comparison: Comparison,
): boolean {
  const rules = rulesOf(schema._zod.def)
  if (!rules.every((rule) => isSizeImplied(rule, [minLength, maxLength], comparison))) return false
  if (rules.every((rule) => rule?.check === 'min_length')) return true
  if (maxLength === undefined || maxLength > MAX_TRIED_LENGTH || !isStandardSchema(schema)) return false
  const pairs = Math.max(minLength ?? 0, Math.floor(maxLength / 2) + 1)
  const result = schema['~standard'].validate('\u{1f600}'.repeat(pairs))
  return !(result instanceof Promise) && result.issues === undefined
}

/** Formats of numbers with their least and their greatest value. */
const RANGES = new Map<string | undefined, readonly [least: number, greatest: number]>([
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['uint32', [0, 2 ** 32 - 1]],
])

function isBoundImplied(rule: ZodCheck | undefined, type: NumericType, { side }: Comparison): boolean {
  if (rule?.check === 'number_format' && rule.format === 'safeint') return type.kind === 'integer'
  if (rule === undefined || side === 'output') return false
  const { min = -Infinity, max = Infinity, exclusiveMin = -Infinity, exclusiveMax = Infinity } = type
  if (rule.check === 'number_format') {
    const range = RANGES.get(rule.format)
    return type.kind === 'integer' && range !== undefined && min >= range[0] && max <= range[1]
  }
  const { value, inclusive } = rule
  if (typeof value !== 'number') return false
  if (rule.check === 'greater_than') return exclusiveMin >= value || (inclusive ? min >= value : min > value)
  if (rule.check === 'less_than') return exclusiveMax <= value || (inclusive ? max <= value : max < value)
  return false
}

function isStructImplied(
  { shape = {}, catchall }: ZodDefinition,
  fields: readonly Field[],
  comparison: Comparison,
): boolean {
  // The check refuses unknown members as a strict object does; a writer leaves them out, as others do.
  const isClosed =
    catchall === undefined || (comparison.side === 'input' && catchall._zod.def.type === 'never')
  return (
    isClosed &&
    Reflect.ownKeys(shape).length === fields.length &&
    fields.every(({ name }) => Object.hasOwn(shape, name)) &&
    fields.every((field) => isFieldImplied(shape[field.name], field, comparison))
  )
}

function isFieldImplied(
  schema: unknown,
  { name, type, optional = false, default: constant }: Field,
  comparison: Comparison,
): boolean {
  // Zod finds those in every object; the IR does not.
  if (name in Object.prototype) return false
  if (constant !== undefined && comparison.side === 'output') return false
  if (optional && !staysAbsent(schema)) return false
  return isImplied(schema, type, comparison)
}

/** What is left out is left out behind the schema too, and nothing stands in for it. */
function staysAbsent(schema: unknown): boolean {
  const { def } = (schema as ZodSchema)._zod
  if (def.type !== 'optional') return false
  let inner = def.innerType as ZodSchema
  while (inner._zod.def.type === 'optional' || inner._zod.def.type === 'nullable')
    inner = inner._zod.def.innerType as ZodSchema
  return inner._zod.def.type !== 'default' && inner._zod.def.type !== 'lazy'
}
