/** `{"error":{"code","message","details"?}}` both ways (SPEC.md, Errors). */
import type { JsonObject, JsonValue } from '../json/json-value.ts'
import { CallError } from './call-error.ts'

/** The envelope of an error whose details are JSON already. */
export function encodeErrorEnvelope(code: string, message: string, details?: JsonValue): JsonObject {
  return { error: details === undefined ? { code, message } : { code, message, details } }
}

export interface AnswerFacts {
  /** HTTP status of the answer, or of the closed code where there is no HTTP. */
  readonly status?: number | undefined
  readonly retryAfterSeconds?: number | undefined
}

/** A CallError out of an answer's body, or undefined when the body is no error envelope. */
export function decodeErrorEnvelope(body: unknown, facts: AnswerFacts = {}): CallError | undefined {
  const error = member(body, 'error')
  const code = member(error, 'code')
  const message = member(error, 'message')
  if (typeof code !== 'string' || typeof message !== 'string') return undefined
  return new CallError(code, message, { ...facts, details: member(error, 'details') })
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
