/** One function's place in an entry: its value, how fresh it is, and the rule by which an arriving value takes its place (SPEC.md, Races). */
import { type JsonValue, ProtocolError } from '@mizan/protocol'
import type { AnyQuery } from '../descriptor.ts'
import type { QuerySnapshot } from '../observer.ts'
import { shareJson } from './share-json.ts'

/** What a read, a merge or a refresh brought for one function. */
export type Outcome = { readonly wire: JsonValue } | { readonly error: unknown; readonly keepsData: boolean }

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

export interface Slot {
  readonly query: AnyQuery
  hasData: boolean
  wire: JsonValue | undefined
  data: unknown
  error: unknown
  /** Tick at which the value shown arrived; 0 when there was none. */
  stampedAt: number
  /** Tick of the first target seen since; 0 when fresh. */
  staleAt: number
  /** A voided value is hidden from readers who asked after this tick. */
  hiddenAfter: number
  /** A read of it shall start as soon as the entry is free. */
  isWanted: boolean
  /** Mutations under way that will change it. */
  mutations: number
  /** Optimistic values over the server's. */
  overlay: Overlay | undefined
  /** The snapshot given last. */
  snapshot: QuerySnapshot<unknown, unknown>
}

/** The same object for every slot that has nothing yet: a read is under way or starts at the next use. */
export const PENDING: QuerySnapshot<never, never> = Object.freeze({
  status: 'pending',
  data: undefined,
  error: undefined,
  isStale: false,
  isFetching: true,
  isMutating: false,
})

const EMPTY = {
  hasData: false,
  wire: undefined,
  data: undefined,
  error: undefined,
  staleAt: 0,
  hiddenAfter: Number.POSITIVE_INFINITY,
  overlay: undefined,
}

export function createSlot(query: AnyQuery): Slot {
  return { query, isWanted: false, mutations: 0, snapshot: PENDING, stampedAt: 0, ...EMPTY }
}

/** Forgets what is shown, so that readers are back at `pending`, but not when it came: older values stay refused. */
export function clearSlot(slot: Slot): void {
  Object.assign(slot, EMPTY)
}

/** Whether it has a value or an error, be it for some readers only. */
export function isAnswered(slot: Slot): boolean {
  return slot.hasData || slot.error !== undefined
}

/** Whether it has a value or an error that every reader may see. */
export function isKnown(slot: Slot): boolean {
  return isAnswered(slot) && slot.hiddenAfter === Number.POSITIVE_INFINITY
}

/** Whether a reader that comes now needs a read. */
export function isFresh(slot: Slot): boolean {
  return slot.hasData && slot.error === undefined && slot.staleAt === 0
}

/**
 * Puts an arrived value in place and answers whether it did. A value is refused when what is shown arrived after its request was sent
 * (it may be older), and when it is voided, unless the readers have nothing, or have been waiting since before its request was sent.
 */
export function placeOutcome(slot: Slot, outcome: Outcome, arrival: Arrival): boolean {
  if (slot.stampedAt > arrival.begunAt) return false
  const hadValue = isKnown(slot)
  const isVoided = arrival.voidedAt > 0
  const waitsSince = slot.staleAt
  if (isVoided && hadValue && (waitsSince === 0 || arrival.begunAt < waitsSince)) return false
  writeOutcome(slot, outcome)
  if ('wire' in outcome || !outcome.keepsData) slot.overlay?.cover(arrival.begunAt)
  slot.stampedAt = arrival.arrivedAt
  slot.staleAt = arrival.voidedAt
  slot.hiddenAfter = isVoided && !hadValue ? arrival.voidedAt : Number.POSITIVE_INFINITY
  return true
}

/** The snapshot for a reader who asked at the tick `askedAt`: the object given before, unless something changed. */
export function viewSlot(slot: Slot, askedAt: number, isFetching: boolean): QuerySnapshot<unknown, unknown> {
  const isPending = askedAt > slot.hiddenAfter || !isAnswered(slot)
  if (isPending) return PENDING
  const { error, overlay, snapshot } = slot
  const data = slot.hasData && overlay !== undefined ? overlay.show(slot.data) : slot.data
  const status = error === undefined ? 'success' : 'error'
  const isStale = slot.staleAt > 0
  const isMutating = slot.mutations > 0
  const isSame =
    snapshot.status === status &&
    snapshot.data === data &&
    snapshot.error === error &&
    snapshot.isStale === isStale &&
    snapshot.isFetching === isFetching &&
    snapshot.isMutating === isMutating
  if (!isSame) slot.snapshot = Object.freeze({ status, data, error, isStale, isFetching, isMutating })
  return slot.snapshot
}

function writeOutcome(slot: Slot, outcome: Outcome): void {
  if ('error' in outcome) return writeError(slot, outcome.error, outcome.keepsData)
  const wire = shareJson(slot.wire, outcome.wire)
  if (!slot.hasData || wire !== slot.wire) {
    try {
      slot.data = decodeSlice(slot.query, wire)
    } catch (error) {
      return writeError(slot, error, false)
    }
    slot.wire = wire
    slot.hasData = true
  }
  slot.error = undefined
}

function writeError(slot: Slot, error: unknown, keepsData: boolean): void {
  slot.error = error
  if (keepsData) return
  slot.hasData = false
  slot.wire = slot.data = undefined
}

/** Throws ProtocolError when the value is not of the query's type. */
export function decodeSlice(query: AnyQuery, wire: JsonValue): unknown {
  if (query.decode === undefined) return wire
  try {
    return query.decode(wire)
  } catch (cause) {
    throw new ProtocolError(`The result of "${query.name}" is not of its type.`, { cause })
  }
}
