/** Everything that can be said about a function where it is declared. */
import type { Call } from '../pipeline/call.ts'
import type { User } from '../pipeline/user.ts'
import type { Affects } from './affects.ts'
import type {
  CallerArgs,
  ErrorDeclarations,
  HandlerArgs,
  HandlerResult,
  InputDeclaration,
  OutputDeclaration,
} from './inferred.ts'
import type { ReactContext } from './react-context.ts'

/** True lets the caller pass. */
export type GuardFunction = (user: User | null, call: Call) => boolean | Promise<boolean>

/** `true`: somebody is signed in. A function makes the context uncacheable. */
export type Auth = boolean | 'staff' | 'superuser' | `perm:${string}` | GuardFunction

export interface ClientOptions<
  Input extends InputDeclaration,
  Output extends OutputDeclaration,
  Errors extends ErrorDeclarations,
> {
  /** Makes the function a query of this context. Without it the function is a mutation. */
  readonly context?: ReactContext
  /** Seconds that the bundle may be kept at the server, where every query of it says so; the smallest wins. Queries only. */
  readonly cache?: number
  /** Inputs beside its params that the result depends on, by their names in the option `vary` of `createApp`: `call.vary`. Queries only. */
  readonly vary?: readonly string[]
  /** Named arguments, each with a schema, or one schema of an object. */
  readonly input?: Input
  /** Schema of the result; without one the function answers null. */
  readonly output?: Output
  readonly auth?: Auth
  /** A login or a refresh: a token that is not valid counts as none, where elsewhere it is refused. Mutations only. */
  readonly login?: boolean
  /** For what must not run after a sign-out: the session of a token is looked up in its store on each call. */
  readonly fresh?: boolean
  /** Callable in process only. */
  readonly private?: boolean
  /** Raise it when the meaning of a query changed but its types did not: kept results of older revisions are dropped. */
  readonly rev?: number
  /** URL of a view path, `/profile/:user_id/`: the handler returns a `Response`. */
  readonly route?: string
  /** HTTP methods of the route; `GET` for a query and `POST` for a mutation when left out. */
  readonly methods?: readonly string[]
  /** Name on the wire; the name of the export or method when left out. */
  readonly name?: string
  readonly doc?: string
  readonly deprecated?: boolean
  /** Codes beyond the closed ones, UPPER_SNAKE. */
  readonly errors?: Errors
  /** What this mutation makes stale. A mutation must say so, or `'nothing'`, or `merge`. */
  readonly affects?: Affects<HandlerArgs<Input>, HandlerResult<Output>>
  /** Params that arguments of the same name fix although they do not match by themselves; for every entry of `affects` that has them. */
  readonly scope?: readonly string[]
  /** The result is the new value of the query with this output type in these contexts. */
  readonly merge?: ReactContext | readonly ReactContext[]
  /** Example arguments, for documentation made from the IR. */
  readonly example?: Partial<CallerArgs<Input>>
}
