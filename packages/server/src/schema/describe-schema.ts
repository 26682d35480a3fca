/** Schema object → JSON Schema of one side, by what is known about its library; computed defaults are taken out. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { constantText } from './annotations.ts'
import { isJsonSchema, type JsonSchema, type Side } from './json-schema.ts'
import type { SchemaNames } from './schema-names.ts'
import { type DescribedSchema, isDescribedSchema, isStandardSchema } from './standard-schema.ts'
import { plainVendor, type Vendor } from './vendor.ts'
import { arktypeVendor } from './vendor-arktype.ts'
import { valibotVendor } from './vendor-valibot.ts'
import { zodVendor } from './vendor-zod.ts'

const VENDORS: ReadonlyMap<string, Vendor> = new Map([
  ['zod', zodVendor],
  ['valibot', valibotVendor],
  ['arktype', arktypeVendor],
])

export type Described =
  | { readonly ok: true; readonly json: JsonSchema }
  | { readonly ok: false; readonly reason: string; readonly hint: string | undefined }

export function vendorOf(schema: StandardSchemaV1): Vendor {
  return VENDORS.get(schema['~standard'].vendor) ?? plainVendor
}

export function describeSchema(schema: unknown, side: Side, names: SchemaNames): Described {
  const refusal = refuseSchema(schema)
  if (refusal !== undefined) return refusal
  const described = schema as DescribedSchema
  const vendor = vendorOf(described)
  try {
    const json = vendor.describe(described, side, names)
    return { ok: true, json: withoutComputedDefaults(json, () => vendor.describe(described, side, names)) }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return {
      ok: false,
      reason: `the ${described['~standard'].vendor} schema cannot be described: ${said}`,
      hint: undefined,
    }
  }
}

/** Why a value is no schema that can be described, undefined when it is one. */
function refuseSchema(schema: unknown): Exclude<Described, { ok: true }> | undefined {
  if (!isStandardSchema(schema)) {
    return {
      ok: false,
      reason: 'this is no schema',
      hint: 'Give a schema of Zod 4, Valibot, ArkType or any library with Standard Schema.',
    }
  }
  if (isDescribedSchema(schema)) return undefined
  const { vendor } = schema['~standard']
  const hint = HINTS.get(vendor) ?? 'Use a library that implements Standard JSON Schema.'
  return {
    ok: false,
    reason: `this ${vendor} schema does not describe itself (no Standard JSON Schema)`,
    hint,
  }
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['valibot', "Wrap it: toStandardJsonSchema(schema), from '@valibot/to-json-schema'."],
  ['zod', "Import z from 'zod', version 4: zod/mini and Zod 3 have no JSON Schema."],
  ['effect', 'Wrap it: Schema.toStandardJSONSchemaV1(schema).'],
])

/** A default that a function computes is no constant: it shows by being another one the second time, or by being now. */
function withoutComputedDefaults(json: JsonSchema, describeAgain: () => JsonSchema): JsonSchema {
  return hasDefault(json) ? (strip(json, describeAgain()) as JsonSchema) : json
}

function hasDefault(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasDefault)
  if (!isJsonSchema(value)) return false
  return value['default'] !== undefined || Object.values(value).some(hasDefault)
}

function strip(first: unknown, second: unknown): unknown {
  if (Array.isArray(first))
    return first.map((item, index) => strip(item, Array.isArray(second) ? second[index] : undefined))
  if (!isPlain(first)) return first
  const other = isJsonSchema(second) ? second : {}
  return Object.fromEntries(
    Object.entries(first)
      .filter(([keyword, value]) => keyword !== 'default' || isConstant(value, other['default']))
      .map(([keyword, value]) => [keyword, keyword === 'default' ? value : strip(value, other[keyword])]),
  )
}

/** Natives in defaults are values, not schemas. */
function isPlain(value: unknown): value is JsonSchema {
  return isJsonSchema(value) && Object.getPrototypeOf(value) === Object.prototype
}

/** Nobody writes down the minute in which the server starts. */
const NOW_MS = 60_000

function isConstant(first: unknown, second: unknown): boolean {
  if (constantText(first) !== constantText(second)) return false
  const moment =
    first instanceof Date ? first.getTime() : typeof first === 'string' ? Date.parse(first) : first
  return typeof moment !== 'number' || !(Math.abs(moment - Date.now()) < NOW_MS)
}
