/** ArkType: natives through its `fallback` option; its types have no identity, only a structure, which its `$defs` keys stand for. */
import { isJsonSchema, type JsonSchema, NATIVE, PROBLEM, referenceOf, type Side } from './json-schema.ts'
import type { SchemaNames } from './schema-names.ts'
import type { DescribedSchema } from './standard-schema.ts'
import { acceptsUndefined, type Vendor } from './vendor.ts'

interface Site {
  readonly code: string
  readonly base: JsonSchema
  readonly domain?: string
  readonly proto?: unknown
  readonly unit?: unknown
  readonly value?: unknown
}

interface ArkType extends DescribedSchema {
  /** Unlike the standard's converter it keeps the defaults of an input. */
  toJsonSchema?(options: object): JsonSchema
}

export const arktypeVendor: Vendor = {
  describe: (schema, side) => describe(schema, side),
  isOptional: acceptsUndefined,
  nameOf: (key, side, names) => keysOfExports(names, side).get(key),
}

function describe(schema: ArkType, side: Side): JsonSchema {
  const options = {
    useRefs: true,
    fallback: {
      default: represent,
      defaultValue: ({ value }: Site) => (typeof value === 'function' ? value() : value),
    },
  }
  if (side === 'input' && typeof schema.toJsonSchema === 'function')
    return schema.toJsonSchema({ target: 'draft-2020-12', ...options })
  return schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12', libraryOptions: options })
}

function represent(site: Site): JsonSchema {
  switch (site.code) {
    case 'date':
      return { type: 'string', format: 'date-time', [NATIVE]: 'Date' }
    case 'domain':
      if (site.domain === 'bigint') return { type: 'string', format: 'bigint', [NATIVE]: 'bigint' }
      return { ...site.base, [PROBLEM]: `a ${String(site.domain)} has no IR type` }
    case 'proto':
      if (site.proto === Uint8Array) return { type: 'string', format: 'base64', [NATIVE]: 'Uint8Array' }
      return { ...site.base, [PROBLEM]: 'an instance of a class has no IR type; describe its wire form' }
    case 'unit':
      if (site.unit === undefined) return { [NATIVE]: 'undefined' }
      return { ...site.base, [PROBLEM]: 'a unit that is no JSON value has no IR type' }
    case 'symbolKey':
    case 'arrayObject':
    case 'arrayPostfix':
      return { ...site.base, [PROBLEM]: `ArkType cannot describe this (${site.code})` }
    default:
      // A morph's input and checks beyond JSON Schema: what can be described is, the rest is ArkType's to enforce.
      return site.base
  }
}

const exportedKeys = new WeakMap<SchemaNames, Partial<Record<Side, ReadonlyMap<string, string>>>>()

/** Equal structures share a key, so a structure that is exported under two names has none. */
function keysOfExports(names: SchemaNames, side: Side): ReadonlyMap<string, string> {
  const known = exportedKeys.get(names) ?? {}
  exportedKeys.set(names, known)
  return (known[side] ??= readKeysOfExports(names, side))
}

function readKeysOfExports(names: SchemaNames, side: Side): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>()
  for (const { schema, key } of names.exports('arktype')) {
    const reference = rootReference(schema as ArkType, side)
    if (reference !== undefined) found.set(reference, found.has(reference) ? undefined : key)
  }
  return new Map([...found].filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function rootReference(schema: ArkType, side: Side): string | undefined {
  try {
    const described = describe(schema, side)
    return isJsonSchema(described) ? referenceOf(described) : undefined
  } catch {
    return undefined
  }
}
