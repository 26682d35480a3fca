/** Calls functions and contexts in process, as a user: for tests and for rendering on the server. */
import {
  compileEncoder,
  EncodeError,
  type Encoder,
  type JsonObject,
  type JsonValue,
  type TypeExpression,
} from '@mizan/protocol'
import { endLease } from '../cache/mutation-leases.ts'
import type { ClientFunction } from '../declare/client.ts'
import type {
  CallerArgs,
  ErrorDeclarations,
  InputDeclaration,
  OutputDeclaration,
} from '../declare/inferred.ts'
import { assertUser, Caller } from '../pipeline/caller-identity.ts'
import { Exchange, type Selection } from '../pipeline/exchange.ts'
import type { Named } from '../pipeline/invalidation-target.ts'
import type { PlainRequest } from '../pipeline/plain-request.ts'
import { refuse, refuseValues } from '../pipeline/refuse.ts'
import type { CallFacts } from '../pipeline/run-call.ts'
import type { Service } from '../pipeline/service.ts'
import { settleWithin } from '../pipeline/settle.ts'
import { decodeBundle, decodeCall } from '../pipeline/steps/decode.ts'
import { guard } from '../pipeline/steps/guard.ts'
import { invalidate, invalidateFailed } from '../pipeline/steps/invalidate.ts'
import { invokeCall, invokeQueries, overdue, type Ran } from '../pipeline/steps/invoke.ts'
import type { User } from '../pipeline/user.ts'
import type { RegisteredFunction } from '../registry/registry.ts'

/** Guards, validation, transactions and targets work as for a request; private functions can be called too. */
export interface AppCaller {
  /** Answers what the handler returned. Throws the CallError of a refusal, and any other exception as it is. */
  call<
    Input extends InputDeclaration,
    Output extends OutputDeclaration,
    Errors extends ErrorDeclarations,
    Result,
  >(
    declared: ClientFunction<Input, Output, Errors, Result>,
    ...args: OptionalWhenEmpty<CallerArgs<Input>>
  ): Promise<Awaited<Result>>
  /** A method under `@client`. */
  call<Args, Result>(method: (args: Args, call: never) => Result, args: Args): Promise<Awaited<Result>>
  call(name: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** What each query of the context returned, by name. Throws when one of them fails. */
  context(
    context: string | Named,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>>
}

type OptionalWhenEmpty<Args> = object extends Args ? [args?: Args] : [args: Args]

export interface CallerOptions {
  /** What handlers find in `call.request.headers`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface CallerParts {
  readonly service: Service
  readonly user: User | null
  readonly options: CallerOptions
}

type Values = Readonly<Record<string, unknown>>

export function createCaller(parts: CallerParts): AppCaller {
  const user = assertUser(parts.user)
  const call = (target: unknown, args?: Values): Promise<unknown> => {
    const name = typeof target === 'string' ? target : parts.service.nameOf(target)
    const declared = name === undefined ? undefined : parts.service.registry.functions.get(name)
    if (declared === undefined)
      return Promise.reject(
        refuse('NOT_FOUND', 'this app serves no such function: is its module given to createApp?'),
      )
    return callFunction(declared, args ?? {}, open(parts, user))
  }
  return {
    call,
    context: (target, params) =>
      readContext(typeof target === 'string' ? target : target.name, params ?? {}, open(parts, user)),
  }
}

interface Opened {
  readonly exchange: Exchange
  readonly facts: CallFacts
}

function open({ service, options }: CallerParts, user: User | null): Opened {
  const headers = new Map(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const request: PlainRequest = {
    method: 'POST',
    target: `${service.base}/call/`,
    origin: 'http://localhost',
    header: (name) => headers.get(name),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }
  const exchange = new Exchange(service, request)
  const caller = new Caller(user, service.identityHash)
  exchange.caller = caller
  const { id, scope, tracked } = exchange
  return { exchange, facts: { service, caller, request: tracked, scope, id, cause: undefined } }
}

async function callFunction(declared: RegisteredFunction, args: Values, opened: Opened): Promise<unknown> {
  const { exchange } = opened
  const { service } = exchange
  exchange.function = declared
  if (declared.kind === 'mutation') exchange.cause = service.createId()
  const facts = { ...opened.facts, cause: exchange.cause }
  const late = (): never => {
    exchange.isExpired = true
    const error = overdue(exchange, declared)
    exchange.scope.abort(error)
    throw error
  }
  const ran = await settleWithin(runCall(declared, args, { exchange, facts }), service.clock, {
    limitMs: service.limits.runDeadlineMs,
    late,
  })
  return ran.result
}

async function runCall(
  declared: RegisteredFunction,
  args: Values,
  { exchange, facts }: Opened,
): Promise<Ran> {
  const { service } = exchange
  try {
    await guard([declared], facts, false)
    const ready = await decodeCall(
      declared,
      toWireValues(args, service.inputs.get(declared.name) ?? [], service),
      service,
    )
    const ran = await invokeCall(exchange, ready, facts)
    await invalidate(exchange, ran, { mounted: [], facts })
    return ran
  } catch (error) {
    await invalidateFailed(exchange)
    throw error
  } finally {
    await endLease(exchange)
    exchange.scope.release()
  }
}

async function readContext(name: string, params: Values, { exchange, facts }: Opened): Promise<Values> {
  const { service } = exchange
  const context = service.inProcess.get(name)
  if (context === undefined) throw refuse('NOT_FOUND', 'this app serves no such context')
  const selection: Selection = { context, queries: context.queries, isSlice: false }
  const values = toWireValues(params, context.params, service)
  await guard(selection.queries, facts, true)
  const ready = await decodeBundle(selection, { values }, service)
  const outcomes = await invokeQueries(ready, facts)
  exchange.scope.release()
  const results: [string, unknown][] = []
  for (const outcome of outcomes) {
    if ('failure' in outcome) throw outcome.error
    results.push([outcome.ran.ready.function.name, outcome.ran.result])
  }
  return Object.fromEntries(results)
}

/** Natives become what a client would send, and undefined what it leaves out; the rest of the way is a request's. */
function toWireValues(
  values: Values,
  declared: readonly { readonly name: string; readonly type: TypeExpression }[],
  service: Service,
): JsonObject {
  const wire: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    const type = declared.find((one) => one.name === name)?.type
    // What nobody declared, and null, go on as they are: to be refused, or taken, like anything that arrives.
    wire.push([
      name,
      type === undefined || value === null ? null : encodeValue(value, type, { name, service }),
    ])
  }
  return Object.fromEntries(wire)
}

const encoders = new WeakMap<TypeExpression, Encoder>()

function encodeValue(
  value: unknown,
  type: TypeExpression,
  { name, service }: { readonly name: string; readonly service: Service },
): JsonValue {
  const encode = encoders.get(type) ?? compileEncoder(type, service.types)
  encoders.set(type, encode)
  try {
    return encode(value)
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    const problem = error.message.replace(/^The result at "[^"]*" /, '')
    throw refuseValues({ [`/${name}${error.pointer}`]: [problem] }, service.limits)
  }
}
