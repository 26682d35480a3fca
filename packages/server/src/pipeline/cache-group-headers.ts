/** Values of `Cache-Groups` and `Cache-Group-Invalidation` (RFC 9875; SPEC.md, INV-26, INV-27). */
import { cacheGroups, staleCacheGroups } from '@mizan/protocol'
import { remember } from './remember.ts'

/** From the header texts of tags. */
export interface GroupHeaders {
  /** `entry` is the text of X-Mizan-Entry; it says which tags there are, so that they are seldom made. Empty: not remembered. */
  ofEntry(entry: string, makeTags: () => readonly string[]): string
  ofTargets(tags: readonly string[]): string
}

interface AskedEntry {
  readonly entry: string
  readonly makeTags: () => readonly string[]
}

const REMEMBERED_HEADERS = 500

export function createGroupHeaders(): GroupHeaders {
  const memory = { toKey: (tags: readonly string[]) => tags.join(' '), limit: REMEMBERED_HEADERS }
  const ofEntry = remember(({ makeTags }: AskedEntry) => toStringList(cacheGroups(makeTags())), {
    toKey: ({ entry }) => entry,
    limit: REMEMBERED_HEADERS,
  })
  return {
    ofEntry: (entry, makeTags) =>
      entry === '' ? toStringList(cacheGroups(makeTags())) : ofEntry({ entry, makeTags }),
    ofTargets: remember((tags: readonly string[]) => toStringList(staleCacheGroups(tags.toSorted())), memory),
  }
}

/** RFC 9651 strings; hex digits need no escapes. */
function toStringList(groups: readonly string[]): string {
  return groups.map((group) => `"${group}"`).join(', ')
}
