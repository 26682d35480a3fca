/** The two public contracts that schema libraries keep: Standard Schema (validate) and Standard JSON Schema (describe). */
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'

export type DescribedSchema = StandardSchemaV1 & StandardJSONSchemaV1

/** ArkType's schemas are functions, the others are objects. */
export function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value))
    return false
  const standard = value['~standard']
  return (
    typeof standard === 'object' &&
    standard !== null &&
    'validate' in standard &&
    typeof standard.validate === 'function'
  )
}

export function isDescribedSchema(schema: StandardSchemaV1): schema is DescribedSchema {
  const standard: object = schema['~standard']
  if (!('jsonSchema' in standard)) return false
  const described = standard.jsonSchema
  return typeof described === 'object' && described !== null && 'input' in described && 'output' in described
}
