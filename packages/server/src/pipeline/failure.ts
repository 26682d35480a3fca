/** Anything thrown → what an error envelope says (SPEC.md, Errors). */
import { type CallError, ERROR_STATUS, isCallError, type JsonObject, type JsonValue } from '@mizan/protocol'
import type { RegisteredFunction } from '../registry/registry.ts'
import type { Service, Step } from './service.ts'

export interface Failure {
  readonly status: number
  readonly error: ErrorBody
  readonly retryAfterSeconds?: number
}

export interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly details?: JsonValue
}

export interface FailurePlace {
  readonly service: Service
  readonly id: string
  readonly step: Step
  readonly function?: RegisteredFunction | undefined
  /** The run was aborted: how it ended says nothing. */
  readonly isQuiet?: boolean
}

/** Reports what is not meant for the client; never throws. */
export function toFailure(thrown: unknown, place: FailurePlace): Failure {
  if (!isCallError(thrown)) return toInternal(thrown, place)
  const declared = place.function?.errors.get(thrown.code)
  try {
    if (declared !== undefined) return toDeclared(thrown, declared)
    if (isClosed(thrown.code)) return toClosed(thrown, ERROR_STATUS[thrown.code])
  } catch (error) {
    return toInternal(error, place)
  }
  const hint = `threw the code ${thrown.code}, which it does not declare: name it in \`errors\``
  return toInternal(new TypeError(`${place.function?.name ?? 'the app'} ${hint}`, { cause: thrown }), place)
}

/** A deliberate no: nothing happened. Anything else leaves the outcome open. */
export function isRefusal(thrown: unknown, declared: RegisteredFunction): boolean {
  if (!isCallError(thrown)) return false
  return declared.errors.has(thrown.code) || (isClosed(thrown.code) && ERROR_STATUS[thrown.code] < 500)
}

/** One that the function itself promised to answer sometimes. */
export function isDeclaredError(thrown: unknown, declared: RegisteredFunction): boolean {
  return isCallError(thrown) && declared.errors.has(thrown.code)
}

function isClosed(code: string): code is keyof typeof ERROR_STATUS {
  return Object.hasOwn(ERROR_STATUS, code) && code !== 'INTERNAL'
}

function toDeclared(
  thrown: CallError,
  declared: { readonly status: number; encodeDetails(details: unknown): JsonValue },
): Failure {
  const details = declared.encodeDetails(thrown.details)
  return { status: declared.status, error: toBody(thrown, details ?? undefined) }
}

function toClosed(thrown: CallError, status: number): Failure {
  const details =
    thrown.details === undefined ? undefined : (JSON.parse(JSON.stringify(thrown.details)) as JsonObject)
  const failure = { status, error: toBody(thrown, details) }
  const { retryAfterSeconds } = thrown
  return retryAfterSeconds === undefined ? failure : { ...failure, retryAfterSeconds }
}

function toBody(thrown: CallError, details: JsonValue | undefined): ErrorBody {
  const body = { code: thrown.code, message: thrown.message.toWellFormed() }
  return details === undefined ? body : { ...body, details }
}

/** The text of an exception stays in the log. */
function toInternal(thrown: unknown, place: FailurePlace): Failure {
  const { id, step } = place
  if (place.isQuiet !== true)
    place.service.report({ id, function: place.function?.name, step, error: thrown })
  return {
    status: 500,
    error: { code: 'INTERNAL', message: 'the server failed', details: { id } },
  }
}
