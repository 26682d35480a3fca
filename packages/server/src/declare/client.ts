/** `client(options, fn)` and `@client(options)`: the one way to offer a function to clients. */
import type { Call } from '../pipeline/call.ts'
import type { ClientOptions } from './client-options.ts'
import {
  DECLARATION,
  type Declaration,
  type DeclaredOptions,
  declare,
  markDecorator,
  markUsed,
} from './declaration.ts'
import type {
  ErrorDeclarations,
  ErrorDetails,
  HandlerArgs,
  HandlerResult,
  InputDeclaration,
  OutputDeclaration,
} from './inferred.ts'
import { readPlace } from './place.ts'

/** Runs the handler as it is: what stands between a request and a handler (guards, validation, encoding) is not run. */
export interface ClientFunction<
  Input extends InputDeclaration = InputDeclaration,
  Output extends OutputDeclaration = OutputDeclaration,
  Errors extends ErrorDeclarations = ErrorDeclarations,
  Result = unknown,
> {
  /** `call` is needed only by handlers that use it. */
  (args: HandlerArgs<Input>, call?: Call<ErrorDetails<Errors>>): Result
  readonly [DECLARATION]: Declaration
  /** Types only, never present: what `app.caller` reads. */
  readonly _types?: { readonly input: Input; readonly output: Output; readonly errors: Errors }
}

/** For a method, in the TC39 and in the legacy signature. */
export interface ClientDecorator<
  Input extends InputDeclaration,
  Output extends OutputDeclaration,
  Errors extends ErrorDeclarations,
> {
  <This>(method: Handler<This, Input, Output, Errors>, context: ClassMethodDecoratorContext<This>): void
  (
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler<never, Input, Output, Errors>>,
  ): void
}

type Handler<This, Input, Output, Errors> = (
  this: This,
  args: HandlerArgs<Input>,
  call: Call<ErrorDetails<Errors>>,
) => Returned<Output>

/** A `Response` is for functions with a `route`. */
type Returned<Output> = HandlerResult<Output> | Response | Promise<HandlerResult<Output> | Response>

// biome-ignore lint/complexity/noBannedTypes: no arguments is the empty record, not any object
type NoArguments = {}
// biome-ignore lint/complexity/noBannedTypes: no codes is the empty record, not any object
type NoErrors = {}

export function client<
  Input extends InputDeclaration = NoArguments,
  Output extends OutputDeclaration = undefined,
  Errors extends ErrorDeclarations = NoErrors,
  Result extends Returned<Output> = Returned<Output>,
>(
  options: ClientOptions<Input, Output, Errors>,
  handler: (args: HandlerArgs<Input>, call: Call<ErrorDetails<Errors>>) => Result,
): ClientFunction<Input, Output, Errors, Result>
export function client<
  Input extends InputDeclaration = NoArguments,
  Output extends OutputDeclaration = undefined,
  Errors extends ErrorDeclarations = NoErrors,
>(options: ClientOptions<Input, Output, Errors>): ClientDecorator<Input, Output, Errors>
export function client(options: unknown, handler?: (args: never, call: never) => unknown): unknown {
  const place = readPlace(client as () => unknown)
  const declared = options as DeclaredOptions
  if (handler === undefined) return createDecorator(declared, place)
  const run = (args: never, call: Call = DETACHED_CALL): unknown => handler(args, call as never)
  declare(run, { options: declared, place, handler, isMethod: false })
  return run
}

function createDecorator(options: DeclaredOptions, place: string | undefined) {
  const decorate = (first: unknown, context: unknown, descriptor?: PropertyDescriptor): void => {
    markUsed(decorate)
    const isStandard = typeof context === 'object' && context !== null && 'kind' in context
    const method: unknown = isStandard ? first : descriptor?.value
    if (typeof method !== 'function')
      throw new TypeError('@client(options) stands on methods; for a function write client(options, fn)')
    declare(method, { options, place, handler: method as Declaration['handler'], isMethod: true })
  }
  markDecorator(decorate, place)
  return decorate
}

/** What a handler gets that was called directly without a call. */
const DETACHED_CALL = new Proxy({} as Call, {
  get(_target, name) {
    throw new TypeError(
      `call.${String(name)} is not there: the function was called directly. Use app.caller(user), or pass a call as the second argument`,
    )
  },
})
