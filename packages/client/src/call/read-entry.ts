/** Reads an entry: one request at a time, tried again while somebody waits, its answer put in place by the race rules (SPEC.md, Races). */

import { observeIdentity } from '../invalidation/identity.ts'
import { beginFlight, emitEntry, type Kernel, publish, tick } from '../kernel.ts'
import { type Arrived, type Ask, becauseOf, type Entry, type Fill, latestAsk } from '../store/entry.ts'
import { fileAsk } from '../store/entry-store.ts'
import { decodeSlice, isAnswered, isFresh, type Outcome, placeOutcome, type Slot } from '../store/slot.ts'
import { queueRead, want } from '../store/want.ts'
import { type BundleRequest, bundleRequest } from '../transport/bundle-request.ts'
import { retryDelayMs, sleep, whenOnline } from '../transport/retry.ts'
import { send } from '../transport/send.ts'
import { type BundleAnswer, readBundle } from './read-bundle.ts'

/** One read of an entry, with all its tries. */
export interface Reading {
  readonly ask: Ask
  readonly entry: Entry
  readonly fill: Fill
  readonly isRefetch: boolean
  /** Functions whose value came before the answer ended. */
  readonly placed: Set<string>
  readonly signal: AbortSignal
}

/** Sends the read of the slots that are wanted now. */
export function readEntry(kernel: Kernel, entry: Entry): void {
  const ask = latestAsk(entry)
  if (ask === undefined) return
  const controller = new AbortController()
  const wanted = [...entry.slots.values()].filter((slot) => slot.isWanted)
  const fill: Fill = {
    functions: new Set(wanted.map((slot) => slot.query.name)),
    begunAt: 0,
    why: entry.why,
    cancel() {
      controller.abort()
      if (entry.fill === fill) entry.fill = undefined
    },
  }
  entry.fill = fill
  for (const slot of wanted) slot.isWanted = false
  const isRefetch = wanted.some((slot) => slot.stampedAt > 0)
  void run(kernel, { ask, entry, fill, isRefetch, placed: new Set(), signal: controller.signal })
}

async function run(kernel: Kernel, reading: Reading): Promise<void> {
  const { signal } = reading
  for (let attempt = 0; ; attempt += 1) {
    await whenOnline(kernel, signal)
    if (signal.aborted) return
    const delayMs = await tryOnce(kernel, reading, attempt)
    if (delayMs === undefined) return
    await sleep(kernel, delayMs, signal)
  }
}

/** Answers the delay before the next try, or nothing when the read has ended. */
async function tryOnce(kernel: Kernel, reading: Reading, attempt: number): Promise<number | undefined> {
  const { ask, entry, fill, signal } = reading
  fill.begunAt = tick(kernel)
  const endFlight = beginFlight(kernel, fill.begunAt)
  const { functions } = fill
  const isRefetch = reading.isRefetch || attempt > 0
  const request = bundleRequest(kernel.settings.baseUrl, entry, { params: ask.params, functions, isRefetch })
  emitEntry(kernel, entry, { functions, why: attempt > 0 ? becauseOf('retry', fill.why) : fill.why })
  const held = new Map([...entry.slots].map(([name, slot]) => [name, slot.wire]))
  try {
    const outgoing = { ...request, ...kernel.hooks.stream?.(kernel, reading, { request, held }) }
    const came = await send(kernel, outgoing, signal).catch((error: unknown) => ({ error }))
    if (signal.aborted) return undefined
    const isShowable =
      'error' in came || observeIdentity(kernel, came.headers, { begunAt: fill.begunAt, fill })
    if (!isShowable) return readAgain(kernel, entry)
    const { context: name, schema } = entry.source
    const { received } = kernel.hooks
    const isChecked = received !== undefined && schema !== undefined && !('error' in came)
    const answer = isChecked ? received(came, { name, schema }) : came
    if (answer === undefined) return 0
    const bundle = readBundle(answer, entry, { functions, held })
    if (bundle.error !== undefined) doubtPlaced(kernel, reading)
    const delayMs = retryDelayMs(kernel, bundle.error, attempt)
    if (delayMs !== undefined) return publish(kernel), delayMs
    settle(kernel, reading, { request, bundle })
    return undefined
  } finally {
    endFlight()
  }
}

