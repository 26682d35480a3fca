/** Runs a mutation once: sends what is shown, puts the answer in place, and takes an unknown outcome for a change (SPEC.md, Calls and When). */
import {
  type CallError,
  HEADER_CAUSE,
  HEADER_IDEMPOTENCY_KEY,
  type JsonObject,
  type ProtocolError,
  RUN_DEADLINE_MS,
} from '@mizan/protocol'
import type { MutationDescriptor } from '../descriptor.ts'
import type { MutationEvent, Why } from '../events.ts'
import { applyEffects, type Effects } from '../invalidation/apply-answer.ts'
import { doubtIdentity, observeIdentity } from '../invalidation/identity.ts'
import { readTargets, type SeenTarget, targetText } from '../invalidation/seen-target.ts'
import { beginFlight, emit, type Kernel, tick } from '../kernel.ts'
import type { Layers, OptimisticUpdate } from '../optimistic/layers.ts'
import type { Ask } from '../store/entry.ts'
import { isJsonObject } from '../store/share-json.ts'
import { backoffMs, sleep, whenOnline } from '../transport/retry.ts'
import { type Answer, protocolError, readError, send } from '../transport/send.ts'
import { TransportError } from '../transport/transport-error.ts'
import { mountedAsks, mountedItem } from './mounted.ts'
import { readMerges, readRefreshes } from './read-call.ts'
import { broadTargets, markMutating, scopedTargets } from './static-effects.ts'
import { takeTurn } from './turn.ts'

interface Call {
  readonly mutation: MutationDescriptor<never, unknown, unknown>
  readonly id: number
  readonly layers: Layers | undefined
  /** What was named as shown, and the tick at which it was sent first. */
  mounted: readonly Ask[]
  sentAt: number
}

export interface Asked<Args> {
  readonly args: Args
  readonly signal: AbortSignal
  readonly optimistic: OptimisticUpdate<Args> | undefined
}

export async function mutate<Args, Result, Failure>(
  kernel: Kernel,
  mutation: MutationDescriptor<Args, Result, Failure>,
  asked: Asked<Args>,
): Promise<Result> {
  const { signal } = asked
  if (signal.aborted) throw new TransportError('ABORTED')
  const args = mutation.encode === undefined ? (asked.args as JsonObject) : mutation.encode(asked.args)
  kernel.hooks.used?.()
  const layers = asked.optimistic?.begin(kernel, mutation, asked.args)
  kernel.mutations += 1
  const call: Call = { mutation, id: kernel.mutations, layers, mounted: [], sentAt: 0 }
  const targets = scopedTargets(mutation, args)
  const known = mutation.effects === undefined ? [] : targets
  const turn = takeTurn(kernel, known)
  const unmark = markMutating(kernel, known)
  emitMutation(kernel, call, { status: 'started' })
  try {
    if (turn.before !== undefined) await Promise.race([turn.before, whenAborted(signal)])
    if (signal.aborted) throw unsent(kernel, call)
    return (await run(kernel, call, { args, signal, targets })) as Result
  } finally {
    turn.end()
    unmark()
  }
}

async function run(
  kernel: Kernel,
  call: Call,
  asked: { args: JsonObject; signal: AbortSignal; targets: readonly SeenTarget[] },
): Promise<unknown> {
  const { args, signal, targets } = asked
  const mounted = mountedAsks(kernel, targets)
  Object.assign(call, { mounted, sentAt: tick(kernel) })
  const items = mounted.length === 0 ? {} : { mounted: mounted.map(mountedItem) }
  const body = JSON.stringify({ fn: call.mutation.name, args, ...items })
  const endFlight = beginFlight(kernel, call.sentAt)
  try {
    const answer = await sendOnce(kernel, call, { body, signal })
    if (answer instanceof TransportError) throw applyUnknown(kernel, call, { error: answer })
    return applyAnswer(kernel, call, answer)
  } finally {
    endFlight()
  }
}

/** With an Idempotency-Key a lost answer is asked for again; without one nothing is sent twice (CALL-8). */
async function sendOnce(
  kernel: Kernel,
  { mutation }: Call,
  asked: { body: string; signal: AbortSignal },
): Promise<Answer | TransportError> {
  const { environment, hooks, identity, settings } = kernel
  const { body, signal } = asked
  const key = settings.idempotency ? environment.createId?.() : undefined
  const headers = key === undefined ? {} : { [HEADER_IDEMPOTENCY_KEY]: key }
  const outgoing = { url: `${settings.baseUrl}/call/`, body, headers }
  for (let attempt = 0; ; attempt += 1) {
    const came = await send(kernel, outgoing, signal).catch((error: TransportError) => error)
    const answer = came instanceof TransportError ? came : (hooks.received?.(came, mutation) ?? came)
    // Servers keep nothing for anonymous callers, and for another one it would be another call.
    const isKept =
      key !== undefined && identity !== undefined && identity !== '-' && identity === kernel.identity
    const delayMs = isKept && isLost(answer) ? backoffMs(kernel, attempt) : undefined
    if (delayMs === undefined) return answer
    await sleep(kernel, delayMs, signal)
    await whenOnline(kernel, signal)
    if (signal.aborted || identity !== kernel.identity) return answer
  }
}

