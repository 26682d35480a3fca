/** Reads schema objects of an app into the IR, filing named types and mistakes on the way. */
import { describeSchema, vendorOf } from './describe-schema.ts'
import { isJsonSchema, type JsonSchema, referenceOf, type Side, schemaAt } from './json-schema.ts'
import { readType } from './read-type.ts'
import { type ReadContext, type Reading, UNREADABLE } from './reading.ts'
import type { NamedSchema, SchemaNames } from './schema-names.ts'
import { type DescribedSchema, isStandardSchema } from './standard-schema.ts'
import type { TypeTable } from './type-table.ts'

export interface SchemaReader {
  readonly names: SchemaNames
  readonly table: TypeTable
}

/** Where a schema stands, for messages. */
export interface SchemaSite {
  readonly side: Side
  /** `input.user_id`, `output`. */
  readonly path: string
  /** Name and place of the function: `user_profile (server/users.ts:12)`. */
  readonly owner: string
  report(path: string, reason: string, hint?: string): void
}

export function readSchema(schema: unknown, reader: SchemaReader, site: SchemaSite): Reading {
  const described = describeSchema(schema, site.side, reader.names)
  if (!described.ok) {
    site.report(site.path, described.reason, described.hint)
    return UNREADABLE
  }
  const context = createContext({ schema: schema as DescribedSchema, json: described.json }, reader, site)
  const named = nameOfRoot(schema, described.json, reader)
  return named === undefined
    ? context.read(described.json, context)
    : context.readNamed(named, described.json, context)
}

/** Zod and ArkType put named schemas into `$defs` themselves; where a library cannot, the object at the root still has its name. */
function nameOfRoot(schema: unknown, json: JsonSchema, reader: SchemaReader): NamedSchema | undefined {
  if (
    !isStandardSchema(schema) ||
    referenceOf(json) !== undefined ||
    schema['~standard'].vendor === 'arktype'
  )
    return undefined
  return reader.names.find(schema)
}

function createContext(
  { schema, json }: { readonly schema: DescribedSchema; readonly json: JsonSchema },
  reader: SchemaReader,
  site: SchemaSite,
): ReadContext {
  const vendor = vendorOf(schema)
  const definitions = schemaAt(json, '$defs') ?? {}
  return {
    side: site.side,
    path: site.path,
    definitions,
    inlining: [],
    read: readType,
    report: (path, reason, hint) => site.report(path, reason, hint),
    nameOf: (key) => {
      const nameKey = vendor.nameOf?.(key, site.side, reader.names)
      return nameKey === undefined ? undefined : reader.names.findKey(nameKey)
    },
    load: (named) => loadDefinition(named, site.side, reader.names),
    readNamed: (named, definition, context) =>
      reader.table.read(named, { side: site.side, usage: `${site.owner} ${context.path}` }, () =>
        readType(definition, { ...context, inlining: [] }),
      ),
  }
}

/** The definition with what it refers to, for a document that only names it. */
function loadDefinition(named: NamedSchema, side: Side, names: SchemaNames): JsonSchema | undefined {
  const described = describeSchema(named.schema, side, names)
  if (!described.ok) return undefined
  const definitions = schemaAt(described.json, '$defs') ?? {}
  const definition = definitions[named.key]
  return isJsonSchema(definition) ? { ...definition, $defs: definitions } : described.json
}
