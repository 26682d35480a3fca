/** Responses of an operation that failed, by status: the declared errors with their details, and the protocol's own. */
import { ERROR_STATUS, type FunctionNode, type JsonObject } from '@mizan/protocol'
import type { JsonSchemas } from '../schema/json-schema.ts'
import { ERROR, VALIDATION_ERROR } from './envelope-schemas.ts'

/** `functions` that one request runs. */
export function errorResponses(functions: readonly FunctionNode[], schemas: JsonSchemas): JsonObject {
  const found = new Map<number, { codes: string[]; bodies: JsonObject[] }>()
  const add = (status: number, code: string, body: JsonObject) => {
    const entry = found.get(status) ?? { codes: [], bodies: [] }
    if (entry.codes.includes(code)) return
    entry.codes.push(code)
    entry.bodies.push(body)
    found.set(status, entry)
  }
  add(ERROR_STATUS.BAD_REQUEST, 'BAD_REQUEST', ERROR)
  if (functions.some(({ auth }) => auth !== undefined)) add(ERROR_STATUS.UNAUTHORIZED, 'UNAUTHORIZED', ERROR)
  add(ERROR_STATUS.FORBIDDEN, 'FORBIDDEN', ERROR)
  add(ERROR_STATUS.VALIDATION_FAILED, 'VALIDATION_FAILED', VALIDATION_ERROR)
  for (const { errors = [] } of functions) {
    for (const { code, status, type } of errors)
      add(status, code, declaredError(code, schemas.schemaOf(type, 'output'), type.kind === 'nothing'))
  }
  const responses = [...found]
    .sort(([a], [b]) => a - b)
    .map(([status, { codes, bodies }]) => [
      String(status),
      jsonResponse(codes.join(', '), bodies.length === 1 ? (bodies[0] ?? {}) : { anyOf: bodies }),
    ])
  return {
    ...Object.fromEntries(responses),
    default: jsonResponse('Any other refusal, by its `code`.', ERROR),
  }
}

export function jsonResponse(description: string, schema: JsonObject): JsonObject {
  return { description, content: { 'application/json': { schema } } }
}

function declaredError(code: string, details: JsonObject, isBare: boolean): JsonObject {
  const error: JsonObject = {
    type: 'object',
    properties: { code: { const: code }, message: { type: 'string' }, ...(isBare ? {} : { details }) },
    required: isBare ? ['code', 'message'] : ['code', 'message', 'details'],
  }
  return { type: 'object', properties: { error }, required: ['error'] }
}
