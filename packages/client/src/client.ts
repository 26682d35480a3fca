/** The kernel: one instance per createClient(), nothing shared between instances. */
import type { ContextDescriptor, MutationDescriptor, QueryDescriptor } from './descriptor.ts'
import type { Environment } from './environment.ts'
import type { ClientEvents, Invalidation } from './events.ts'
import type { DehydratedState } from './hydration.ts'
import type { Reader } from './observer.ts'

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
  /** From `client.dehydrate()` of the server's render. */
  readonly state?: DehydratedState
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface Client {
  /** The whole bundle of a context. */
  readContext<Params>(context: ContextDescriptor<Params>, params: Params): Reader
  /** One query by itself. */
  readQuery<Params, Result, Failure>(
    query: QueryDescriptor<Params, Result, Failure>,
    params: Params,
  ): Reader<Result, Failure>
  /** Asks the server, sharing a read that is under way; rejects with a ClientError or a declared error. */
  fetchQuery<Params, Result, Failure>(
    query: QueryDescriptor<Params, Result, Failure>,
    params: Params,
    options?: CallOptions,
  ): Promise<Result>
  /** Runs once, never retried; when it settles, everything that came with the answer is in place. */
  mutate<Args, Result, Failure>(
    mutation: MutationDescriptor<Args, Result, Failure>,
    args: Args,
    options?: CallOptions,
  ): Promise<Result>
  /** Makes entries stale as a mutation's targets would. */
  invalidate(targets: Invalidation | readonly Invalidation[]): void
  dehydrate(): DehydratedState
  readonly events: ClientEvents
}

export declare function createClient(options: ClientOptions): Client
