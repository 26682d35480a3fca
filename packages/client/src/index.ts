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
export { bringAnswer } from './call/bring-answer.ts'
export { deliverOnce } from './call/deliver-once.ts'
export { fetchQuery } from './call/fetch-query.ts'
export { followCache, followVary } from './call/follow-cache.ts'
export { beginInOrder } from './call/static-effects.ts'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type MutateOptions,
  type RetryOptions,
} from './client.ts'
export type { ClientError, DeclaredError, SkewError, StandardError } from './client-error.ts'
export type { ClientKernel, EntryRead, MutationCall, Plugin } from './client-kernel.ts'
export type {
  AnyQuery,
  Begun,
  Brought,
  ContextDescriptor,
  DetailsDecoders,
  Follow,
  MutationDescriptor,
  ParamKinds,
  QueryDescriptor,
  StaticEffect,
} from './descriptor.ts'
export type { Channel, Environment } from './environment.ts'
export type {
  ClientEvent,
  ClientEvents,
  EntryAction,
  EntryEvent,
  IdentityEvent,
  Invalidation,
  MutationEvent,
  ReadEvent,
  Reason,
  SkewEvent,
  Why,
} from './events/client-event.ts'
export { clientEvents } from './events/client-events.ts'
export { type DehydratedEntry, type DehydratedState, dehydrate, embedState, hydration } from './hydration.ts'
export { type MutationObserver, type MutationSnapshot, observeMutation } from './mutation-observer.ts'
export type { EntrySnapshot, QuerySnapshot, Reader, SubscribeOptions } from './observer.ts'
export type { OptimisticUpdate } from './optimistic/layers.ts'
export { type OptimisticView, optimistic } from './optimistic/optimistic.ts'
export { skew } from './plugins/skew.ts'
export { streaming } from './plugins/streaming.ts'
export { type TabsOptions, tabs } from './plugins/tabs.ts'
export { tokens } from './plugins/tokens.ts'
export { withPrevious } from './previous-reader.ts'
export { isTransportError, TransportError, type TransportErrorCode } from './transport/transport-error.ts'
