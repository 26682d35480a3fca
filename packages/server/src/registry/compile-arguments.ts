/** Arguments from the wire: structure by the IR, natives, then the rules of the schema library where it adds some (SPEC.md, Structure before libraries). */

import {
  type CheckResult,
  compileChecker,
  compileEncoder,
  compileFieldsChecker,
  encodePointer,
  type Field,
  type JsonObject,
  type JsonValue,
  paramKind,
} from '@mizan/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isFieldImpliedByIr, isImpliedByIr, type SchemaPlace } from '../schema/implied-by-ir.ts'
import { compileNativeDecoder, type NativeDecoder } from '../schema/native-decoder.ts'
import { holdsNatives, type NativePlan, type NativeTypes, spreadSets } from '../schema/native-plan.ts'
import { isStandardSchema } from '../schema/standard-schema.ts'
import type { InputDraft } from './function-draft.ts'
import type { Decoded } from './registry.ts'

export type ArgumentsDecoder = (args: JsonValue) => Decoded | Promise<Decoded>

/** Brings what the library made of a checked value back to the wire: what canonical texts are made of. */
export type Normalizer = (validated: unknown, checked: JsonValue) => JsonValue

export interface ArgumentsParts {
  /** The option as it was declared and checked: a record of schemas, or one of an object. */
  readonly input: unknown
  readonly draft: InputDraft
  /** Arguments of which keys or targets are made: of the others `normal` has the value before transforms. */
  readonly keyed: ReadonlySet<string>
}

export interface CompiledArguments {
  readonly decode: ArgumentsDecoder
  /** The schema library is not asked. */
  readonly isByIr: boolean
}

export function compileArguments(
  { input, draft, keyed }: ArgumentsParts,
  natives: NativeTypes,
): CompiledArguments {
  const check = compileFieldsChecker(draft.fields, natives.types)
  const decode = compileNativeDecoder(draft.plan, natives)
  const asked = findAsked({ input, draft, keyed }, natives)
  const normalizers = new Map(
    draft.fields
      .filter(({ name }) => keyed.has(name) && asked.names.has(name))
      .map((field) => [field.name, compileNormalizer(field, draft.members.get(field.name), natives)]),
  )
  const { validate } = asked
  const decodeArguments: ArgumentsDecoder = (args) => {
    const checked: CheckResult = check(args)
    if (!checked.ok) return checked
    const normal = checked.value as JsonObject
    // A copy: what a handler does to its arguments shows in no key.
    if (validate === undefined) return { ok: true, value: { ...normal }, normal }
    const values = (decode === undefined ? normal : decode(normal)) as Readonly<Record<string, unknown>>
    const outcome = validate(values)
    const finish = (validated: Validated): Decoded =>
      validated.ok
        ? { ok: true, value: validated.value, normal: normalizeMembers(normal, validated.value, normalizers) }
        : validated
    return outcome instanceof Promise ? outcome.then(finish) : finish(outcome)
  }
  return { decode: decodeArguments, isByIr: validate === undefined }
}

/** A transform may leave the type of the wire; then the value before it stands. */
export function compileNormalizer(
  field: Pick<Field, 'type'>,
  plan: NativePlan | undefined,
  natives: NativeTypes,
): Normalizer {
  const encode = compileEncoder(field.type, natives.types)
  const check = compileChecker(field.type, natives.types)
  const spread: NativeDecoder = holdsNatives(plan, natives.plans) ? spreadSets : (value) => value
  return (validated, checked) => {
    if (validated === checked || validated === undefined) return checked
    try {
      const result = check(encode(spread(validated)))
      return result.ok ? result.value : checked
    } catch {
      return checked
    }
  }
}

/** Issues of a library → `details.fields`. */
function issueFields(
  issues: readonly StandardSchemaV1.Issue[],
  base: readonly string[],
): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const { message, path } of issues) {
    const keys = (path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
    const pointer = encodePointer([
      ...base,
      ...keys.map((key) => (typeof key === 'number' ? key : String(key))),
    ])
    // A pointer is empty or starts with a slash, so it is never the name of something inherited.
    ;(fields[pointer] ??= []).push(message)
  }
  return fields
}

