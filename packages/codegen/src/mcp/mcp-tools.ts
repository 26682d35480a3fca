/** Functions as tools of the Model Context Protocol, with what their declarations promise: reads only, repeatable, what becomes stale. */
import {
  type FunctionNode,
  type IrDocument,
  type JsonObject,
  type NamedTypes,
  resolveType,
  toNamedTypes,
} from '@mizan/protocol'
import { isCallable } from '../model/callable.ts'
import type { Direction } from '../model/type-usage.ts'
import { optional } from '../optional-member.ts'
import { JsonSchemas } from '../schema/json-schema.ts'

/** One for each function that a call reaches. */
export function mcpTools(document: IrDocument): JsonObject[] {
  const types = toNamedTypes(document.types)
  return document.functions.filter(isCallable).map((node) => toolOf(node, types))
}

function toolOf(node: FunctionNode, types: NamedTypes): JsonObject {
  return {
    name: node.name,
    ...optional('description', descriptionOf(node)),
    inputSchema: rooted((schemas) => schemas.objectOf(node.input, 'input'), types, 'input'),
    outputSchema: rooted((schemas) => outputOf(node, schemas, types), types, 'output'),
    annotations: annotationsOf(node),
    _meta: { ...metaOf(node), ...(isWrapped(node, types) ? { 'mizan/wrapsResult': true } : {}) },
  }
}

/** Tools are found by what their description says, so that a guard stands in it too. */
function descriptionOf(node: FunctionNode): string | undefined {
  const lines = [
    ...(node.doc === undefined ? [] : [node.doc]),
    ...(node.deprecated === true ? ['Deprecated.'] : []),
    ...(node.auth === undefined ? [] : [`Needs: ${node.auth}.`]),
  ]
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** A mutation may destroy or be different the second time: its declaration does not say that it is not. */
function annotationsOf({ kind }: FunctionNode): JsonObject {
  const isRead = kind === 'query'
  return { readOnlyHint: isRead, idempotentHint: isRead, destructiveHint: !isRead, openWorldHint: false }
}

/** What an agent's cache needs: what a read is a part of, and what a change makes stale. */
function metaOf({ kind, context, affects = [], merge = [] }: FunctionNode): JsonObject {
  if (kind === 'query') return { 'mizan/kind': kind, ...optional('mizan/context', context) }
  const effects = affects.map(({ context: name, function: query, scope }) => ({
    context: name,
    ...optional('function', query),
    scope: [...scope],
  }))
  const merges = merge.map((node) => ({ context: node.context, function: node.function }))
  return {
    'mizan/kind': kind,
    'mizan/affects': effects,
    ...(merges.length === 0 ? {} : { 'mizan/merge': merges }),
  }
}

/** MCP wants an object as result: what is none stands in `result`. */
function isWrapped(node: FunctionNode, types: NamedTypes): boolean {
  return resolveType(node.output, types).kind !== 'struct'
}

function outputOf(node: FunctionNode, schemas: JsonSchemas, types: NamedTypes): JsonObject {
  const resolved = resolveType(node.output, types)
  if (resolved.kind === 'struct') return schemas.objectOf(resolved.fields, 'output')
  const result = schemas.schemaOf(node.output, 'output')
  return { type: 'object', properties: { result }, required: ['result'] }
}

/** Each schema stands alone, with the types that it needs. */
function rooted(
  make: (schemas: JsonSchemas) => JsonObject,
  types: NamedTypes,
  direction: Direction,
): JsonObject {
  const schemas = new JsonSchemas({
    types,
    prefix: '#/$defs/',
    nameOf: (name) => name,
    isClosed: () => direction === 'input',
  })
  const root = make(schemas)
  const definitions = schemas.definitions
  return Object.keys(definitions).length === 0 ? root : { ...root, $defs: definitions }
}
