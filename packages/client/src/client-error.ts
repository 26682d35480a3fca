/** The closed set of errors that a caller of the kernel sees, each with a discriminating `code` (SPEC.md, Errors). */
import type { CallError, ErrorCode, ProtocolError } from '@mizan/protocol'
import type { TransportError } from './transport/transport-error.ts'

/** An error that every function may answer with. */
export interface StandardError extends Omit<CallError, 'code'> {
  readonly code: ErrorCode
}

/** An error that a function declares itself, with details of a known type. */
export interface DeclaredError<Code extends string, Details = undefined>
  extends Omit<CallError, 'code' | 'details'> {
  readonly code: Code
  readonly details: Details
}

/** Values did not fit because the server's code is another than this page's; told by the plugin `skew()`. */
export interface SkewError extends Omit<CallError, 'code'> {
  readonly code: 'SKEW'
}

/** What any read or mutation may fail with. Generated types add the declared errors of a function. */
export type ClientError = StandardError | SkewError | TransportError | ProtocolError
