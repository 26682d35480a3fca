/** One run for one Idempotency-Key: who takes it, who waits, what is kept (SPEC.md, IDEM-1…8). */
import { type JsonObject, type JsonValue, sha256Hex, toCanonicalJson } from '@mizan/protocol'
import type { CallPlan, Exchange } from '../exchange.ts'
import { isDeclaredError, toFailure } from '../failure.ts'
import { refuse } from '../refuse.ts'
import type { Ran } from '../steps/invoke.ts'
import { resolveRun } from '../targets.ts'
import type { IdempotencyKey, IdempotencyOutcome, IdempotencyRecord } from './idempotency-store.ts'

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 500

/** Takes the key for this run, or answers what an earlier one left. A run that still goes on is waited for. */
export async function claimRun(
  exchange: Exchange,
  { function: declared, args, idempotencyKey: text }: CallPlan,
): Promise<IdempotencyOutcome | undefined> {
  const { service, caller, deadline } = exchange
  if (declared.kind !== 'mutation' || text === undefined || caller === undefined || caller.id === undefined)
    return undefined
  const key = { identity: caller.keys.own, function: declared.name, key: text }
  const hash = sha256Hex(toCanonicalJson({ args, fn: declared.name }))
  let waitedMs = 0
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const found = await begin(exchange, key, hash)
    if (found === undefined) {
      exchange.claim = { key, isKept: false }
      if (waitedMs > 0) deadline.start()
      return undefined
    }
    if (found.hash !== hash) throw conflict('this Idempotency-Key was used for another request', false)
    if (found.outcome !== undefined) return found.outcome
    if (waitedMs >= service.limits.runDeadlineMs)
      throw conflict('the first request with this Idempotency-Key still runs', true)
    // Nobody works for this request while it waits.
    deadline.stop()
    await pause(exchange, pauseMs)
    waitedMs += pauseMs
  }
}

/** Where the store asks for it, a success is kept inside the transaction of its mutation. */
export async function keepInTransaction(exchange: Exchange, ran: Ran): Promise<void> {
  const { claim, service } = exchange
  if (claim === undefined || service.idempotency.inTransaction !== true) return
  // An attempt before this one may have been rolled back, and what it kept with it.
  claim.isKept = false
  if (setsHeaders(ran)) return
  await service.idempotency.finish(claim.key, await toOutcome(exchange, ran))
  claim.isKept = true
}

/** After the commit: what the transaction did not keep. Never throws: the mutation is done. */
export async function keepOutcome(exchange: Exchange, ran: Ran): Promise<void> {
  const { claim, service } = exchange
  if (claim === undefined || claim.isKept) return
  try {
    // A replay could not give the cookie or the header again.
    if (setsHeaders(ran)) await service.idempotency.release(claim.key)
    else await service.idempotency.finish(claim.key, await toOutcome(exchange, ran))
    claim.isKept = true
  } catch (error) {
    report(exchange, error)
  }
}

/** The run failed: a declared error is an answer like a result; anything else may be tried again. Never throws. */
export async function dropClaim(exchange: Exchange, thrown: unknown): Promise<void> {
  const { claim, service, id, step } = exchange
  const declared = exchange.function
  if (claim === undefined || (claim.isKept && exchange.mutation?.state === 'changed')) return
  try {
    if (declared === undefined || !isDeclaredError(thrown, declared)) {
      await service.idempotency.release(claim.key)
      return
    }
    const { status, error } = toFailure(thrown, { service, id, step, function: declared, isQuiet: true })
    const kept = { status, error: error as unknown as JsonObject, cause: exchange.cause ?? '' }
    await (status < 500
      ? service.idempotency.finish(claim.key, kept)
      : service.idempotency.release(claim.key))
  } catch (error) {
    report(exchange, error)
  }
}

async function begin(
  exchange: Exchange,
  key: IdempotencyKey,
  hash: string,
): Promise<IdempotencyRecord | undefined> {
  const { idempotency, limits } = exchange.service
  try {
    return await idempotency.begin(key, {
      hash,
      keepMs: limits.idempotencyKeepMs,
      // Twice what a run may take: a run that is still alive ended, or was told to, long before.
      leaseMs: 2 * limits.runDeadlineMs,
    })
  } catch (error) {
    report(exchange, error)
    throw refuse('UNAVAILABLE', 'nobody can tell now whether this request ran before')
  }
}

function conflict(message: string, retryable: boolean): Error {
  return refuse('CONFLICT', message, { details: { retryable } })
}

/** Also ends when the client goes away. */
function pause(exchange: Exchange, pauseMs: number): Promise<void> {
  const { signal } = exchange.scope
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel()
      reject(refuse('UNAVAILABLE', 'the client went away'))
    }
    const cancel = exchange.service.clock.after(pauseMs, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

function setsHeaders({ call }: Ran): boolean {
  return call.next !== undefined || (call.headers !== undefined && !call.headers.isEmpty)
}

async function toOutcome(exchange: Exchange, ran: Ran): Promise<IdempotencyOutcome> {
  const targets = await resolveRun(exchange, ran)
  const result = JSON.parse(ran.text) as JsonValue
  return { result, targets: targets as unknown as JsonObject[], cause: exchange.cause ?? '' }
}

function report({ service, id, function: declared, step }: Exchange, error: unknown): void {
  service.report({ id, function: declared?.name, step, error })
}
