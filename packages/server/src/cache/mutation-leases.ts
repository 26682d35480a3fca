/** Leases of mutations on what they will purge, in stores that outlive the process (SPEC.md, CACHE-16, CACHE-17). */

import { ANONYMOUS } from '../pipeline/caller-identity.ts'
import type { Exchange, MutationRun } from '../pipeline/exchange.ts'
import type { Ran } from '../pipeline/steps/invoke.ts'
import { publishTargets, type ResolvedTarget, resolveDeclared, resolveRun } from '../pipeline/targets.ts'

export function hasLeases({ service }: Exchange): boolean {
  return service.cache?.hasLeases === true
}

/** Before a run whose commit is not ours: on its static targets, a computed scope being its whole context. */
export async function leaseStatic(
  exchange: Exchange,
  { function: declared, normal }: MutationRun,
): Promise<void> {
  const { caller, service } = exchange
  const own = (caller?.keys ?? ANONYMOUS).own
  await lease(exchange, await resolveDeclared(declared, { normal, own }, service))
}

/** Inside the transaction, when the run has ended: on what the commit will make stale. Whatever an attempt before this one held ends: it was rolled back. */
export async function leaseExact(exchange: Exchange, ran: Ran): Promise<void> {
  await endLease(exchange)
  await lease(exchange, await resolveRun(exchange, ran))
}

/** Nothing was changed, or a purge has ended it already. */
export function endLease(exchange: Exchange): void | Promise<void> {
  const { lease: held } = exchange
  exchange.lease = undefined
  return held?.release()
}

async function lease(exchange: Exchange, targets: readonly ResolvedTarget[]): Promise<void> {
  const { all } = publishTargets(targets)
  if (all.length > 0) exchange.lease = await exchange.service.cache?.lease(all)
}
