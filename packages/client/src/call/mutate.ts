/** Runs a mutation once: sends what is shown, puts the answer in place, and takes an unknown outcome for a change (SPEC.md, Calls and When). */
import { type CallError, HEADER_CAUSE, type ProtocolError, RUN_DEADLINE_MS } from '@mizan/protocol'
import type { MutationDescriptor } from '../descriptor.ts'
import type { MutationEvent } from '../events.ts'
import { applyEffects, type Effects } from '../invalidation/apply-answer.ts'
import { doubtIdentity, observeIdentity } from '../invalidation/identity.ts'
import { EVERYTHING, readTargets, type SeenTarget, targetText } from '../invalidation/seen-target.ts'
import { beginFlight, emit, type Kernel, tick } from '../kernel.ts'
import type { Ask } from '../store/entry.ts'
import { isJsonObject } from '../store/share-json.ts'
import { type Answer, protocolError, readError, send } from '../transport/send.ts'
import { TransportError } from '../transport/transport-error.ts'
import { mountedAsks, mountedItem } from './mounted.ts'
import { readMerges, readRefreshes } from './read-call.ts'

interface Call {
  readonly mutation: MutationDescriptor<never, unknown, unknown>
  readonly id: number
  readonly mounted: readonly Ask[]
  readonly sentAt: number
}

export async function mutate<Args, Result, Failure>(
  kernel: Kernel,
  mutation: MutationDescriptor<Args, Result, Failure>,
  asked: { readonly args: Args; readonly signal: AbortSignal },
): Promise<Result> {
  if (asked.signal.aborted) throw new TransportError('ABORTED')
  const args = mutation.encode === undefined ? asked.args : mutation.encode(asked.args)
  const mounted = mountedAsks(kernel, mutation.affects)
  kernel.mutations += 1
  const call: Call = { mutation, id: kernel.mutations, mounted, sentAt: tick(kernel) }
  const items = mounted.length === 0 ? {} : { mounted: mounted.map(mountedItem) }
  const body = JSON.stringify({ fn: mutation.name, args, ...items })
  emitMutation(kernel, call, { status: 'started' })
  const endFlight = beginFlight(kernel, call.sentAt)
  try {
    const answer = await send(kernel, { url: `${kernel.settings.baseUrl}/call/`, body }, asked.signal).catch(
      (error: TransportError) => error,
    )
    if (answer instanceof TransportError) throw applyUnknown(kernel, call, { error: answer })
    return applyAnswer(kernel, call, answer) as Result
  } finally {
    endFlight()
  }
}

function applyAnswer(kernel: Kernel, call: Call, answer: Answer): unknown {
  const isShowable = observeIdentity(kernel, answer.headers, { begunAt: call.sentAt })
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
  applyEffects(kernel, effects)
  try {
    return call.mutation.decode === undefined ? body.result : call.mutation.decode(body.result)
  } catch (cause) {
    throw protocolError(status, cause)
  }
}

function applyRefusal(kernel: Kernel, call: Call, answer: Answer): CallError | ProtocolError {
  const error = readError(answer, call.mutation.decodeDetails)
  emitMutation(kernel, call, { status: 'failed', effects: effectsOf(call, { targets: [], answer }), error })
  // Readers of entries that a change of identity dropped are told now.
  applyEffects(kernel, effectsOf(call, { targets: [], answer }))
  return error
}

/** It may have run, and it may be running still: its targets are stale now, and once more when its run must have ended. */
function applyUnknown<Failure>(
  kernel: Kernel,
  call: Call,
  came: { error: Failure; answer?: Answer },
): Failure {
  const { answer } = came
  const targets = namedTargets(answer) ?? staticTargets(call)
  const effects = effectsOf(call, { targets, answer })
  emitMutation(kernel, call, { status: 'unknown', effects, error: came.error })
  applyEffects(kernel, effects)
  kernel.environment.setTimer(() => applyEffects(kernel, effects), RUN_DEADLINE_MS)
  return came.error
}

/** What the error envelope of a run that may have happened names (INV-11). */
function namedTargets(answer: Answer | undefined): SeenTarget[] | undefined {
  const body = answer?.body
  return isJsonObject(body) && body.error !== undefined && body.invalidate !== undefined
    ? readTargets(body.invalidate)
    : undefined
}

function staticTargets({ mutation }: Call): SeenTarget[] {
  return mutation.affects.map((context) => ({ ...EVERYTHING, context }))
}

function effectsOf(
  call: Call,
  came: { targets: readonly SeenTarget[]; answer: Answer | undefined },
): Effects {
  const { id, mounted, sentAt } = call
  const cause = came.answer?.headers.get(HEADER_CAUSE) ?? undefined
  return { targets: came.targets, merges: [], refreshes: [], mounted, sentAt, cause, mutation: id }
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
    cause: effects?.cause,
    targets,
    error,
  })
}