type Validated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fields: Readonly<Record<string, readonly string[]>> }

/** Members that no target and no key is made of stay as they were checked. */
function normalizeMembers(
  checked: JsonObject,
  validated: unknown,
  normalizers: ReadonlyMap<string, Normalizer>,
): JsonObject {
  if (typeof validated !== 'object' || validated === null || normalizers.size === 0) return checked
  const changed: [string, JsonValue][] = []
  for (const name of Object.keys(checked)) {
    const value = checked[name] as JsonValue
    const after: unknown = Object.hasOwn(validated, name)
      ? (validated as Record<string, unknown>)[name]
      : undefined
    const normal = normalizers.get(name)?.(after, value) ?? value
    if (!Object.is(normal, value)) changed.push([name, normal])
  }
  // Defines, never sets: a member named __proto__ is data.
  return changed.length === 0 ? checked : Object.fromEntries([...Object.entries(checked), ...changed])
}

interface Asked {
  /** Arguments about which the library has to be asked. */
  readonly names: ReadonlySet<string>
  /** Undefined when there are none. */
  readonly validate: Validator | undefined
}

function findAsked({ input, draft, keyed }: ArgumentsParts, { types }: NativeTypes): Asked {
  const place: SchemaPlace = { types, side: 'input' }
  // Lists and objects are the library's to copy where keys are made of them.
  const isShared = (field: Field): boolean => keyed.has(field.name) && paramKind(field.type, types) !== 'text'
  if (isStandardSchema(input)) {
    const isImplied =
      !draft.fields.some(isShared) && isImpliedByIr(input, { kind: 'struct', fields: draft.fields }, place)
    if (isImplied) return { names: new Set(), validate: undefined }
    return { names: new Set(draft.fields.map((field) => field.name)), validate: validateObject(input) }
  }
  const schemas = Object.entries((input ?? {}) as Readonly<Record<string, StandardSchemaV1>>)
  const asked = schemas.filter(([name, schema]) => {
    const field = draft.fields.find((one) => one.name === name)
    return field === undefined || isShared(field) || !isFieldImpliedByIr(schema, field, place)
  })
  const names = new Set(asked.map(([name]) => name))
  return { names, validate: asked.length === 0 ? undefined : validateRecord(asked) }
}

type Validator = (values: Readonly<Record<string, unknown>>) => Validated | Promise<Validated>

function validateObject(schema: StandardSchemaV1): Validator {
  const finish = (result: StandardSchemaV1.Result<unknown>): Validated =>
    result.issues === undefined
      ? { ok: true, value: result.value }
      : { ok: false, fields: issueFields(result.issues, []) }
  return (values) => {
    const result = schema['~standard'].validate(values)
    return result instanceof Promise ? result.then(finish) : finish(result)
  }
}

/** About some of the arguments; the others stand as they are. */
function validateRecord(schemas: readonly (readonly [string, StandardSchemaV1])[]): Validator {
  return (values) => {
    const results = schemas.map(([name, schema]) => schema['~standard'].validate(values[name]))
    const finish = (settled: readonly StandardSchemaV1.Result<unknown>[]): Validated =>
      collectMembers(schemas, settled, values)
    return results.some((result) => result instanceof Promise)
      ? Promise.all(results.map((result) => Promise.resolve(result))).then(finish)
      : finish(results as StandardSchemaV1.Result<unknown>[])
  }
}

function collectMembers(
  schemas: readonly (readonly [string, StandardSchemaV1])[],
  results: readonly StandardSchemaV1.Result<unknown>[],
  values: Readonly<Record<string, unknown>>,
): Validated {
  const args: Record<string, unknown> = { ...values }
  let fields: Record<string, string[]> | undefined
  for (const [index, [name]] of schemas.entries()) {
    const result = results[index]
    if (result === undefined) continue
    if (result.issues !== undefined) fields = { ...fields, ...issueFields(result.issues, [name]) }
    // What is absent stays absent, unless the library computes a default.
    else if (result.value !== undefined || Object.hasOwn(values, name)) args[name] = result.value
  }
  return fields === undefined ? { ok: true, value: args } : { ok: false, fields }
}
