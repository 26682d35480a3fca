/** An answer that is not one of this protocol: wrong content, broken JSON, a missing member. */
import { hasBrand } from './brand.ts'

const brand = '@mizan/ProtocolError'

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly [brand] = true
  readonly code = 'PROTOCOL'
  /** HTTP status of the answer, when there was one. */
  readonly status: number | undefined

  constructor(
    message: string,
    options: { readonly status?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.status = options.status
  }
}

export function isProtocolError(value: unknown): value is ProtocolError {
  return hasBrand(value, brand)
}
