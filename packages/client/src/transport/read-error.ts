/** Errors that an answer stands for (SPEC.md, Errors). */
import {
  CallError,
  decodeErrorEnvelope,
  HEADER_RETRY_AFTER,
  type JsonValue,
  ProtocolError,
} from '@mizan/protocol'
import type { DetailsDecoders } from '../descriptor.ts'
import type { Answer } from './send.ts'

/** The error that an answer with a status of 400 or more stands for, or one whose shape is not ours. */
export function readError(
  { body, headers, status }: Answer,
  decoders: DetailsDecoders | undefined,
): CallError | ProtocolError {
  const seconds = headers.get(HEADER_RETRY_AFTER) ?? ''
  const retryAfterSeconds = /^\d{1,9}$/.test(seconds) ? Number(seconds) : undefined
  return decodeError(body, { status, retryAfterSeconds }, decoders)
}

/** An error envelope, its declared details decoded. */
export function decodeError(
  body: unknown,
  facts: { readonly status?: number; readonly retryAfterSeconds?: number | undefined },
  decoders: DetailsDecoders | undefined,
): CallError | ProtocolError {
  const error = decodeErrorEnvelope(body, facts)
  if (error === undefined) return protocolError(facts.status)
  const { code, details, message } = error
  const decode = decoders && Object.hasOwn(decoders, code) ? decoders[code] : undefined
  if (decode === undefined) return error
  try {
    return new CallError(code, message, { ...facts, details: decode(details as JsonValue) })
  } catch (cause) {
    return protocolError(facts.status, cause)
  }
}

export function protocolError(status: number | undefined, cause?: unknown): ProtocolError {
  return new ProtocolError('The answer is not one of the Mizan protocol: see baseUrl.', { status, cause })
}
