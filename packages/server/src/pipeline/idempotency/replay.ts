/** The answer of an earlier run, given again: purged again, without merge and refresh (SPEC.md, IDEM-6). */
import type { Exchange } from '../exchange.ts'
import type { ErrorBody } from '../failure.ts'
import { NO_MERGES } from '../merge.ts'
import type { PlainAnswer } from '../plain-answer.ts'
import { encodeCall, encodeFailure } from '../steps/encode.ts'
import { purge } from '../steps/invalidate.ts'
import { NO_TARGETS, publishTargets, type ResolvedTarget } from '../targets.ts'
import type { IdempotencyOutcome } from './idempotency-store.ts'

export async function replay(exchange: Exchange, kept: IdempotencyOutcome): Promise<PlainAnswer> {
  // It is the same mutation: watchers that saw its cause need not hear of another.
  exchange.cause = kept.cause
  exchange.isReplay = true
  exchange.service.counts.replays += 1
  if ('error' in kept) {
    const error = kept.error as unknown as ErrorBody
    exchange.code = error.code
    return encodeFailure(exchange, { status: kept.status, error }, NO_TARGETS)
  }
  const published = publishTargets(kept.targets as unknown as ResolvedTarget[])
  await purge(exchange, published)
  return encodeCall(
    exchange,
    { text: JSON.stringify(kept.result) },
    { published, merges: NO_MERGES, refreshed: [] },
  )
}
