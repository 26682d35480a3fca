/** What the protocol puts around values: targets, merges, errors (SPEC.md, Calls, Invalidation, Errors). */
import type { JsonObject } from '@mizan/protocol'

const text: JsonObject = { type: 'string' }
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

/** Names with a dot: no type of the IR has one. */
export const TARGETS: JsonObject = { type: 'array', items: reference('mizan.Target') }
export const MERGES: JsonObject = { type: 'array', items: reference('mizan.Merge') }
export const ERROR: JsonObject = reference('mizan.Error')
export const ERROR_BODY: JsonObject = reference('mizan.ErrorBody')
export const VALIDATION_ERROR: JsonObject = reference('mizan.ValidationError')

export const ENVELOPE_SCHEMAS: JsonObject = {
  'mizan.Target': {
    description: 'What a mutation made stale: a context, or those of its entries that have these params.',
    anyOf: [
      text,
      {
        type: 'object',
        properties: { context: text, function: text, params: { type: 'object' }, own: { const: true } },
        required: ['context'],
      },
    ],
  },
  'mizan.Merge': {
    description: 'The new value of one query in every entry that has these params.',
    type: 'object',
    properties: { context: text, function: text, params: { type: 'object' }, value: {} },
    required: ['context', 'function', 'params', 'value'],
  },
  'mizan.ErrorBody': {
    type: 'object',
    properties: { code: text, message: text, details: {} },
    required: ['code', 'message'],
  },
  'mizan.Error': {
    type: 'object',
    properties: { error: ERROR_BODY, invalidate: TARGETS },
    required: ['error'],
  },
  'mizan.ValidationError': {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          code: { const: 'VALIDATION_FAILED' },
          message: text,
          details: {
            type: 'object',
            properties: {
              fields: {
                description: 'What is wrong, by JSON pointer into the arguments.',
                type: 'object',
                additionalProperties: { type: 'array', items: text },
              },
              function: text,
            },
            required: ['fields'],
          },
        },
        required: ['code', 'message', 'details'],
      },
    },
    required: ['error'],
  },
}
