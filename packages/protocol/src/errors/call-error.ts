/** A refusal or failure that crosses the wire (SPEC.md, Errors): one of the closed codes, or one that a function declares. */
import { ERROR_STATUS } from '../generated/errors.ts'
import { hasBrand } from './brand.ts'

export interface CallErrorOptions {
  /** HTTP status; needed for declared codes (400–499), known for the closed ones. */
  readonly status?: number | undefined
  /** JSON, or natives that the declared type encodes. */
  readonly details?: unknown
  /** Seconds, for RATE_LIMITED and UNAVAILABLE. */
  readonly retryAfterSeconds?: number | undefined
  readonly cause?: unknown
}

const brand = '@mizan/CallError'

export class CallError extends Error {
  override readonly name = 'CallError'
  readonly [brand] = true
  readonly code: string
  /** HTTP status; 500 for a code that is neither closed nor given one. */
  readonly status: number
  readonly details: unknown
  readonly retryAfterSeconds: number | undefined

  constructor(code: string, message: string = code, options: CallErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.status = options.status ?? statusOf(code) ?? 500
    this.details = options.details
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** By brand, so that two copies of this package in one app agree. */
export function isCallError(value: unknown): value is CallError {
  return hasBrand(value, brand)
}

/** Status of a closed code. */
export function statusOf(code: string): number | undefined {
  return Object.hasOwn(ERROR_STATUS, code) ? ERROR_STATUS[code as keyof typeof ERROR_STATUS] : undefined
}
