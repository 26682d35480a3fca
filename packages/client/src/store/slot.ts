/** One function's place in an entry: its value, how fresh it is, and the rule by which an arriving value takes its place (SPEC.md, Races). */
import { type JsonValue, ProtocolError } from '@mizan/protocol'
import type { AnyQuery } from '../descriptor.ts'
import type { QuerySnapshot } from '../observer.ts'
import { shareJson } from '../values/share-json.ts'

/** What a read, a merge or a refresh brought for one function: `wire`, or else an error. */
export interface Outcome {
  readonly wire?: JsonValue | undefined
  readonly error?: unknown
}

export interface Arrival {
  /** Tick at which the request of the value was sent. */
  readonly begunAt: number
  /** Tick of the first target seen since that matches the slot; 0 when there is none. */
  readonly voidedAt: number
  readonly arrivedAt: number
}

export interface Overlay {
  show(data: unknown): unknown
  /** A value came whose request was sent at this tick. */
  cover(begunAt: number): void
}

/** Of a slot: no read, a read as soon as the entry is free, a read under way. */
export const IDLE = 0
export const WANTED = 1
export const READING = 2

export interface Slot {
  readonly query: AnyQuery
  /** Undefined: no value. */
  wire: JsonValue | undefined
  data: unknown
  error: unknown
  /** Tick at which the value shown arrived; 0 when there was none. */
  stampedAt: number
  /** Tick of the first target seen since; 0 when fresh. */
  staleAt: number
  /** A voided value is hidden from readers who asked after this tick. */
  hiddenAfter: number
  phase: number
  /** Mutations under way that will change it. */
  mutations: number
  /** Optimistic values over the server's. */
  overlay: Overlay | undefined
  /** What the answer that is being put in place did with it. */
  touched: 'merged' | 'refreshed' | 'stale' | undefined
  /** The snapshot given last. */
  snapshot: QuerySnapshot<unknown, unknown>
}

/** The same object for every slot that has nothing yet: a read is under way or starts at the next use. */
export const PENDING: QuerySnapshot<never, never> = {
  status: 'pending',
  data: undefined,
  error: undefined,
  isStale: false,
  isFetching: true,
  isMutating: false,
}

/** A tick that does not come. */
export const NEVER = Infinity

const EMPTY = {
  wire: undefined,
  data: undefined,
  error: undefined,
  staleAt: 0,
  hiddenAfter: NEVER,
  overlay: undefined,
}

export function createSlot(query: AnyQuery): Slot {
  return {
    query,
    ...EMPTY,
    stampedAt: 0,
    phase: IDLE,
    mutations: 0,
    touched: undefined,
    snapshot: PENDING,
  }
}

/** Forgets what is shown, so that readers are back at `pending`, but not when it came: older values stay refused. */
export function clearSlot(slot: Slot): void {
  Object.assign(slot, EMPTY)
}

/** Whether it has a value or an error, be it for some readers only. */
export function isAnswered(slot: Slot): boolean {
  return slot.wire !== undefined || !!slot.error
}

/** Whether it has a value or an error that every reader may see. */
export function isKnown(slot: Slot): boolean {
  return isAnswered(slot) && slot.hiddenAfter === NEVER
}

/** Whether a reader that comes now needs a read. */
export function isFresh(slot: Slot): boolean {
  return slot.wire !== undefined && !slot.error && slot.staleAt === 0
}

/** The failure may pass, and says nothing about the value: what is held stays, as stale. */
export function keepsData({ wire, error }: Outcome): boolean {
  const { status = 500 } = (error ?? {}) as { readonly status?: number }
  return wire === undefined && (status < 400 || status > 499 || status === 429)
}

/**
 * Puts an arrived value in place and answers whether it did. A value is refused when what is shown arrived after its request was sent
 * (it may be older), and when it is voided, unless the readers have nothing, or have been waiting since before its request was sent.
 */
export function placeOutcome(slot: Slot, outcome: Outcome, arrival: Arrival): boolean {
  const { arrivedAt, begunAt } = arrival
  const hadValue = isKnown(slot)
  // A failure says nothing about the value, so no target can void it: the slot stays stale instead.
  const isFailure = keepsData(outcome)
  const voidedAt = isFailure ? 0 : arrival.voidedAt
  const isOvertaken = voidedAt > 0 && hadValue && (slot.staleAt === 0 || begunAt < slot.staleAt)
  if (slot.stampedAt > begunAt || isOvertaken) return false
  writeOutcome(slot, outcome)
  slot.stampedAt = arrivedAt
  slot.hiddenAfter = voidedAt > 0 && !hadValue ? voidedAt : NEVER
  if (isFailure) slot.staleAt ||= arrivedAt
  else {
    slot.overlay?.cover(begunAt)
    slot.staleAt = voidedAt
  }
  return true
}

/** The snapshot for a reader who asked at the tick `askedAt`: the object given before, unless something changed. */
export function viewSlot(slot: Slot | undefined, askedAt: number): QuerySnapshot<unknown, unknown> {
  if (!slot || askedAt > slot.hiddenAfter || !isAnswered(slot)) return PENDING
  const { data, error, overlay, phase, wire } = slot
  slot.snapshot = steady(slot.snapshot, {
    status: error ? 'error' : 'success',
    data: wire !== undefined && overlay ? overlay.show(data) : data,
    error,
    isStale: slot.staleAt > 0,
    isFetching: phase > IDLE,
    isMutating: slot.mutations > 0,
  })
  return slot.snapshot
}

/** `before` where nothing in it changed, so that bindings can compare by reference. */
export function steady<Snapshot extends object>(before: Snapshot, next: Snapshot): Snapshot {
  for (const name of Object.keys(next) as (keyof Snapshot)[]) {
    if (before[name] !== next[name]) return next
  }
  return before
}

/** Throws ProtocolError when the value is not of the query's type. */
export function decodeSlice(query: AnyQuery, wire: JsonValue): unknown {
  try {
    return query.decode ? query.decode(wire) : wire
  } catch (cause) {
    throw new ProtocolError(`The result of "${query.name}" is not of its type.`, { cause })
  }
}

function writeOutcome(slot: Slot, outcome: Outcome): void {
  slot.error = outcome.error
  if (outcome.wire === undefined) {
    if (!keepsData(outcome)) slot.wire = slot.data = undefined
    return
  }
  const wire = shareJson(slot.wire, outcome.wire)
  if (wire === slot.wire) return
  try {
    slot.data = decodeSlice(slot.query, wire)
    slot.wire = wire
  } catch (error) {
    slot.wire = slot.data = undefined
    slot.error = error
  }
}
