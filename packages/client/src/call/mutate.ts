/** Runs a mutation once: puts its answer in place, and takes an unknown outcome for a change (SPEC.md, Calls and When). */
import { HEADER_CAUSE, type JsonObject, RUN_DEADLINE_MS } from '@mizan/protocol'
import type { MutationCall } from '../client-kernel.ts'
import type { MutationDescriptor } from '../descriptor.ts'
import type { Why } from '../events/client-event.ts'
import { applyEffects, type Effects, type Placing } from '../invalidation/apply-effects.ts'
import { doubtIdentity, observeIdentity } from '../invalidation/identity.ts'
import { EVERYTHING, readTargets, type SeenTarget } from '../invalidation/seen-target.ts'
import { emit, endFlight, type Kernel, publish, tick } from '../kernel.ts'
import type { Layers, OptimisticUpdate } from '../optimistic/layers.ts'
import { protocolError, readError } from '../transport/read-error.ts'
import { type Answer, type Came, type Outgoing, send } from '../transport/send.ts'
import { TransportError } from '../transport/transport-error.ts'
import { isJsonObject } from '../values/share-json.ts'
import type { Bringing } from './bring-answer.ts'

export interface Call extends MutationCall {
  readonly kernel: Kernel
  readonly mutation: MutationDescriptor<never, unknown, unknown>
  /** Wire values. */
  readonly args: JsonObject
  readonly signal: AbortSignal | undefined
  readonly layers: Layers | undefined
  /** What it is known to change before it ran. */
  targets: readonly SeenTarget[]
  /** Tick at which it was sent first. */
  sentAt: number
}

export interface MutateRequest {
  readonly args: never
  readonly signal?: AbortSignal | undefined
  readonly optimistic?: OptimisticUpdate<never> | undefined
}

export async function mutate(
  kernel: Kernel,
  mutation: Call['mutation'],
  { args, optimistic, signal }: MutateRequest,
): Promise<unknown> {
  if (signal?.aborted) throw new TransportError('ABORTED')
  const wire = mutation.encode ? mutation.encode(args) : (args as JsonObject)
  emit(kernel, { kind: 'used' })
  const layers = optimistic?.begin(kernel, mutation, args)
  const targets = broadTargets(mutation)
  const call: Call = {
    kernel,
    mutation,
    id: ++kernel.mutations,
    args: wire,
    signal,
    layers,
    targets,
    sentAt: 0,
  }
  const turn = mutation.begin?.(call)
  emit(kernel, { kind: 'mutation', call, status: 'started' })
  try {
    // Where there is nothing to wait for it is sent before this function is back.
    if (turn?.before) await turn.before
    if (signal?.aborted) throw fail(call, new TransportError('ABORTED'))
    return await run(call)
  } finally {
    turn?.end()
  }
}

async function run(call: Call): Promise<unknown> {
  const { args, kernel, mutation } = call
  const bringing = mutation.bring?.(call) as Bringing | undefined
  const mounted = bringing?.mounted.length ? bringing.mounted : undefined
  call.sentAt = tick(kernel)
  kernel.flights.add(call.sentAt)
  const outgoing = { path: '/call/', body: JSON.stringify({ fn: mutation.name, args, mounted }) }
  const came = await ((mutation.deliver ?? deliver) as typeof deliver)(call, outgoing)
  try {
    if (came instanceof Error) throw applyUnknown(call, came)
    return applyAnswer(call, came, bringing)
  } finally {
    endFlight(kernel, call.sentAt)
  }
}

/** Without an Idempotency-Key nothing is sent twice (CALL-8). */
export function deliver({ kernel, mutation, signal }: Call, outgoing: Outgoing): Promise<Came> {
  return new Promise((resolve) => {
    const abort = send(kernel, outgoing, (came) => {
      signal?.removeEventListener('abort', abort)
      resolve(came instanceof Error ? came : (kernel.received?.(came, mutation) ?? came))
    })
    signal?.addEventListener('abort', abort)
  })
}

/** It did nothing. */
function fail<Failure>(call: Call, error: Failure, why?: Why): Failure {
  const { kernel, layers } = call
  emit(kernel, { kind: 'mutation', call, status: 'failed', error, ...(why && { why }) })
  layers?.undo()
  // Readers of optimistic values, and of entries that a change of identity dropped, are told now.
  publish(kernel)
  return error
}

function applyAnswer(call: Call, answer: Answer, bringing: Bringing | undefined): unknown {
  const { kernel, layers, mutation, sentAt } = call
  const { body, headers, status } = answer
  const why = whyOf(call, answer)
  const isShowable = observeIdentity(kernel, headers, { begunAt: sentAt, why })
  if (!isShowable) doubtIdentity(kernel)
  if (status !== 200 || !isJsonObject(body) || body.result === undefined) {
    const error = readError(answer, mutation.decodeDetails)
    throw status < 400 || status > 499 ? applyUnknown(call, error, answer) : fail(call, error, why)
  }
  const bring = isShowable && bringing && ((placing: Placing) => bringing.place(body, placing))
  apply(call, 'succeeded', { targets: readTargets(body.invalidate ?? []), why, sentAt, layers, bring })
  try {
    return mutation.decode ? mutation.decode(body.result) : body.result
  } catch (cause) {
    throw protocolError(status, cause)
  }
}

/** It may have run, and it may be running still: its targets are stale now, and once more when its run must have ended. */
function applyUnknown<Failure>(call: Call, error: Failure, answer?: Answer): Failure {
  const { kernel, layers, mutation } = call
  const body = answer?.body
  // What the error envelope of a run that may have happened names (INV-11).
  const isNamed = isJsonObject(body) && body.error !== undefined && body.invalidate !== undefined
  const targets = isNamed ? readTargets(body.invalidate) : broadTargets(mutation)
  const why = whyOf(call, answer)
  apply(call, 'unknown', { targets, why, layers, error })
  kernel.environment.setTimer(() => tell(kernel, { targets, why }), RUN_DEADLINE_MS)
  return error
}

function apply(
  call: Call,
  status: 'succeeded' | 'unknown',
  effects: Effects & { readonly error?: unknown },
): void {
  const { error, targets, why } = effects
  emit(call.kernel, { kind: 'mutation', call, status, targets, why, error })
  tell(call.kernel, effects)
}

/** Here and to other tabs. */
export function tell(kernel: Kernel, effects: Effects): void {
  emit(kernel, { kind: 'told', ...effects })
  applyEffects(kernel, effects)
}

/** Every entry of the contexts that it may change. */
function broadTargets({ affects }: Call['mutation']): SeenTarget[] {
  return affects.map((context) => ({ ...EVERYTHING, context }))
}

function whyOf({ id }: Call, answer: Answer | undefined): Why {
  return { reason: 'mutation', cause: answer?.headers.get(HEADER_CAUSE) ?? undefined, mutation: id }
}
