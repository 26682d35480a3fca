/** The request or its answer did not get through (SPEC.md, Errors). */

/** `CONNECTION`: the network failed or the answer broke off. `TIMEOUT`: no answer in time. `OFFLINE`: the device says that it has no network. */
export type TransportErrorCode = 'OFFLINE' | 'ABORTED' | 'TIMEOUT' | 'CONNECTION'

const BRAND = Symbol.for('mizan.TransportError')

export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: TransportErrorCode

  constructor(code: TransportErrorCode, cause?: unknown) {
    super(`The request got no answer: ${code}.`, { cause })
    this.code = code
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** True for a TransportError of any copy of this package. */
export function isTransportError(value: unknown): value is TransportError {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, BRAND)
}
