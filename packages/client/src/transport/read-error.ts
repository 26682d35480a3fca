/** Errors that an answer stands for (SPEC.md, Errors). */
import { CallError, HEADER_RETRY_AFTER, type JsonValue, ProtocolError } from '@mizan/protocol'
import type { DetailsDecoders } from '../descriptor.ts'
import { isJsonObject } from '../values/share-json.ts'
import type { Answer } from './send.ts'

/** The error that an answer with a status of 400 or more stands for, or one whose shape is not ours. */
export function readError(
  { body, headers, status }: Answer,
  decoders?: DetailsDecoders,
): CallError | ProtocolError {
  const seconds = headers.get(HEADER_RETRY_AFTER) ?? ''
  const retryAfterSeconds = /^\d{1,9}$/.test(seconds) ? Number(seconds) : undefined
  return decodeError(isJsonObject(body) && body.error, { status, retryAfterSeconds }, decoders)
}

/** `error` of an envelope, its declared details decoded. */
export function decodeError(
  error: unknown,
  facts: { readonly status?: number; readonly retryAfterSeconds?: number | undefined },
  decoders: DetailsDecoders = {},
): CallError | ProtocolError {
  const { code, details, message } = isJsonObject(error) ? error : ({} as Record<string, JsonValue>)
  let cause: unknown
  try {
    if (typeof code === 'string' && typeof message === 'string') {
      const decode = Object.hasOwn(decoders, code) ? decoders[code] : undefined
      return new CallError(code, message, {
        ...facts,
        details: decode === undefined ? details : decode(details as JsonValue),
      })
    }
  } catch (misfit) {
    cause = misfit
  }
  return protocolError(facts.status, cause)
}

export function protocolError(status: number | undefined, cause?: unknown): ProtocolError {
  return new ProtocolError('Not of the Mizan protocol: see baseUrl.', { status, cause })
}
