/** The request or its answer did not get through (SPEC.md, Errors). */

/** `CONNECTION`: the network failed or the answer broke off. `TIMEOUT`: no answer in time. `OFFLINE`: the device says that it has no network. */
export type TransportErrorCode = 'OFFLINE' | 'ABORTED' | 'TIMEOUT' | 'CONNECTION'

const brand = '@mizan/TransportError'

export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly [brand] = true
  readonly code: TransportErrorCode

  constructor(code: TransportErrorCode, cause?: unknown) {
    super(`No answer: ${code}`, { cause })
    this.code = code
  }
}

/** True for a TransportError of any copy of this package. */
export function isTransportError(value: unknown): value is TransportError {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, brand)
}
