/** Invoke: runs handlers, mutations inside the app's transaction (SPEC.md, When; Failures). */
import type { CallError } from '@mizan/protocol'
import { hasLeases, leaseExact, leaseStatic } from '../../cache/mutation-leases.ts'
import type { RegisteredFunction } from '../../registry/registry.ts'
import type { Exchange, MutationRun } from '../exchange.ts'
import { type Failure, isRefusal, toFailure } from '../failure.ts'
import { keepInTransaction } from '../idempotency/claim.ts'
import { refuse } from '../refuse.ts'
import { type CallFacts, RunCall } from '../run-call.ts'
import type { Service, TransactionHook } from '../service.ts'
import { isPromise, isThenable, settleWithin } from '../settle.ts'
import type { Ready } from './decode.ts'

/** A run that succeeded. */
export interface Ran {
  readonly ready: Ready
  readonly call: RunCall
  /** As the handler returned it. */
  readonly result: unknown
  /** The result as JSON text; `null` where the result is a view's response. */
  readonly text: string
  /** What the `before` part of each effect returned, by its place in `affects`. */
  readonly before: readonly unknown[]
}

export type QueryOutcome = { readonly ran: Ran } | QueryFailure

export interface QueryFailure {
  readonly name: string
  readonly failure: Failure
  /** As it was thrown. */
  readonly error: unknown
}

const NOTHING_NAMED: MutationRun['named'] = []

interface MutationParts {
  readonly exchange: Exchange
  readonly ready: Ready
  readonly facts: CallFacts
}

/** A query or a mutation that was called. */
export function invokeCall(exchange: Exchange, ready: Ready, facts: CallFacts): Ran | Promise<Ran> {
  assertInTime(facts)
  if (ready.function.kind === 'query') return run(ready, new RunCall(ready.function, facts), facts.service)
  const mutation: MutationRun = {
    function: ready.function,
    normal: ready.normal,
    state: 'running',
    named: NOTHING_NAMED,
  }
  exchange.mutation = mutation
  const { transaction } = facts.service
  if (transaction !== undefined) return invokeInside(transaction, mutation, { exchange, ready, facts })
  return hasLeases(exchange)
    ? invokeLeased(mutation, { exchange, ready, facts })
    : invokeBare(mutation, ready, facts)
}

/** In parallel; one that fails leaves its neighbours alone. Each has the run deadline for itself. */
export function invokeQueries(
  ready: readonly Ready[],
  facts: CallFacts,
): readonly QueryOutcome[] | Promise<readonly QueryOutcome[]> {
  const outcomes = ready.map((one) => invokeQuery(one, facts))
  return outcomes.every((outcome) => !isPromise(outcome))
    ? (outcomes as readonly QueryOutcome[])
    : Promise.all(outcomes.map((outcome) => Promise.resolve(outcome)))
}

/** Says in the log what the client is told more briefly. */
export function overdue(
  facts: Pick<CallFacts, 'service' | 'id'>,
  declared: RegisteredFunction | undefined,
): CallError {
  const error = refuse('UNAVAILABLE', 'the function did not end in time')
  facts.service.report({ id: facts.id, function: declared?.name, step: 'invoke', error })
  return error
}

/** Never throws or rejects. */
export function invokeQuery(ready: Ready, facts: CallFacts): QueryOutcome | Promise<QueryOutcome> {
  const { service, id, scope } = facts
  const late = (): never => {
    const error = overdue(facts, ready.function)
    scope.abort(error)
    throw error
  }
  const fail = (error: unknown): QueryFailure => {
    const place = { service, id, step: 'invoke' as const, function: ready.function, isQuiet: scope.isAborted }
    const failure = toFailure(error, place)
    return { name: ready.function.name, failure, error }
  }
  try {
    const work = run(ready, new RunCall(ready.function, facts), service)
    if (!isPromise(work)) return { ran: work }
    const bound = { limitMs: service.limits.runDeadlineMs, late }
    return settleWithin(work, service.clock, bound).then((ran) => ({ ran }), fail)
  } catch (error) {
    return fail(error)
  }
}

function invokeBare(mutation: MutationRun, ready: Ready, facts: CallFacts): Ran | Promise<Ran> {
  const call = new RunCall(ready.function, facts)
  try {
    const work = run(ready, call, facts.service)
    if (isPromise(work)) return invokeLater(mutation, call, work)
    mutation.state = 'changed'
    return work
  } catch (error) {
    throw noteFailure(mutation, call, error)
  }
}

/** Nobody here sees when it commits: it may be at any moment of its run. */
async function invokeLeased(mutation: MutationRun, { exchange, ready, facts }: MutationParts): Promise<Ran> {
  try {
    await leaseStatic(exchange, mutation)
    assertInTime(facts)
  } catch (error) {
    mutation.state = 'unchanged'
    throw error
  }
  return invokeBare(mutation, ready, facts)
}

async function invokeLater(mutation: MutationRun, call: RunCall, work: Promise<Ran>): Promise<Ran> {
  try {
    const ran = await work
    mutation.state = 'changed'
    return ran
  } catch (error) {
    throw noteFailure(mutation, call, error)
  }
}

