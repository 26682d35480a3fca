/** The kernel: one instance per createClient(), nothing shared between instances. */
import type { JsonObject } from '@mizan/protocol'
import { fetchQuery } from './call/fetch-query.ts'
import { mutate } from './call/mutate.ts'
import { readEntry } from './call/read-entry.ts'
import type { AnyQuery, ContextDescriptor, MutationDescriptor, QueryDescriptor } from './descriptor.ts'
import type { Environment } from './environment.ts'
import type { ClientEvent, ClientEvents, Invalidation } from './events.ts'
import { type DehydratedState, dehydrate, rehydrate } from './hydration.ts'
import { applyEffects } from './invalidation/apply-answer.ts'
import { fromInvalidation } from './invalidation/seen-target.ts'
import { createKernel, type Plugin } from './kernel.ts'
import { createReader, type Reader } from './observer.ts'
import type { OptimisticUpdate } from './optimistic/layers.ts'
import { becauseOf, type Source } from './store/entry.ts'

export interface RetryOptions {
  /** Reads are tried at most this many times more; default 3. Mutations never. */
  readonly attempts?: number
  /** Wait before the first retry, doubled for each further one; default 500. */
  readonly baseDelayMs?: number
  /** Default 30000. */
  readonly maxDelayMs?: number
}

export interface ClientOptions {
  /** Where the server's endpoints are, for example `/api/mizan`. */
  readonly baseUrl: string
  /** Default: browserEnvironment(). */
  readonly environment?: Environment
  /** Asked before every request. */
  readonly headers?: () => Readonly<Record<string, string>>
  /** Default `same-origin`. */
  readonly credentials?: RequestCredentials
  readonly retry?: RetryOptions
  /** How long an answer may take; default: the run deadline of the protocol and 10 seconds. */
  readonly timeoutMs?: number
  /** How long an entry that nobody reads is kept; default 300000. */
  readonly collectAfterMs?: number
  /** An entry older than this counts as stale when it is mounted or the page is looked at again; default: never. */
  readonly staleAfterMs?: number
  /** Read stale entries again when the page is looked at again; default true. */
  readonly refetchOnFocus?: boolean
  /** Send an Idempotency-Key with mutations, so that a lost answer is asked for again; default true. */
  readonly idempotency?: boolean
  /** What not every app needs: `tabs()`, `streaming()`, `skew()`. */
  readonly plugins?: readonly Plugin[]
  /** From `client.dehydrate()` of the server's render. */
  readonly state?: DehydratedState
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface MutateOptions<Args> extends CallOptions {
  /** What to show before the answer: `optimistic((view, args) => …)`. */
  readonly optimistic?: OptimisticUpdate<Args> | undefined
}

export interface Client {
  /** The whole bundle of a context. */
  readContext<Params>(context: ContextDescriptor<Params>, params: NoInfer<Params>): Reader
  /** One query by itself. */
  readQuery<Params, Result, Failure>(
    query: QueryDescriptor<Params, Result, Failure>,
    params: NoInfer<Params>,
  ): Reader<Result, Failure>
  /** Asks the server, sharing a read that is under way; rejects with a ClientError or a declared error. */
  fetchQuery<Params, Result, Failure>(
    query: QueryDescriptor<Params, Result, Failure>,
    params: NoInfer<Params>,
    options?: CallOptions,
  ): Promise<Result>
  /** Runs once; a lost answer is asked for again by its Idempotency-Key. When it settles, everything that came with the answer is in place. */
  mutate<Args, Result, Failure>(
    mutation: MutationDescriptor<Args, Result, Failure>,
    args: NoInfer<Args>,
    options?: MutateOptions<Args>,
  ): Promise<Result>
  /** Makes entries stale as a mutation's targets would. */
  invalidate(targets: Invalidation | readonly Invalidation[]): void
  dehydrate(): DehydratedState
  readonly events: ClientEvents
}

export function createClient(options: ClientOptions): Client {
  const kernel = createKernel(options, readEntry)
  if (options.state !== undefined) rehydrate(kernel, options.state)
  const never = new AbortController().signal
  return {
    readContext: (context, params) =>
      createReader(kernel, contextSource(context), encodeParams(context.encodeParams, params)),
    readQuery: (query, params) =>
      createReader(kernel, querySource(query), encodeParams(query.encodeParams, params)) as Reader<
        never,
        never
      >,
    fetchQuery: (query, params, call) =>
      fetchQuery(kernel, querySource(query), {
        params: encodeParams(query.encodeParams, params),
        signal: call?.signal ?? never,
      }),
    mutate: (mutation, args, call) =>
      mutate(kernel, mutation, { args, signal: call?.signal ?? never, optimistic: call?.optimistic }),
    invalidate(targets) {
      const list = (Array.isArray(targets) ? targets : [targets]) as readonly Invalidation[]
      const seen = list.map(fromInvalidation)
      const why = becauseOf('invalidate')
      kernel.hooks.told?.(seen, why)
      applyEffects(kernel, {
        targets: seen,
        merges: [],
        refreshes: [],
        mounted: [],
        sentAt: kernel.lastTick,
        why,
      })
    },
    dehydrate: () => dehydrate(kernel),
    events: {
      subscribe(tell: (event: never) => void, kinds?: readonly string[]) {
        const listener = { tell: tell as (event: ClientEvent) => void, kinds }
        kernel.eventListeners.add(listener)
        return () => kernel.eventListeners.delete(listener)
      },
    },
  }
}

function contextSource(context: ContextDescriptor<never>): Source {
  const { name, params, queries, schema } = context
  return { context: name, only: undefined, kinds: params, queries, schema }
}

function querySource(query: AnyQuery): Source {
  const { context, name, params } = query
  return { context, only: name, kinds: params, queries: { [name]: query }, schema: undefined }
}

/** Null and undefined are left out: to a server both are absent. */
function encodeParams<Params>(
  encode: ((params: Params) => JsonObject) | undefined,
  params: Params,
): JsonObject {
  const wire = encode === undefined ? (params as JsonObject) : encode(params)
  const given = Object.entries(wire).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(given)
}
