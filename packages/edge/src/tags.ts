/**
 * Tags of what an edge keeps, and the tags that targets purge (SPEC.md, CACHE-8, CACHE-9). A tag stands in the store as its RFC 9875 group,
 * so that targets and `Cache-Group-Invalidation` purge the same; the context's own name is a tag of every entry of it, too.
 */
import type { TagPlace } from '@mizan/cache'
import { cacheGroup, type Target, tagsOfEntry, tagsOfTarget } from '@mizan/protocol'
import type { EdgePlan, PlannedContext, PlannedView } from './plan.ts'

export interface EdgeEntry {
  readonly context: PlannedContext
  readonly view?: PlannedView
  /** Canonical texts by name. */
  readonly texts: Readonly<Record<string, string>>
  /** Of its reader; absent when public. */
  readonly own?: string
}

/** Everything, or some of it. */
export type Purge = readonly Target[] | '*'

/** Sorted. */
export function tagsOf({ context, view, texts, own }: EdgeEntry): string[] {
  const declared = view === undefined ? context.declared : Object.keys(view.params)
  const head = view === undefined ? context.name : headOf(view)
  const reader = own === undefined ? {} : { own }
  const tags = tagsOfEntry(declared, { context: head, params: texts, ...reader })
  return [context.name, ...tags.map(cacheGroup)].toSorted()
}

/** What to give new versions for these targets. A target that the manifest does not understand is taken for its whole context. */
export function placesOf(purge: Purge, plan: EdgePlan): TagPlace[] {
  if (purge === '*') return [...plan.contexts.keys()].map((context) => ({ context, tags: [context] }))
  const byContext = new Map<string, Set<string>>()
  for (const target of purge) {
    const context = plan.contexts.get(target.context)
    // There is no entry of a context that the manifest does not have.
    if (context === undefined) continue
    const tags = byContext.get(context.name) ?? new Set<string>()
    byContext.set(context.name, tags)
    for (const tag of tagsPurged(target, context)) tags.add(tag)
  }
  return [...byContext].map(([context, tags]) => ({
    context,
    tags: tags.has(context) ? [context] : [...tags].toSorted(),
  }))
}

/** The value of `Cache-Group-Invalidation`: where it is the only word of what became stale. Views stand in no group: all of them go. */
export function placesOfGroups(header: string, plan: EdgePlan): TagPlace[] {
  const groups = header.split(',').map((text) => /^[ \t]*"([0-9a-f]{32})"[ \t]*$/.exec(text)?.[1])
  if (groups.includes(undefined)) return placesOf('*', plan)
  return [...plan.contexts.values()].map((context) => ({
    context: context.name,
    tags: [...groups.map(String), ...context.views.map((view) => cacheGroup(headOf(view)))].toSorted(),
  }))
}

function tagsPurged(target: Target, context: PlannedContext): string[] {
  const { params = {}, own } = target
  const isKnown = Object.keys(params).every((name) => context.declared.includes(name))
  // `own` without a text names nobody: everybody is meant.
  if (!isKnown || own === true) return [context.name]
  const tags = tagsOfTarget(context.declared, target).map(cacheGroup)
  if (own !== undefined) return tags
  // A view's entry has only the params that it declares (INV-2): the others are not looked at.
  const ofViews = context.views.flatMap((view) => {
    const names = Object.keys(view.params)
    const shown = Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)))
    return tagsOfTarget(names, { context: headOf(view), params: shown })
  })
  return [...tags, ...ofViews.map(cacheGroup)]
}

function headOf({ context, function: { name } }: PlannedView): string {
  return `${context.name}.${name}`
}