function noteFailure(mutation: MutationRun, call: RunCall, error: unknown): unknown {
  const isUncertain = !isRefusal(error, mutation.function)
  mutation.state = isUncertain ? 'uncertain' : 'unchanged'
  if (isUncertain) mutation.named = call.named
  return error
}

/** The hook commits when the run resolves. That it rejects with the run's own error is how it says: rolled back. */
async function invokeInside(
  transaction: TransactionHook,
  mutation: MutationRun,
  { exchange, ready, facts }: MutationParts,
): Promise<Ran> {
  let outcome: { readonly ran: Ran } | { readonly error: unknown } | undefined
  try {
    await transactOpen(transaction, facts.service, async () => {
      outcome = undefined
      try {
        assertInTime(facts)
        const ran = await runOpen(ready, new RunCall(ready.function, facts), facts.service)
        if (exchange.claim !== undefined) await keepInTransaction(exchange, ran)
        if (hasLeases(exchange)) await leaseExact(exchange, ran)
        outcome = { ran }
      } catch (error) {
        outcome = { error }
        throw error
      }
    })
  } catch (error) {
    const failed = failureOf(outcome)
    const isRolledBack =
      failed !== undefined && (failed.error === error || isRefusal(failed.error, ready.function))
    mutation.state = isRolledBack ? 'unchanged' : 'uncertain'
    mutation.named = namedIn(outcome)
    throw failed === undefined ? error : failed.error
  }
  const failed = failureOf(outcome)
  if (failed !== undefined) {
    mutation.state = isRefusal(failed.error, ready.function) ? 'unchanged' : 'uncertain'
    throw failed.error
  }
  if (outcome === undefined) {
    mutation.state = 'unchanged'
    throw new TypeError('the transaction hook resolved without calling run')
  }
  mutation.state = 'changed'
  return (outcome as { readonly ran: Ran }).ran
}

/** What is read anywhere within may never be committed: nothing of it is kept. */
function transactOpen(
  transaction: TransactionHook,
  { openRuns }: Service,
  work: () => Promise<void>,
): Promise<unknown> {
  return openRuns === undefined ? transaction(work) : openRuns.transaction(() => transaction(work))
}

/** `app.invalidate`, called anywhere within, is a target of this run. */
function runOpen(ready: Ready, call: RunCall, service: Service): Ran | Promise<Ran> {
  const { openRuns } = service
  if (openRuns === undefined) return run(ready, call, service)
  return openRuns.within(call, async () => run(ready, call, service))
}

/** Of a run that succeeded and whose commit failed, or seemed to. */
function namedIn(outcome: object | undefined): MutationRun['named'] {
  return outcome !== undefined && 'ran' in outcome ? (outcome.ran as Ran).call.named : NOTHING_NAMED
}

/** What was told UNAVAILABLE before it began must not begin afterwards. */
function assertInTime({ scope }: CallFacts): void {
  if (scope.isAborted) throw refuse('UNAVAILABLE', 'the function did not begin in time')
}

function failureOf(outcome: object | undefined): { readonly error: unknown } | undefined {
  return outcome !== undefined && 'error' in outcome ? outcome : undefined
}

/** `before` parts, handler, result as JSON: what a transaction takes back when any of it fails. No promise where the handler needs none. */
function run(ready: Ready, call: RunCall, { aroundRun }: Service): Ran | Promise<Ran> {
  if (aroundRun === undefined) return runBare(ready, call)
  const { name, kind } = ready.function
  const work = aroundRun({ function: name, kind }, () => runBare(ready, call)) as Ran | PromiseLike<Ran>
  return isThenable(work) ? Promise.resolve(work) : work
}

const NO_VALUES: readonly unknown[] = []

function runBare(ready: Ready, call: RunCall): Ran | Promise<Ran> {
  if (ready.function.affects.some((affect) => affect.before !== undefined)) return runWithBefore(ready, call)
  const result = ready.function.invoke(ready.value, call)
  const facts = { ready, call, before: NO_VALUES }
  return isThenable(result) ? finishLater(result, facts) : finish(result, facts)
}

async function runWithBefore(ready: Ready, call: RunCall): Promise<Ran> {
  const before: unknown[] = []
  for (const affect of ready.function.affects)
    before.push(affect.before === undefined ? undefined : await affect.before(ready.value, call))
  const result = await ready.function.invoke(ready.value, call)
  return finish(result, { ready, call, before })
}

async function finishLater(
  result: PromiseLike<unknown>,
  facts: Pick<Ran, 'ready' | 'call' | 'before'>,
): Promise<Ran> {
  return finish(await result, facts)
}

function finish(result: unknown, facts: Pick<Ran, 'ready' | 'call' | 'before'>): Ran | Promise<Ran> {
  if (facts.ready.function.route !== undefined) return { ...facts, result, text: 'null' }
  const text = facts.ready.function.encodeResult(result)
  if (isPromise(text)) return text.then((encoded) => ({ ...facts, result, text: encoded }))
  return { ...facts, result, text }
}
