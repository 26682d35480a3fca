/** Invalidate: what the run made stale, told to everybody who keeps answers, then merge and refresh (SPEC.md, Invalidation). */
import { isCallError, type JsonValue, type Target } from '@mizan/protocol'
import type { CookieChanges } from '../call-request.ts'
import { ANONYMOUS, Caller } from '../caller-identity.ts'
import type { Exchange, MutationRun } from '../exchange.ts'
import { collectMerges, type Merges, NO_MERGES } from '../merge.ts'
import { readsCaller, refresh } from '../refresh.ts'
import type { CallFacts } from '../run-call.ts'
import {
  NO_TARGETS,
  type PublishedTargets,
  publishTargets,
  resolveDeclared,
  resolveRun,
  resolveTarget,
} from '../targets.ts'
import { identifyAgain } from './identify.ts'
import type { Ran } from './invoke.ts'

export interface Effects {
  readonly published: PublishedTargets
  readonly merges: Merges
  /** JSON texts. */
  readonly refreshed: readonly string[]
}

export const NO_EFFECTS: Effects = { published: NO_TARGETS, merges: NO_MERGES, refreshed: [] }

interface After {
  readonly mounted: readonly JsonValue[]
  readonly facts: CallFacts
}

/** After the commit: purge, then refresh. No promise where a run cannot have an effect. */
export function invalidate(exchange: Exchange, ran: Ran, after: After): Effects | Promise<Effects> {
  const declared = ran.ready.function
  if (declared.kind === 'query') return NO_EFFECTS
  const isIdle =
    declared.affects.length === 0 &&
    ran.call.named.length === 0 &&
    ran.call.headers === undefined &&
    ran.call.next === undefined
  return isIdle ? NO_EFFECTS : applyEffects(exchange, ran, after)
}

/** Targets of a mutation that failed, purged unless it still runs. Never throws. */
export async function invalidateFailed(exchange: Exchange): Promise<PublishedTargets> {
  const { mutation } = exchange
  if (mutation === undefined || mutation.state === 'unchanged') return NO_TARGETS
  const published = await collectStatic(exchange, mutation)
  if (mutation.state !== 'running') await purge(exchange, published)
  return published
}

async function applyEffects(exchange: Exchange, ran: Ran, { mounted, facts }: After): Promise<Effects> {
  const declared = ran.ready.function
  const { service } = exchange
  const own = ownOf(exchange)
  const published = publishTargets(await resolveRun(exchange, ran))
  const isPurged = await purge(exchange, published)
  const merges =
    declared.route === undefined ? collectMerges(declared, { published, text: ran.text }, service) : NO_MERGES
  service.counts.merges += merges.items.length
  const after = await followIdentity(exchange, ran, facts)
  const isIdle = mounted.length === 0 || published.visible.length === 0
  // What is read now may lack what was written: whoever shows it reads once more, a little later.
  exchange.settleMs = published.visible.length === 0 ? 0 : (service.cache?.settleMs ?? 0)
  if (isIdle || !isPurged || exchange.isExpired || exchange.settleMs > 0)
    return { published, merges, refreshed: [] }
  const about = { targets: published.visible, merged: merges.slots, own }
  const reader = readsCaller(mounted, about, service) ? await followRights(exchange, after) : after
  const refreshed = await refresh(mounted, about, reader)
  service.counts.refreshes += refreshed.length
  return { published, merges, refreshed }
}

async function collectStatic(exchange: Exchange, mutation: MutationRun): Promise<PublishedTargets> {
  const { service } = exchange
  const own = ownOf(exchange)
  const resolved = await resolveDeclared(mutation.function, { normal: mutation.normal, own }, service)
  for (const named of mutation.named) resolved.push(await resolveTarget(named, own, service))
  return publishTargets(resolved)
}

/** True when everybody was told in time. */
export function purge(exchange: Exchange, published: PublishedTargets): Promise<boolean> | boolean {
  if (published.all.length === 0) return true
  const targets: readonly Target[] = published.all
  exchange.purged = targets
  return exchange.service.purge({ targets, cause: exchange.cause }, exchange.lease)
}

/** A login or a logout shows in what it did, or in the cookies that it set. What comes after it belongs to the new identity. */
async function followIdentity(exchange: Exchange, ran: Ran, facts: CallFacts): Promise<CallFacts> {
  const { headers, next } = ran.call
  const setsCookies = headers !== undefined && headers.cookieChanges.size > 0
  const mayChange = next !== undefined || (setsCookies && exchange.service.resolveUser !== undefined)
  if (!mayChange) return facts
  const { caller, request } = await identifyAgain(exchange, headers?.cookieChanges ?? NO_CHANGES, next)
  exchange.caller = caller
  if (next?.by === 'cookies') exchange.cookies = []
  return { ...facts, caller, request }
}

/** What was known of the caller before the mutation may be what it changed: her rights, her name. Nobody, when nobody can tell. */
async function followRights(exchange: Exchange, facts: CallFacts): Promise<CallFacts> {
  const { service } = exchange
  try {
    const caller = await facts.caller.reload()
    await caller.load()
    exchange.caller = caller
    return { ...facts, caller }
  } catch (error) {
    if (!isCallError(error))
      service.report({ id: exchange.id, function: exchange.function?.name, step: 'identify', error })
    return { ...facts, caller: new Caller(null, service.identityHash) }
  }
}

const NO_CHANGES: CookieChanges = new Map()

function ownOf({ caller }: Exchange): string {
  return (caller?.keys ?? ANONYMOUS).own
}
