/** One schema read into the IR: its type, what was said about it, and where natives stand in it. */
import type { TypeExpression } from '@mizan/protocol'
import type { JsonSchema, Side } from './json-schema.ts'
import type { NativePlan } from './native-plan.ts'
import type { NamedSchema } from './schema-names.ts'

export interface Reading {
  readonly type: TypeExpression
  readonly plan?: NativePlan | undefined
  readonly doc?: string | undefined
  readonly deprecated?: boolean | undefined
  /** RFC 8785 JSON; not yet a normal form of the type. */
  readonly default?: string | undefined
  readonly example?: string | undefined
  /** Only `undefined` fits: nothing as a result, no type anywhere else. */
  readonly isUndefined?: boolean | undefined
}

/** Everything that reading one schema needs to know about its surroundings. */
export interface ReadContext {
  readonly side: Side
  /** Where the reader stands, for messages: `input.filter.tags[]`. */
  readonly path: string
  readonly definitions: JsonSchema
  /** The named schema behind a key of `definitions`. */
  nameOf(key: string): NamedSchema | undefined
  /** The definition of a named schema that this document only refers to. */
  load(named: NamedSchema): JsonSchema | undefined
  /** Files a named type and reads its definition once. */
  readNamed(named: NamedSchema, definition: JsonSchema, context: ReadContext): Reading
  /** Keys of unnamed definitions that are being inlined, outermost first. */
  readonly inlining: readonly string[]
  report(path: string, reason: string, hint?: string): void
  /** Reads a schema below this one. */
  read(schema: JsonSchema, context: ReadContext): Reading
}

/** What stands in for a type that could not be read; the mistake is reported, so it is never served. */
export const UNREADABLE: Reading = { type: { kind: 'json' } }

export function below(context: ReadContext, suffix: string): ReadContext {
  return { ...context, path: `${context.path}${suffix}` }
}

export function refuse(context: ReadContext, reason: string, hint?: string): Reading {
  context.report(context.path, reason, hint)
  return UNREADABLE
}
