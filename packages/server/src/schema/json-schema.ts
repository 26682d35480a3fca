/** JSON Schema as it comes from a library: nothing about it is trusted to be well-formed. */

export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** Which side of a schema is described: what goes into its validation, or what comes out. */
export type Side = 'input' | 'output'

/** Put into the JSON Schema by our own options to a library: the value is a native one beside the wire. */
export const NATIVE = 'x-mizan-native'
/** Likewise: there is no way to say this in the IR; the text says why. */
export const PROBLEM = 'x-mizan-problem'
/** Likewise: the member by which a union is told apart. */
export const DISCRIMINATOR = 'x-mizan-discriminator'

export function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function schemaAt(schema: JsonSchema, keyword: string): JsonSchema | undefined {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined
  return isJsonSchema(value) ? value : undefined
}

export function schemasAt(schema: JsonSchema, keyword: string): readonly JsonSchema[] | undefined {
  const value = schema[keyword]
  return Array.isArray(value) ? value.map((item) => (isJsonSchema(item) ? item : {})) : undefined
}

export function numberAt(schema: JsonSchema, keyword: string): number | undefined {
  const value = schema[keyword]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function stringAt(schema: JsonSchema, keyword: string): string | undefined {
  const value = schema[keyword]
  return typeof value === 'string' ? value : undefined
}

export function stringsAt(schema: JsonSchema, keyword: string): readonly string[] {
  const value = schema[keyword]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** `#/$defs/KEY` → KEY, `#` → ''. */
export function referenceOf(schema: JsonSchema): string | undefined {
  const reference = stringAt(schema, '$ref')
  if (reference === undefined) return undefined
  if (reference === '#') return ''
  const key = reference.replace(/^#\/(\$defs|definitions)\//, '')
  return decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Keywords that say nothing about values. */
const ANNOTATIONS = new Set([
  '$schema',
  '$comment',
  '$id',
  'id',
  'title',
  'description',
  'deprecated',
  'examples',
  'example',
  'default',
  'readOnly',
  'writeOnly',
  '$defs',
  'definitions',
])

/** The keywords that constrain values. */
export function constraintsOf(schema: JsonSchema): string[] {
  return Object.keys(schema).filter((keyword) => !ANNOTATIONS.has(keyword) && schema[keyword] !== undefined)
}
