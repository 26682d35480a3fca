/** Reads an entry: one request at a time, tried again while somebody waits, its answer put in place by the race rules (SPEC.md, Races). */
import { observeIdentity } from '../invalidation/identity.ts'
import { firstSince } from '../invalidation/match-entries.ts'
import { emit, endFlight, nothing, publish, tick } from '../kernel.ts'
import { type Arrived, type Entry, endFill, type Fill, fileAsk, latestAsk } from '../store/entry.ts'
import { isAnswered, keepsData, placeOutcome, READING, type Slot } from '../store/slot.ts'
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
    slots: wanted,
    hasParts: false,
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
  const { attempts, entry, slots } = fill
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
  emit(kernel, { kind: 'read', entry, slots, why })
  const outgoing = kernel.stream ? { ...request, ...kernel.stream(fill, request) } : request
  fill.stop = send(kernel, outgoing, (came) => {
    if (entry.fill === fill) arrive(fill, came, outgoing)
    endFlight(kernel, fill.begunAt)
  })
}

function arrive(fill: Fill, came: Came, { doubt, held, path }: ReadRequest): void {
  const { entry } = fill
  const { group, kernel } = entry
  const isAnswer = !(came instanceof Error)
  if (isAnswer && !isPresent(fill, came.headers)) return readAgain(fill)
  const checked = isAnswer && kernel.received ? kernel.received(came, group.source) : came
  const bundle = checked && readBundle(checked, fill, held)
  if (bundle?.error) doubt?.()
  const delayMs = bundle ? retryDelayMs(kernel, bundle.error, fill.attempts) : 0
  if (bundle && delayMs === undefined) return settle(fill, bundle, path)
  fill.attempts += 1
  fill.isRefetch = true
  fill.stop = kernel.environment.setTimer(() => attempt(fill), delayMs ?? 0)
  publish(kernel)
}

/** Whether the answer is of the present identity; then what else it says is followed. */
export function isPresent(fill: Fill, headers: Headers): boolean {
  const { begunAt, entry } = fill
  const { group, kernel } = entry
  const isShowable = observeIdentity(kernel, headers, { begunAt, fill })
  if (isShowable) group.source.follow?.(fill, headers)
  return isShowable
}

/** The answer belongs to an identity that is gone. */
function readAgain(fill: Fill): void {
  const { entry } = fill
  endFill(entry)
  want(entry, { reason: 'identity' }, fill.slots)
  publish(entry.kernel)
}

function settle(fill: Fill, bundle: Bundle, path: string): void {
  const { ask, begunAt, entry, hasParts, slots, why } = fill
  const { kernel } = entry
  const { error, etag, isPublic, outcomes, pairs } = bundle
  endFill(entry)
  const isEntry = slots.length === entry.slots.length && !error
  const home = isEntry ? fileAsk(ask, pairs ?? entry.pairs) : entry
  home.isPublic = isPublic
  if (isEntry) home.readAtMs = kernel.environment.now()
  const arrivedAt = tick(kernel)
  const held = placeBundle(home, { begunAt, arrivedAt, outcomes })
  if (held.length > 0) {
    const isWhole = isEntry && etag && held.length === slots.length && held.every((slot) => !slot.error)
    home.etag = isWhole ? [etag, path] : undefined
  }
  if (home !== entry && entry.asks.length > 0) want(entry, why, slots)
  const missing = home.slots.filter((slot) => {
    const outcome = outcomes.get(slot.query.name)
    // Nothing there: an answer that brings another identity may be older than what it took from the screen, so it was refused.
    return outcome && (!isAnswered(slot) || (slot.staleAt > 0 && !keepsData(outcome)))
  })
  if (missing.length > 0) want(home, home.why, missing)
  queueRead(home)
  if ((held.length > 0 || hasParts) && !error)
    emit(kernel, { kind: 'entry', action: 'fetched', entry: home, slots, why })
  publish(kernel, home, { begunAt, arrivedAt, outcomes })
}

/** Answers the slots that took what arrived. */
export function placeBundle(entry: Entry, { arrivedAt, begunAt, outcomes }: Arrived): Slot[] {
  return entry.slots.filter((slot) => {
    const { name } = slot.query
    const outcome = outcomes.get(name)
    const voidedAt = firstSince(begunAt, entry, name)
    return outcome && placeOutcome(slot, outcome, { begunAt, arrivedAt, voidedAt })
  })
}
