/** Results that are the new value of a query (SPEC.md, Merge). */
import type { Target } from '@mizan/protocol'
import type { RegisteredFunction } from '../registry/registry.ts'
import type { Service } from './service.ts'
import type { PublishedTargets } from './targets.ts'

export interface Merges {
  /** JSON texts, for the answer. */
  readonly items: readonly string[]
  /** The slots that they fill. */
  readonly slots: readonly Target[]
}

export const NO_MERGES: Merges = { items: [], slots: [] }

/** Only where one target of the context says exactly which value the result is. */
export function collectMerges(
  declared: RegisteredFunction,
  { published, text }: { readonly published: PublishedTargets; readonly text: string },
  service: Service,
): Merges {
  if (declared.merge.length === 0) return NO_MERGES
  const items: string[] = []
  const slots: Target[] = []
  for (const { context, function: query } of declared.merge) {
    const target = onlyTarget(published, context)
    if (target === undefined || !namesEveryParam(target, context, { query, service })) continue
    const params = JSON.stringify(published.valuesOf(target))
    items.push(`{"context":"${context}","function":"${query}","params":${params},"value":${text}}`)
    slots.push({ ...target, function: query })
  }
  return { items, slots }
}

/** A hidden target counts, and hides the value with it. */
function onlyTarget(published: PublishedTargets, context: string): Target | undefined {
  const ofContext = published.all.filter((target) => target.context === context)
  const only = ofContext.length === 1 ? ofContext[0] : undefined
  return only !== undefined && published.visible.some((target) => target === only) ? only : undefined
}

function namesEveryParam(
  target: Target,
  context: string,
  { query, service }: { readonly query: string; readonly service: Service },
): boolean {
  if (target.function !== undefined && target.function !== query) return false
  const params = service.registry.contexts.get(context)?.params ?? []
  return params.every(
    (param) => !param.usedBy.includes(query) || Object.hasOwn(target.params ?? {}, param.name),
  )
}
