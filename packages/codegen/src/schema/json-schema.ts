/** Types of the IR as JSON Schema 2020-12, which OpenAPI 3.1 and MCP speak. What it cannot say (bounds of a bigint) is left to the server. */
import {
  type Field,
  type JsonObject,
  type JsonValue,
  type NamedTypes,
  type NumericType,
  parseJson,
  resolveType,
  type StringType,
  type TypeExpression,
} from '@mizan/protocol'
import type { Direction } from '../model/type-usage.ts'
import { optional } from '../optional-member.ts'

export interface SchemaOptions {
  readonly types: NamedTypes
  /** Where named schemas are put, such as `#/$defs/`. */
  readonly prefix: string
  /** Name of the schema of a named type in that direction. */
  readonly nameOf: (name: string, direction: Direction) => string
  /** Whether members that are not declared are refused. */
  readonly isClosed: (name: string | undefined, direction: Direction) => boolean
}

export class JsonSchemas {
  readonly #options: SchemaOptions
  readonly #named = new Map<string, JsonObject>()

  constructor(options: SchemaOptions) {
    this.#options = options
  }

  get types(): NamedTypes {
    return this.#options.types
  }

  /** Every named schema that was referred to, sorted by name. */
  get definitions(): JsonObject {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  schemaOf(type: TypeExpression, direction: Direction): JsonObject {
    switch (type.kind) {
      case 'ref':
        return { $ref: `${this.#options.prefix}${this.#define(type.name, direction)}` }
      case 'nullable':
        return nullable(this.schemaOf(type.type, direction))
      case 'list':
        return {
          type: 'array',
          items: this.schemaOf(type.item, direction),
          ...optional('minItems', type.minItems),
          ...optional('maxItems', type.maxItems),
          ...optional('uniqueItems', type.unique),
        }
      case 'tuple': {
        const prefixItems = type.items.map((item) => this.schemaOf(item, direction))
        return { type: 'array', prefixItems, items: false, minItems: prefixItems.length }
      }
      case 'map':
        return { type: 'object', additionalProperties: this.schemaOf(type.value, direction) }
      case 'union':
        return this.#union(type, direction)
      case 'struct':
        return this.objectOf(type.fields, direction)
      default:
        return scalarSchema(type)
    }
  }

  /** `name` of the type that it is, if it has one. */
  objectOf(fields: readonly Field[], direction: Direction, name?: string): JsonObject {
    const required = fields.filter((field) => isRequired(field, direction)).map((field) => field.name)
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name, this.#member(field, direction)])),
      ...(required.length === 0 ? {} : { required }),
      ...(this.#options.isClosed(name, direction) ? { additionalProperties: false } : {}),
    }
  }

  #member(field: Field, direction: Direction): JsonObject {
    return {
      ...this.schemaOf(field.type, direction),
      ...optional('description', field.doc),
      ...(field.default === undefined ? {} : { default: parseJson(field.default) }),
      ...(field.example === undefined ? {} : { examples: [parseJson(field.example)] }),
      ...optional('deprecated', field.deprecated),
    }
  }

  #union(type: Extract<TypeExpression, { kind: 'union' }>, direction: Direction): JsonObject {
    const members = type.members.map((member) => this.schemaOf(member, direction))
    const { discriminator } = type
    if (discriminator === undefined) return { anyOf: members }
    const mapping: [string, JsonValue][] = type.members.flatMap((member, index) => {
      const resolved = resolveType(member, this.#options.types)
      const field =
        resolved.kind === 'struct' ? resolved.fields.find(({ name }) => name === discriminator) : undefined
      const reference = members[index]?.['$ref']
      return field?.type.kind === 'literal' && reference !== undefined
        ? [[String(field.type.value), reference] as [string, JsonValue]]
        : []
    })
    if (mapping.length !== members.length) return { oneOf: members }
    return {
      oneOf: members,
      discriminator: { propertyName: discriminator, mapping: Object.fromEntries(mapping) },
    }
  }

  #define(name: string, direction: Direction): string {
    const key = this.#options.nameOf(name, direction)
    const named = this.#options.types.get(name)
    if (named === undefined || this.#named.has(key)) return key
    // First the name, so that recursion ends.
    this.#named.set(key, {})
    const { type, doc } = named
    const schema =
      type.kind === 'struct' ? this.objectOf(type.fields, direction, name) : this.schemaOf(type, direction)
    this.#named.set(key, { ...schema, ...optional('description', doc) })
    return key
  }
}

function isRequired(field: Field, direction: Direction): boolean {
  return field.optional !== true && (direction === 'output' || field.default === undefined)
}

/** A list of types where that says it, as code generators read it best. */
function nullable(schema: JsonObject): JsonObject {
  const isPlain = typeof schema['type'] === 'string' && !('enum' in schema) && !('const' in schema)
  return isPlain ? { ...schema, type: [schema['type'] ?? '', 'null'] } : { anyOf: [schema, { type: 'null' }] }
}

const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?'
const TEXTS: Readonly<Record<string, JsonObject>> = {
  uuid: { type: 'string', format: 'uuid' },
  date: { type: 'string', format: 'date' },
  // RFC 3339 has no time without an offset, so `format` does not say this one.
  time: { type: 'string', pattern: `^${TIME}$` },
  datetime: { type: 'string', format: 'date-time' },
  duration: {
    type: 'string',
    pattern: '^-?P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]{1,6})?S)?)?$',
  },
  bigint: { type: 'string', pattern: '^-?(0|[1-9][0-9]*)$' },
  decimal: { type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$' },
  boolean: { type: 'boolean' },
  nothing: { type: 'null' },
}

function scalarSchema(type: TypeExpression): JsonObject {
  switch (type.kind) {
    case 'string':
      return textSchema(type)
    case 'integer':
    case 'number':
      return numberSchema(type)
    case 'bytes': {
      const length = type.maxLength === undefined ? undefined : Math.ceil(type.maxLength / 3) * 4
      return { type: 'string', contentEncoding: 'base64', ...optional('maxLength', length) }
    }
    case 'literal':
      return { const: type.value }
    case 'enum':
      return { type: 'string', enum: [...type.values] }
    default:
      return TEXTS[type.kind] ?? {}
  }
}

function textSchema(type: StringType): JsonObject {
  return {
    type: 'string',
    ...optional('minLength', type.minLength),
    ...optional('maxLength', type.maxLength),
    ...optional('format', type.format),
    ...(type.pattern === undefined ? {} : { pattern: `^(?:${type.pattern})$` }),
  }
}

function numberSchema(type: NumericType): JsonObject {
  return {
    type: type.kind,
    ...optional('minimum', type.min),
    ...optional('maximum', type.max),
    ...optional('exclusiveMinimum', type.exclusiveMin),
    ...optional('exclusiveMaximum', type.exclusiveMax),
    ...optional('multipleOf', type.multipleOf),
  }
}
