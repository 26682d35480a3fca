/** Errors of the closed set that the pipeline itself answers (SPEC.md, Errors). Messages are fixed texts: they cross the wire. */
import { CallError, type ErrorCode, type JsonObject, type Limits } from '@mizan/protocol'

export interface RefusalParts {
  readonly details?: JsonObject
  readonly retryAfterSeconds?: number
}

/** Throw what this returns. */
export function refuse(code: ErrorCode, message: string, parts: RefusalParts = {}): CallError {
  return new CallError(code, message, parts)
}

/** `fields` by JSON Pointer, cut to what an answer may hold; `functionName` where it must be told from its neighbours. */
export function refuseValues(
  fields: Readonly<Record<string, readonly string[]>>,
  limits: Pick<Limits, 'maxFieldProblems'>,
  functionName?: string,
): CallError {
  const shown = Object.entries(fields).slice(0, limits.maxFieldProblems)
  const details: JsonObject = { fields: Object.fromEntries(shown) }
  return refuse('VALIDATION_FAILED', 'the values do not fit the declaration', {
    details: functionName === undefined ? details : { ...details, function: functionName },
  })
}

export function bodyTooLarge(maxBytes: number): CallError {
  return refuse('PAYLOAD_TOO_LARGE', `the body is larger than ${maxBytes} bytes`)
}

export function bodyTooSlow(deadlineMs: number): CallError {
  return refuse('BAD_REQUEST', `the body did not arrive within ${deadlineMs} ms`)
}

export function bodyBroken(): CallError {
  return refuse('BAD_REQUEST', 'the body ended before it was complete')
}
