/** The operation of one call (SPEC.md, Calls). All calls are one POST; the fragment of the path tells operations apart and is never sent. */
import type { FunctionNode, JsonObject } from '@mizan/protocol'
import { optional } from '../optional-member.ts'
import type { JsonSchemas } from '../schema/json-schema.ts'
import { MERGES, TARGETS } from './envelope-schemas.ts'
import { errorResponses, jsonResponse } from './error-responses.ts'

export function callOperation(node: FunctionNode, schemas: JsonSchemas): JsonObject {
  return {
    operationId: node.name,
    ...describe(node.doc),
    ...optional('deprecated', node.deprecated),
    ...(node.context === undefined ? {} : { tags: [node.context] }),
    ...effectsOf(node),
    requestBody: { required: true, content: { 'application/json': { schema: bodyOf(node, schemas) } } },
    responses: {
      '200': jsonResponse('The result.', answerOf(node, schemas)),
      ...errorResponses([node], schemas),
    },
  }
}

export function describe(doc: string | undefined): JsonObject {
  if (doc === undefined) return {}
  const [summary = ''] = doc.split('\n')
  return summary === doc ? { summary } : { summary, description: doc }
}

function bodyOf(node: FunctionNode, schemas: JsonSchemas): JsonObject {
  const args = schemas.objectOf(node.input, 'input')
  const fn: JsonObject = { const: node.name }
  if (node.input.length === 0) return { type: 'object', properties: { fn }, required: ['fn'] }
  const required = 'required' in args ? ['fn', 'args'] : ['fn']
  return { type: 'object', properties: { fn, args }, required }
}

function answerOf(node: FunctionNode, schemas: JsonSchemas): JsonObject {
  const result = schemas.schemaOf(node.output, 'output')
  const merge = (node.merge ?? []).length === 0 ? {} : { merge: MERGES }
  return {
    type: 'object',
    properties: { result, invalidate: TARGETS, ...merge },
    required: ['result', 'invalidate'],
  }
}

/** For tools that know Mizan: the static effects of a mutation. */
function effectsOf({ kind, affects = [] }: FunctionNode): JsonObject {
  if (kind === 'query') return {}
  const effects = affects.map(({ context, function: query, scope }) => ({
    context,
    ...optional('function', query),
    scope: [...scope],
  }))
  return { 'x-mizan-affects': effects }
}
