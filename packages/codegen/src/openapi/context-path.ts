/** The path of one context: its bundle by GET, and by POST where the URL would be too long (SPEC.md, Context fetch). */
import {
  type ContextNode,
  type ContextParam,
  type Field,
  type FunctionNode,
  type JsonObject,
  type JsonValue,
  paramKind,
  stripNullable,
} from '@mizan/protocol'
import { optional } from '../optional-member.ts'
import type { JsonSchemas } from '../schema/json-schema.ts'
import { describe } from './call-operation.ts'
import { ERROR_BODY } from './envelope-schemas.ts'
import { errorResponses, jsonResponse } from './error-responses.ts'

export interface PublicContext {
  readonly node: ContextNode
  /** Those of its bundle. */
  readonly queries: readonly FunctionNode[]
}

export interface PathOptions {
  readonly schemas: JsonSchemas
  /** Taken already; what is chosen is added. */
  readonly operationIds: Set<string>
}

export function contextPath(context: PublicContext, { schemas, operationIds }: PathOptions): JsonObject {
  const { node, queries } = context
  const params = node.params.filter(({ usedBy }) => queries.some(({ name }) => usedBy.includes(name)))
  const operation = (id: string): JsonObject => ({
    operationId: claim(id, operationIds),
    tags: [node.name],
    ...describe(node.doc),
  })
  const slices = sliceParameter(queries)
  const bundle = jsonResponse('The bundle: one member for each query.', bundleOf(queries, schemas))
  const responses = { '200': bundle, ...errorResponses(queries, schemas) }
  const body = schemas.objectOf(params.map(fieldOf), 'input')
  return {
    get: {
      ...operation(`get_${node.name}`),
      parameters: [...params.map((param) => parameterOf(param, queries, schemas)), slices],
      responses: { ...responses, '304': { description: 'What `If-None-Match` names is still right.' } },
    },
    post: {
      ...operation(`post_${node.name}`),
      parameters: [slices],
      // Members that nobody declared are ignored here.
      requestBody: {
        required: true,
        content: { 'application/json': { schema: without(body, 'additionalProperties') } },
      },
      responses,
    },
  }
}

function claim(wanted: string, taken: Set<string>): string {
  const id = taken.has(wanted) ? `${wanted}_context` : wanted
  taken.add(id)
  return id
}

/** Null is said by leaving out, an empty list too. */
function parameterOf(
  param: ContextParam,
  queries: readonly FunctionNode[],
  schemas: JsonSchemas,
): JsonObject {
  const types = schemas.types
  const kind = paramKind(param.type, types)
  const schema: JsonObject = {
    ...schemas.schemaOf(stripNullable(param.type, types).type, 'input'),
    ...(param.default === undefined || param.default === 'null'
      ? {}
      : { default: JSON.parse(param.default) as JsonValue }),
  }
  const doc = queries.flatMap(({ input }) => input.filter(({ name }) => name === param.name))[0]?.doc
  return {
    name: param.name,
    in: 'query',
    required: param.required === true && kind !== 'list',
    ...optional('description', doc),
    ...(kind === 'json'
      ? { content: { 'application/json': { schema } } }
      : { style: 'form', explode: true, schema }),
  }
}

function sliceParameter(queries: readonly FunctionNode[]): JsonObject {
  const names = queries.map(({ name }) => name)
  return {
    name: '_mizan_fn',
    in: 'query',
    required: false,
    description: 'These queries only.',
    style: 'form',
    explode: true,
    schema: { type: 'array', items: { type: 'string', enum: names }, uniqueItems: true },
  }
}

/** A query that failed, or was not asked for, has no member. */
function bundleOf(queries: readonly FunctionNode[], schemas: JsonSchemas): JsonObject {
  const members = queries.map(({ name, output }) => [name, schemas.schemaOf(output, 'output')] as const)
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(members),
      _mizan_errors: { type: 'object', additionalProperties: ERROR_BODY },
      _mizan_entry: { type: 'string' },
    },
  }
}

function fieldOf({ name, type, default: defaultText, required }: ContextParam): Field {
  if (defaultText !== undefined) return { name, type, default: defaultText }
  return required === true ? { name, type } : { name, type, optional: true }
}

function without(schema: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== name))
}
