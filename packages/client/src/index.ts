/** @mizan/client: the framework-free kernel that bindings and generated code use. */
export {
  base64ToBytes,
  bytesToBase64,
  CallError,
  dateToDatetime,
  datetimeToDate,
  isCallError,
  isProtocolError,
  type JsonObject,
  type JsonValue,
  type ParamKind,
  ProtocolError,
} from '@mizan/protocol'
export { browserEnvironment } from './browser-environment.ts'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type RetryOptions,
} from './client.ts'
export type { ClientError, DeclaredError, StandardError } from './client-error.ts'
export type {
  AnyQuery,
  ContextDescriptor,
  DetailsDecoders,
  MutationDescriptor,
  ParamKinds,
  QueryDescriptor,
} from './descriptor.ts'
export type { Environment } from './environment.ts'
export type {
  ClientEvent,
  ClientEvents,
  EntryAction,
  EntryEvent,
  IdentityEvent,
  Invalidation,
  MutationEvent,
} from './events.ts'
export { type DehydratedEntry, type DehydratedState, embedState } from './hydration.ts'
export type { EntrySnapshot, QuerySnapshot, Reader } from './observer.ts'
export { withPrevious } from './previous-reader.ts'
export { isTransportError, TransportError, type TransportErrorCode } from './transport/transport-error.ts'
