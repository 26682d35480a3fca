/** Read cache: the inputs beside the params that the answer varies with, and whether its bytes are kept (SPEC.md, Origin cache). */
import type { BundlePlan, Exchange } from '../exchange.ts'

/** Guards have passed, and so have the params. */
export function resolveVary(exchange: Exchange, { selection }: BundlePlan): void {
  const { vary } = selection.context.declared
  if (vary.length > 0) exchange.vary = exchange.service.vary.resolve(vary, exchange.tracked)
}
