/** Values of `Cache-Groups` and `Cache-Group-Invalidation` (RFC 9875; SPEC.md, INV-26, INV-27). */
import { cacheGroups, staleCacheGroups } from '@mizan/protocol'
import { remember } from './remember.ts'

/** From the header texts of tags. */
export interface GroupHeaders {
  ofEntry(tags: readonly string[]): string
  ofTargets(tags: readonly string[]): string
}

const REMEMBERED_HEADERS = 500

export function createGroupHeaders(): GroupHeaders {
  const memory = { toKey: (tags: readonly string[]) => tags.join(' '), limit: REMEMBERED_HEADERS }
  return {
    ofEntry: remember((tags: readonly string[]) => toStringList(cacheGroups(tags)), memory),
    ofTargets: remember((tags: readonly string[]) => toStringList(staleCacheGroups(tags.toSorted())), memory),
  }
}

/** RFC 9651 strings; hex digits need no escapes. */
function toStringList(groups: readonly string[]): string {
  return groups.map((group) => `"${group}"`).join(', ')
}
