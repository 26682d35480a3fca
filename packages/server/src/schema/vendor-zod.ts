/** Zod 4: identity through its metadata option, natives through `unrepresentable`. Duck-typed, so that zod is no dependency. */
import { constantText } from './annotations.ts'
import { DISCRIMINATOR, type JsonSchema, NATIVE, PROBLEM, type Side } from './json-schema.ts'
import type { SchemaNames } from './schema-names.ts'
import type { DescribedSchema } from './standard-schema.ts'
import type { Vendor } from './vendor.ts'

interface ZodDefinition {
  readonly type: string
  readonly format?: string
  readonly precision?: number | null
  readonly local?: boolean
  readonly discriminator?: string
  readonly defaultValue?: unknown
  readonly checks?: readonly { readonly _zod: { readonly def: ZodCheck } }[]
  readonly in?: ZodSchema
  readonly out?: ZodSchema
  readonly innerType?: ZodSchema
  readonly valueType?: ZodSchema
}

interface ZodCheck {
  readonly check: string
  readonly value?: unknown
  readonly inclusive?: boolean
}

interface ZodSchema extends DescribedSchema {
  readonly _zod: {
    readonly def: ZodDefinition
    readonly optin?: string
    readonly bag?: { readonly Class?: unknown }
  }
  meta?(): Readonly<Record<string, unknown>> | undefined
}

/** Deeper than any real schema: sets of unnamed sets that hold themselves would never end. */
const MAX_SET_DEPTH = 32

export const zodVendor: Vendor = {
  describe: (schema, side, names) => describe(schema, { side, names, setDepth: 0 }),
  isOptional: (schema) => isOptional(schema as ZodSchema),
  nameOf: (key) => (key.startsWith('mizan:') ? key : undefined),
}

interface Conversion {
  readonly side: Side
  readonly names: SchemaNames
  readonly setDepth: number
}

function describe(schema: DescribedSchema, conversion: Conversion): JsonSchema {
  return schema['~standard'].jsonSchema[conversion.side]({
    target: 'draft-2020-12',
    libraryOptions: {
      metadata: { get: (each: ZodSchema) => metadataOf(each, conversion.names) },
      unrepresentable: (site: { zodSchema: ZodSchema; message: string }) => represent(site, conversion),
      override: ({ zodSchema, jsonSchema }: { zodSchema: ZodSchema; jsonSchema: Record<string, unknown> }) =>
        override(zodSchema._zod.def, jsonSchema),
    },
  })
}

/** Zod moves every schema with an id into `$defs`; the id is replaced by a key that two schemas never share. */
function metadataOf(schema: ZodSchema, names: SchemaNames): Readonly<Record<string, unknown>> | undefined {
  const metadata = schema.meta?.()
  const named = names.find(schema, metadata?.['id'])
  if (named !== undefined) return { ...metadata, id: named.key }
  return metadata
}

function represent(site: { zodSchema: ZodSchema; message: string }, conversion: Conversion): JsonSchema {
  const { def, bag } = site.zodSchema._zod
  switch (def.type) {
    case 'date':
      return { type: 'string', format: 'date-time', [NATIVE]: 'Date' }
    case 'bigint':
      return { type: 'string', format: 'bigint', [NATIVE]: 'bigint', ...bigintBounds(def) }
    case 'custom':
      if (bag?.Class === Uint8Array) return { type: 'string', format: 'base64', [NATIVE]: 'Uint8Array' }
      return { [PROBLEM]: 'a custom type has no IR type; describe its wire form and convert with z.codec()' }
    case 'default':
      return { default: plainDefault(def.defaultValue) }
    case 'set':
      return representSet(def, conversion)
    case 'void':
    case 'undefined':
      return { [NATIVE]: 'undefined' }
    case 'transform':
      return {
        [PROBLEM]:
          'the result of a transform has no described type; use z.codec(), or .pipe() it into a schema',
      }
    case 'map':
      return { [PROBLEM]: 'a Map has no IR type; use z.record(z.string(), …)' }
    default:
      return { [PROBLEM]: site.message }
  }
}

function representSet(def: ZodDefinition, conversion: Conversion): JsonSchema {
  const value = def.valueType
  if (value === undefined) return { [PROBLEM]: 'a set without a type of its values' }
  const base = { type: 'array', uniqueItems: true, [NATIVE]: 'Set', ...sizeBounds(def) }
  const named = conversion.names.find(value, value.meta?.()?.['id'])
  if (named !== undefined) return { ...base, items: { $ref: `#/$defs/${named.key}` } }
  if (conversion.setDepth > MAX_SET_DEPTH)
    return { [PROBLEM]: 'a set that holds itself needs a name: export the schema of its values' }
  return { ...base, items: describe(value, { ...conversion, setDepth: conversion.setDepth + 1 }) }
}

/** Zod serialises what it is given, and cannot serialise a bigint. */
function plainDefault(value: unknown): unknown {
  const text = constantText(value)
  return text === undefined ? undefined : JSON.parse(text)
}

function bigintBounds(def: ZodDefinition): JsonSchema {
  const bounds: Record<string, number> = {}
  for (const { _zod } of def.checks ?? []) {
    const { check, value, inclusive } = _zod.def
    if (typeof value !== 'bigint' || !Number.isSafeInteger(Number(value))) continue
    if (check === 'greater_than') bounds[inclusive ? 'minimum' : 'exclusiveMinimum'] = Number(value)
    if (check === 'less_than') bounds[inclusive ? 'maximum' : 'exclusiveMaximum'] = Number(value)
    if (check === 'multiple_of') bounds['multipleOf'] = Number(value)
  }
  return bounds
}

function sizeBounds(def: ZodDefinition): JsonSchema {
  const bounds: Record<string, unknown> = {}
  for (const { _zod } of def.checks ?? []) {
    const check = _zod.def as unknown as Readonly<Record<string, unknown>>
    if (check['check'] === 'min_size') bounds['minItems'] = check['minimum']
    if (check['check'] === 'max_size') bounds['maxItems'] = check['maximum']
    if (check['check'] === 'size_equals') bounds['minItems'] = bounds['maxItems'] = check['size']
  }
  return bounds
}

/** What Zod knows and its JSON Schema does not say. */
function override(def: ZodDefinition, json: Record<string, unknown>): void {
  if (def.type === 'catch') delete json['default']
  if (def.type === 'union' && def.discriminator !== undefined) json[DISCRIMINATOR] = def.discriminator
  if (def.type !== 'string') return
  // A fixed precision contradicts the normal form, which has no trailing zeros: the text stays the library's business.
  const isFixed = typeof def.precision === 'number' && def.precision !== 0
  if (def.format === 'time' && !isFixed) json['format'] = 'time'
  if (def.format === 'datetime' && (isFixed || def.local === true)) {
    delete json['format']
    delete json['pattern']
  }
  if (def.format === 'binary') json[PROBLEM] = 'files are not supported yet'
}

/** As Zod's own objects see it: transforms and catches look at absent values but do not make them optional. */
function isOptional(schema: ZodSchema): boolean {
  const def = schema._zod.def
  if (def.type === 'pipe' && def.in?._zod.def.type === 'transform' && def.out !== undefined)
    return isOptional(def.out)
  if (def.type === 'catch' && def.innerType !== undefined) return isOptional(def.innerType)
  return schema._zod.optin !== undefined
}
