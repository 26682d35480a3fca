/** Reads an entry: one request at a time, tried again while somebody waits, its answer put in place by the race rules (SPEC.md, Races). */

import { observeIdentity } from '../invalidation/identity.ts'
import { firstSince } from '../invalidation/match-entries.ts'
import { emit, endFlight, nothing, publish, tick } from '../kernel.ts'
import { type Arrived, type Entry, endFill, type Fill, fileAsk, latestAsk } from '../store/entry.ts'
import {
  decodeSlice,
  isAnswered,
  isFresh,
  keepsData,
  type Outcome,
  placeOutcome,
  READING,
  type Slot,
} from '../store/slot.ts'
import { queueRead, want } from '../store/want.ts'
import { retryDelayMs } from '../transport/retry.ts'
import { type Came, send } from '../transport/send.ts'
import { type Bundle, readBundle } from './read-bundle.ts'
import { type ReadRequest, readRequest } from './read-request.ts'

export function startRead(entry: Entry, wanted: readonly Slot[]): void {
  for (const slot of wanted) slot.phase = READING
  const fill: Fill = {
    entry,
    ask: latestAsk(entry),
    names: wanted.map(({ query }) => query.name),
    placed: new Set(),
    why: entry.why,
    isRefetch: wanted.some(({ stampedAt }) => stampedAt > 0),
    attempts: 0,
    begunAt: 0,
    stop: nothing,
  }
  entry.fill = fill
  attempt(fill)
}

function attempt(fill: Fill): void {
  const { attempts, entry, names } = fill
  const { kernel } = entry
  const { environment } = kernel
  if (!environment.isOnline()) {
    fill.stop = environment.onOnline(() => {
      fill.stop()
      attempt(fill)
    })
    return
  }
  fill.begunAt = tick(kernel)
  kernel.flights.add(fill.begunAt)
  const request = readRequest(fill)
  const why = attempts > 0 ? ({ ...fill.why, reason: 'retry' } as const) : fill.why
  emit(kernel, { kind: 'read', entry, names, why })
  fill.stop = send(kernel, { ...request, ...kernel.stream?.(fill, request) }, (came) => {
    if (entry.fill === fill) arrive(fill, came, request)
    endFlight(kernel, fill.begunAt)
  })
}

function arrive(fill: Fill, came: Came, { held, path }: ReadRequest): void {
  const { begunAt, entry } = fill
  const { group, kernel } = entry
  const isAnswer = !(came instanceof Error)
  if (isAnswer && !observeIdentity(kernel, came.headers, { begunAt, fill })) return readAgain(fill)
  const checked = isAnswer && kernel.received ? kernel.received(came, group.source) : came
  const bundle = checked && readBundle(checked, fill, held)
  if (bundle?.error !== undefined) doubtPlaced(fill)
  const delayMs = bundle === undefined ? 0 : retryDelayMs(kernel, bundle.error, fill.attempts)
  if (bundle !== undefined && delayMs === undefined) return settle(fill, bundle, path)
  fill.attempts += 1
  fill.isRefetch = true
  fill.stop = kernel.environment.setTimer(() => attempt(fill), delayMs ?? 0)
  publish(kernel)
}

/** The answer belongs to an identity that is gone. */
function readAgain(fill: Fill): void {
  const { entry } = fill
  endFill(entry)
  want(entry, { reason: 'identity' }, slotsOf(entry, fill.names))
  publish(entry.kernel)
}

/** The answer broke off after these came: they are the last known values. */
function doubtPlaced({ entry, placed }: Fill): void {
  for (const slot of slotsOf(entry, placed)) slot.staleAt ||= tick(entry.kernel)
  placed.clear()
}

function settle(fill: Fill, bundle: Bundle, path: string): void {
  const { ask, entry, names, placed, why } = fill
  const { kernel } = entry
  const { error, etag, isPublic, pairs } = bundle
  endFill(entry)
  const isEntry = names.length === entry.slots.size && error === undefined
  const home = isEntry ? fileAsk(ask, pairs ?? entry.pairs) : entry
  home.isPublic = isPublic
  if (isEntry) home.readAtMs = kernel.environment.now()
  const arrived = placeBundle(home, fill, bundle)
  const held = [...arrived.values()].filter(({ isHeld }) => isHeld)
  if (held.length > 0) {
    const isWhole = isEntry && etag && held.length === names.length && held.every((each) => !each.error)
    home.etag = isWhole ? [etag, path] : undefined
  }
  if (home !== entry && entry.asks.size > 0) want(entry, why, slotsOf(entry, names))
  const stale = names.filter((name) => {
    const slot = home.slots.get(name)
    // Nothing there: an answer that brings another identity may be older than what it took from the screen, so it was refused.
    const isMissing = slot !== undefined && !isAnswered(slot)
    return isMissing || (!keepsData(bundle.outcomes.get(name) ?? {}) && (slot?.staleAt ?? 0) > 0)
  })
  if (stale.length > 0) want(home, home.why, slotsOf(home, stale))
  queueRead(home)
  if (held.length + placed.size > 0 && error === undefined)
    emit(kernel, { kind: 'entry', action: 'fetched', entry: home, names, why })
  publish(kernel, home, arrived)
}

export type Placed = Arrived & { readonly isHeld: boolean }

export function placeBundle(entry: Entry, { begunAt }: Fill, { outcomes }: Bundle): Map<string, Placed> {
  const arrivedAt = tick(entry.kernel)
  const arrived = new Map<string, Placed>()
  for (const [name, outcome] of outcomes) {
    const slot = entry.slots.get(name)
    if (slot === undefined) continue
    // A failure says nothing about the value, so no target can void it: the slot stays stale instead.
    const isFailure = keepsData(outcome)
    const voidedAt = isFailure ? 0 : firstSince(begunAt, entry, name)
    const isHeld = placeOutcome(slot, outcome, { begunAt, voidedAt, arrivedAt })
    const isInPlace = isHeld || voidedAt === 0 || isFresh(slot)
    const { data, error } = isInPlace ? slot : decoded(slot, outcome)
    arrived.set(name, { data, error, isHeld, voidedAt: isFailure ? 0 : isInPlace ? slot.staleAt : voidedAt })
  }
  return arrived
}

function decoded({ query }: Slot, { error, wire }: Outcome): { data?: unknown; error: unknown } {
  try {
    return { data: wire === undefined ? wire : decodeSlice(query, wire), error }
  } catch (cause) {
    return { error: cause }
  }
}

function slotsOf({ slots }: Entry, names: Iterable<string>): Slot[] {
  return [...names].flatMap((name) => slots.get(name) ?? [])
}
