/** @mizan/server: declare functions once, serve them by the protocol. */

// An app and what it is made of.
export type { CacheCounters } from '@mizan/cache'
export { CallError, isCallError } from '@mizan/protocol'
export type { App } from './app/app.ts'
export type { AppCaller, CallerOptions } from './app/app-caller.ts'
export type { AppLimits, AppOptions, CorsOptions } from './app/app-options.ts'
export type { CacheOptions } from './app/cache-options.ts'
export { createApp } from './app/create-app.ts'
export type { InvalidationListener } from './app/invalidation-listeners.ts'
export type { AppSecrets, Secret } from './app/secrets.ts'
export type { VaryFunction, VaryHeader, VaryInput, VaryTexts } from './cache/vary-inputs.ts'
// Declarations.
export type { Affects, AffectsDetail, AffectsEntry, ParamSet } from './declare/affects.ts'
export { type ClientFunction, client } from './declare/client.ts'
export type { Auth, ClientOptions, GuardFunction } from './declare/client-options.ts'
export { DeclarationError, isDeclarationError } from './declare/declaration-error.ts'
export { DeclarationErrors } from './declare/declaration-errors.ts'
export type {
  CallerArgs,
  CallerResult,
  ErrorDetails,
  HandlerArgs,
  HandlerResult,
} from './declare/inferred.ts'
export { isReactContext, ReactContext, type ReactContextOptions } from './declare/react-context.ts'
export type { AppFetch } from './fetch/fetch-handler.ts'
// Sessions and tokens.
export type { LoadUser, SessionOptions, TokenSettings } from './identity/identity.ts'
export { createMemorySessionStore, type MemorySessionOptions } from './identity/memory-session-store.ts'
export type {
  FoundSession,
  RefreshChange,
  ReplacedKeys,
  RotateOutcome,
  SessionStore,
  StoredSession,
} from './identity/session-store.ts'
export type { IssuedTokens } from './identity/sign-in.ts'
export type { EdgeTarget } from './manifest/deliver-purges.ts'
// What handlers and hooks get.
export type { CookieOptions } from './pipeline/answer-headers.ts'
export type { AroundRun } from './pipeline/around-run.ts'
export type { Call, DeclaredDetails } from './pipeline/call.ts'
export type { CallRequest, Lookup } from './pipeline/call-request.ts'
export type { CallerClaims } from './pipeline/caller-identity.ts'
export { type Clock, systemClock } from './pipeline/clock.ts'
export type { Counters } from './pipeline/counters.ts'
export type {
  IdempotencyClaim,
  IdempotencyKey,
  IdempotencyOutcome,
  IdempotencyRecord,
  IdempotencyStore,
  KeptError,
  KeptResult,
} from './pipeline/idempotency/idempotency-store.ts'
export {
  createMemoryIdempotencyStore,
  type MemoryIdempotencyOptions,
} from './pipeline/idempotency/memory-idempotency-store.ts'
export type { InvalidationTarget } from './pipeline/invalidation-target.ts'
export { createJsonLog, type LogRecord } from './pipeline/log-record.ts'
// The seam of edges.
export type { HeaderPair, PlainAnswer } from './pipeline/plain-answer.ts'
export type { BodyLimits, PlainRequest } from './pipeline/plain-request.ts'
export { bodyBroken, bodyTooLarge, bodyTooSlow } from './pipeline/refuse.ts'
export type {
  ErrorReport,
  InvalidationEvent,
  RateLimitHook,
  RateLimitVerdict,
  ResolveUser,
  Step,
  TransactionHook,
} from './pipeline/service.ts'
export type {
  RequestSpan,
  TracedOutcome,
  TracedRequest,
  TracedRun,
  Tracing,
} from './pipeline/tracing.ts'
export type { User } from './pipeline/user.ts'
