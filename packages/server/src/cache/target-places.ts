/** What a purge of targets means to a store: tags, by context (SPEC.md, CACHE-8, CACHE-9). */
import type { TagPlace } from '@mizan/cache'
import { LIMITS, type Target, tagsOfTarget } from '@mizan/protocol'
import type { Registry } from '../registry/registry.ts'

/** No entry has a longer one: its own text would not fit into a header, and it would not be kept (CACHE-1). The identity comes on top. */
const LONGEST_TAG = LIMITS.maxHeaderBytes + '_mizan_own'.length + 64

/** Sorted tags, each once. A context that the app does not declare has its own tag alone. */
export function toTagPlaces(
  targets: readonly Target[],
  { contexts }: Pick<Registry, 'contexts'>,
): readonly TagPlace[] {
  const byContext = new Map<string, Set<string>>()
  for (const target of targets) {
    const declared = contexts.get(target.context)?.params.map((param) => param.name) ?? []
    const tags = byContext.get(target.context) ?? new Set<string>()
    for (const tag of tagsOfTarget(declared, target)) if (tag.length <= LONGEST_TAG) tags.add(tag)
    byContext.set(target.context, tags)
  }
  return [...byContext].map(([context, tags]) => ({ context, tags: [...tags].sort() }))
}
