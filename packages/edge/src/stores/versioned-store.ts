/**
 * A cache store of two parts: versions of tags that are consistent, and entries that need not be (SPEC.md, CACHE-10, CACHE-14). An entry is
 * given only where the versions that it names are those of now, so that what a shelf does with entries costs fills, and never a stale answer.
 */
import { type CacheStore, createRandomTexts, decodeEntry, encodeEntry, type StoreRead } from '@mizan/cache'
import type { EntryShelf } from './entry-shelf.ts'

/** The part of a store that has to be consistent. Its reads never have an entry. */
export type VersionStore = Pick<CacheStore, 'read' | 'purge' | 'lease' | 'release'>

export function createVersionedStore(versions: VersionStore, shelf: EntryShelf): CacheStore {
  const createRandom = createRandomTexts((bytes) => crypto.getRandomValues(bytes))
  return {
    outlivesProcess: true,
    async read(place, random) {
      const [read, text] = await Promise.all([versions.read(place, random), shelf.get(place.key)])
      const entry = text === undefined ? undefined : decodeEntry(text)
      return { ...read, entry, ...(text !== undefined && entry === undefined && { isCorrupted: true }) }
    },
    async write(place, entry, keepMs) {
      // An entry whose versions are gone already would only lie there. What becomes of them from here on makes it as dead.
      if (!isCurrent(await versions.read(place, createRandom()), entry.versions)) return false
      await shelf.put(place.key, encodeEntry(entry), keepMs)
      return true
    },
    purge: (tags, made) => versions.purge(tags, made),
    lease: (tags, taken) => versions.lease(tags, taken),
    release: (tags, lease) => versions.release(tags, lease),
    close: () => undefined,
  }
}

function isCurrent(read: StoreRead, versions: readonly string[]): boolean {
  return (
    !read.isLeased &&
    read.versions.length === versions.length &&
    read.versions.every((version, index) => version === versions[index])
  )
}
