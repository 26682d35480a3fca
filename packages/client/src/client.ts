/** The kernel: one instance per createClient(), nothing shared between instances. */
import { type MutateRequest, mutate, tell } from './call/mutate.ts'
import { startRead } from './call/read-entry.ts'
import type { ClientKernel, Plugin } from './client-kernel.ts'
import type { ContextDescriptor, MutationDescriptor, QueryDescriptor } from './descriptor.ts'
import type { Environment } from './environment.ts'
import type { Invalidation } from './events/client-event.ts'
import { readTargets } from './invalidation/seen-target.ts'
import { createKernel } from './kernel.ts'
import { createReader, type Reader } from './observer.ts'
import type { OptimisticUpdate } from './optimistic/layers.ts'
import { encodeParams, sourceOf } from './store/find-ask.ts'
import { exchangeGuarded } from './transport/csrf.ts'

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
  /** Let generated mutations send an Idempotency-Key, so that a lost answer is asked for again; default true. */
  readonly idempotency?: boolean
  /** What not every app needs: `tabs()`, `streaming()`, `skew()`, `hydration(state)`. */
  readonly plugins?: readonly Plugin[]
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
  /** Runs once; a lost answer is asked for again by its Idempotency-Key. When it settles, everything that came with the answer is in place. */
  mutate<Args, Result, Failure>(
    mutation: MutationDescriptor<Args, Result, Failure>,
    args: NoInfer<Args>,
    options?: MutateOptions<Args>,
  ): Promise<Result>
  /** Makes entries stale as a mutation's targets would. */
  invalidate(targets: Invalidation | readonly Invalidation[]): void
  /** For functions of this package: `clientEvents(client)`, `dehydrate(client)`. */
  readonly kernel: ClientKernel
}

export function createClient(options: ClientOptions): Client {
  const kernel = createKernel(options, { exchange: exchangeGuarded, startRead })
  for (const plugin of options.plugins ?? []) plugin(kernel)
  return {
    kernel,
    readContext: (context, params) => createReader(kernel, context, encodeParams(context, params)),
    readQuery: (query, params) =>
      createReader(kernel, sourceOf(query), encodeParams(query, params)) as Reader<never, never>,
    mutate: (mutation, args, call) =>
      mutate(kernel, mutation, { ...call, args } as MutateRequest) as Promise<never>,
    invalidate(given) {
      const targets = readTargets([given].flat())
      tell(kernel, { targets, why: { reason: 'invalidate' } })
    },
  }
}
