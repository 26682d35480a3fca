/** Valibot through `toStandardJsonSchema` of @valibot/to-json-schema, which hands our options to its converter. */
import { DISCRIMINATOR, type JsonSchema, NATIVE, PROBLEM } from './json-schema.ts'
import { acceptsUndefined, type Vendor } from './vendor.ts'

interface ValibotPart {
  readonly kind: string
  readonly type: string
  readonly key?: string
  readonly class?: unknown
}

interface SchemaSite {
  readonly valibotSchema: ValibotPart
  readonly jsonSchema: JsonSchema
  readonly errors?: readonly string[]
}

interface ActionSite {
  readonly valibotAction: ValibotPart
  readonly jsonSchema: JsonSchema
  readonly errors?: readonly string[]
}

export const valibotVendor: Vendor = {
  describe: (schema, side, names) =>
    schema['~standard'].jsonSchema[side]({
      target: 'draft-2020-12',
      libraryOptions: {
        definitions: Object.fromEntries(
          names
            .exports('valibot')
            .filter(isRaw)
            .map(({ key, schema: raw }) => [key, raw]),
        ),
        overrideSchema: representSchema,
        overrideAction: (site: ActionSite) => representAction(site, side),
      },
    }),
  isOptional: acceptsUndefined,
  nameOf: (key) => (key.startsWith('mizan:') ? key : undefined),
}

/** The wrapper that `toStandardJsonSchema` makes hides the schema; only Valibot's own objects have an identity inside others. */
function isRaw(named: { readonly schema: object }): boolean {
  return 'kind' in named.schema && named.schema.kind === 'schema'
}

function representSchema({ valibotSchema, jsonSchema, errors }: SchemaSite): JsonSchema | undefined {
  if (valibotSchema.type === 'variant') return { ...jsonSchema, [DISCRIMINATOR]: valibotSchema.key }
  if (errors === undefined) return undefined
  switch (valibotSchema.type) {
    case 'date':
      return { ...jsonSchema, type: 'string', format: 'date-time', [NATIVE]: 'Date' }
    case 'bigint':
      return { ...jsonSchema, type: 'string', format: 'bigint', [NATIVE]: 'bigint' }
    case 'instance':
      if (valibotSchema.class === Uint8Array)
        return { ...jsonSchema, type: 'string', format: 'base64', [NATIVE]: 'Uint8Array' }
      return { ...jsonSchema, [PROBLEM]: 'an instance of a class has no IR type; describe its wire form' }
    case 'void':
    case 'undefined':
      return { ...jsonSchema, [NATIVE]: 'undefined' }
    case 'set':
      return { ...jsonSchema, [PROBLEM]: 'a Set of Valibot cannot be described; use v.array()' }
    case 'map':
      return { ...jsonSchema, [PROBLEM]: 'a Map has no IR type; use v.record(v.string(), …)' }
    case 'blob':
    case 'file':
      return { ...jsonSchema, [PROBLEM]: 'files are not supported yet' }
    default:
      return { ...jsonSchema, [PROBLEM]: errors.join(' ') }
  }
}

/** Checks that JSON Schema cannot say are left to Valibot; only what changes the type is a problem. */
function representAction(
  { valibotAction, jsonSchema, errors }: ActionSite,
  side: 'input' | 'output',
): JsonSchema | undefined {
  // Neither shape has what its IR type wants: an offset, and seconds.
  if (valibotAction.type === 'iso_date_time' || valibotAction.type === 'iso_time')
    return withoutFormat(jsonSchema)
  if (valibotAction.type === 'iso_time_second') return { ...jsonSchema, pattern: undefined, format: 'time' }
  if (errors === undefined) return undefined
  const changesType = valibotAction.kind === 'transformation' && !KEEPS_TYPE.has(valibotAction.type)
  if (!changesType || side === 'input') return { ...jsonSchema }
  return {
    ...jsonSchema,
    [PROBLEM]: `the result of "${valibotAction.type}" has no described type; end the pipe with a schema`,
  }
}

const KEEPS_TYPE = new Set([
  'brand',
  'flavor',
  'readonly',
  'trim',
  'trim_start',
  'trim_end',
  'to_lower_case',
  'to_upper_case',
  'normalize',
  'to_min_value',
  'to_max_value',
  'filter_items',
  'sort_items',
])

function withoutFormat(schema: JsonSchema): JsonSchema {
  const { format: _format, ...rest } = schema
  return rest
}