/** No answer tells whether it ran; CONFLICT with `retryable` tells that it runs still (IDEM-4). */
function isLost(answer: Answer | TransportError): boolean {
  if (answer instanceof TransportError) return answer.code === 'CONNECTION' || answer.code === 'OFFLINE'
  if (answer.status === 409) {
    const error = readError(answer, undefined)
    return error.code === 'CONFLICT' && isJsonObject(error.details) && error.details.retryable === true
  }
  return answer.status >= 502 && answer.status <= 504
}

/** Aborted before its turn came. */
function unsent(kernel: Kernel, call: Call): TransportError {
  const error = new TransportError('ABORTED')
  emitMutation(kernel, call, { status: 'failed', error })
  call.layers?.undo()
  return error
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
}

function applyAnswer(kernel: Kernel, call: Call, answer: Answer): unknown {
  const isShowable = observeIdentity(kernel, answer.headers, {
    begunAt: call.sentAt,
    why: whyOf(call, answer),
  })
  if (!isShowable) doubtIdentity(kernel)
  const { body, status } = answer
  if (status >= 400 && status < 500) throw applyRefusal(kernel, call, answer)
  if (status >= 500) {
    throw applyUnknown(kernel, call, { error: readError(answer, call.mutation.decodeDetails), answer })
  }
  if (status !== 200 || !isJsonObject(body) || body.result === undefined || !Object.hasOwn(body, 'result')) {
    throw applyUnknown(kernel, call, { error: protocolError(status), answer })
  }
  const targets = readTargets(body.invalidate ?? [])
  const effects = {
    ...effectsOf(call, { targets, answer }),
    merges: isShowable ? readMerges(body) : [],
    refreshes: isShowable ? readRefreshes(body) : [],
  }
  emitMutation(kernel, call, { status: 'succeeded', effects })
  kernel.hooks.told?.(targets, effects.why)
  applyEffects(kernel, effects)
  try {
    return call.mutation.decode === undefined ? body.result : call.mutation.decode(body.result)
  } catch (cause) {
    throw protocolError(status, cause)
  }
}

function applyRefusal(kernel: Kernel, call: Call, answer: Answer): CallError | ProtocolError {
  const error = readError(answer, call.mutation.decodeDetails)
  const { layers: _, ...effects } = effectsOf(call, { targets: [], answer })
  emitMutation(kernel, call, { status: 'failed', effects, error })
  call.layers?.undo()
  // Readers of entries that a change of identity dropped are told now.
  applyEffects(kernel, effects)
  return error
}

/** It may have run, and it may be running still: its targets are stale now, and once more when its run must have ended. */
function applyUnknown<Failure>(
  kernel: Kernel,
  call: Call,
  came: { error: Failure; answer?: Answer },
): Failure {
  const { answer } = came
  const targets = namedTargets(answer) ?? broadTargets(call.mutation)
  const effects = effectsOf(call, { targets, answer })
  emitMutation(kernel, call, { status: 'unknown', effects, error: came.error })
  const apply = (layers: Layers | undefined) => {
    kernel.hooks.told?.(targets, effects.why)
    applyEffects(kernel, { ...effects, layers })
  }
  apply(effects.layers)
  kernel.environment.setTimer(() => apply(undefined), RUN_DEADLINE_MS)
  return came.error
}

/** What the error envelope of a run that may have happened names (INV-11). */
function namedTargets(answer: Answer | undefined): SeenTarget[] | undefined {
  const body = answer?.body
  return isJsonObject(body) && body.error !== undefined && body.invalidate !== undefined
    ? readTargets(body.invalidate)
    : undefined
}

function whyOf({ id }: Call, answer: Answer | undefined): Why {
  return { reason: 'mutation', cause: answer?.headers.get(HEADER_CAUSE) ?? undefined, mutation: id }
}

function effectsOf(
  call: Call,
  came: { targets: readonly SeenTarget[]; answer: Answer | undefined },
): Effects {
  const { layers, mounted, sentAt } = call
  const { answer, targets } = came
  return { targets, merges: [], refreshes: [], mounted, sentAt, why: whyOf(call, answer), layers }
}

function emitMutation(
  kernel: Kernel,
  call: Call,
  came: { status: MutationEvent['status']; effects?: Effects; error?: unknown },
): void {
  const { effects, status, error } = came
  const targets = (effects?.targets ?? []).map(targetText)
  const { id, mutation } = call
  emit(kernel, {
    kind: 'mutation',
    id,
    function: mutation.name,
    status,
    cause: effects?.why.cause,
    targets,
    error,
  })
}
