/** Names of types: an explicit id, else the export under which a schema object is registered (IR.md, Normal forms). */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isStandardSchema } from './standard-schema.ts'

/** One schema object that has a name. */
export interface NamedSchema {
  /** Unlike the name, never the same for two schema objects; stands in `$defs` while a library converts. */
  readonly key: string
  readonly name: string
  /** For messages: `export "Profile"` or `id "Profile"`. */
  readonly origin: string
  readonly schema: object
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,127}$/

export class SchemaNames {
  readonly #bySchema = new Map<object, NamedSchema>()
  readonly #byKey = new Map<string, NamedSchema>()
  /** Exported under several names. */
  readonly #manyNamed = new Set<object>()

  /** Every export of `modules` that is a schema; of several exports of one object the first is its name. */
  constructor(modules: readonly object[] = []) {
    for (const module of modules) {
      for (const [name, value] of Object.entries(module)) {
        if (!isStandardSchema(value) || !NAME.test(name)) continue
        const known = this.#bySchema.get(value)
        if (known === undefined) this.#add(value, name, `export "${name}"`)
        else if (known.name !== name) this.#manyNamed.add(value)
      }
    }
  }

  /** The name of a schema object; an explicit id goes before an export. */
  find(schema: object, id?: unknown): NamedSchema | undefined {
    const known = this.#bySchema.get(schema)
    if (typeof id !== 'string' || known?.origin === `id "${id}"`) return known
    return this.#add(schema, id, `id "${id}"`)
  }

  findKey(key: string): NamedSchema | undefined {
    return this.#byKey.get(key)
  }

  /** Named by exactly one export, in the order of registration. */
  exports(vendor: string): readonly NamedSchema[] {
    return [...this.#bySchema.values()].filter(
      ({ schema }) =>
        !this.#manyNamed.has(schema) && (schema as StandardSchemaV1)['~standard']?.vendor === vendor,
    )
  }

  #add(schema: object, name: string, origin: string): NamedSchema {
    const named = { key: `mizan:${this.#byKey.size}`, name, origin, schema }
    this.#bySchema.set(schema, named)
    this.#byKey.set(named.key, named)
    return named
  }
}