/** The answer broke off after these came: they are the last known values. */
function doubtPlaced(kernel: Kernel, { entry, placed }: Reading): void {
  for (const name of placed) {
    const slot = entry.slots.get(name)
    if (slot !== undefined) slot.staleAt ||= tick(kernel)
  }
  placed.clear()
}

/** The answer belongs to an identity that is gone. */
function readAgain(kernel: Kernel, entry: Entry): undefined {
  const functions = entry.fill?.functions
  entry.fill = undefined
  want(kernel, entry, { why: becauseOf('identity'), functions })
  publish(kernel)
}

function settle(
  kernel: Kernel,
  reading: Reading,
  came: { request: BundleRequest; bundle: BundleAnswer },
): void {
  const { ask, entry, fill } = reading
  const { bundle, request } = came
  entry.fill = undefined
  const isEntry = request.isWhole && bundle.error === undefined
  const home = isEntry ? fileAsk(kernel.store, ask, bundle.params ?? entry.params) : entry
  home.isPublic = bundle.isPublic
  const arrived = placeBundle(kernel, home, { fill, bundle })
  const held = [...arrived.values()].filter((each) => each.isHeld)
  if (isEntry) home.readAtMs = kernel.environment.now()
  if (held.length > 0) {
    const isWhole =
      isEntry && held.length === home.slots.size && held.every(({ error }) => error === undefined)
    home.etag = isWhole && bundle.etag !== undefined ? { url: request.url, tag: bundle.etag } : undefined
  }
  const { functions, why } = fill
  if (home !== entry && entry.asks.size > 0) want(kernel, entry, { why, functions })
  const isFailure = bundle.error !== undefined
  const stale = [...functions].filter((name) => {
    const slot = home.slots.get(name)
    // Nothing there: an answer that brings another identity may be older than what it took from the screen, so it was refused.
    return slot !== undefined && (!isAnswered(slot) || (!isFailure && slot.staleAt > 0))
  })
  if (stale.length > 0) want(kernel, home, { why: home.why, functions: stale })
  queueRead(kernel, home)
  if (held.length + reading.placed.size > 0 && !isFailure)
    emitEntry(kernel, home, { action: 'fetched', functions, why })
  publish(kernel, home, arrived)
}

export function placeBundle(
  kernel: Kernel,
  entry: Entry,
  came: { fill: Fill; bundle: BundleAnswer },
): Map<string, Arrived & { isHeld: boolean }> {
  const { begunAt } = came.fill
  const arrivedAt = tick(kernel)
  const arrived = new Map<string, Arrived & { isHeld: boolean }>()
  for (const [name, outcome] of came.bundle.outcomes) {
    const slot = entry.slots.get(name)
    if (slot === undefined) continue
    // A failure says nothing about the value, so no target can void it: the slot stays stale instead.
    const isFailure = 'error' in outcome && outcome.keepsData
    const voidedAt = isFailure ? 0 : kernel.log.firstSince(begunAt, entry, name)
    const wasStaleAt = slot.staleAt
    const isHeld = placeOutcome(slot, outcome, { begunAt, voidedAt, arrivedAt })
    if (isHeld && isFailure) slot.staleAt = wasStaleAt || arrivedAt
    const isInPlace = isHeld || voidedAt === 0 || isFresh(slot)
    const value = isInPlace ? heldOf(slot) : decodedOf(slot, outcome)
    arrived.set(name, { ...value, voidedAt: isFailure ? 0 : isInPlace ? slot.staleAt : voidedAt, isHeld })
  }
  return arrived
}

function heldOf(slot: Slot): { data: unknown; error: unknown } {
  return { data: slot.data, error: slot.error }
}

function decodedOf(slot: Slot, outcome: Outcome): { data: unknown; error: unknown } {
  if ('error' in outcome) return { data: undefined, error: outcome.error }
  try {
    return { data: decodeSlice(slot.query, outcome.wire), error: undefined }
  } catch (error) {
    return { data: undefined, error }
  }
}
