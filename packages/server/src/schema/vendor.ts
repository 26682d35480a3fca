/** What has to be known about a schema library beyond the two standards: a seam, one small file a library. */
import type { JsonSchema, Side } from './json-schema.ts'
import type { SchemaNames } from './schema-names.ts'
import type { DescribedSchema } from './standard-schema.ts'

export interface Vendor {
  /** JSON Schema of one side, draft 2020-12, with our annotations for what JSON Schema cannot say. May throw. */
  describe(schema: DescribedSchema, side: Side, names: SchemaNames): JsonSchema
  /** True when an argument of this schema may be absent. */
  isOptional(schema: DescribedSchema): boolean
  /** Key in `$defs` → key of a named schema; undefined when the definition has no name. */
  nameOf?(key: string, side: Side, names: SchemaNames): string | undefined
}

/** For libraries that are not known by name: what the standards say and no more. */
export const plainVendor: Vendor = {
  describe: (schema, side) => schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12' }),
  isOptional: acceptsUndefined,
}

/** A schema alone does not say whether it may be absent, but validating `undefined` does. */
export function acceptsUndefined(schema: DescribedSchema): boolean {
  try {
    const result = schema['~standard'].validate(undefined)
    if (!(result instanceof Promise)) return result.issues === undefined
    result.catch(() => undefined)
    return false
  } catch {
    return false
  }
}
