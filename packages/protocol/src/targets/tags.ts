/** Tags of cached entries and what a target purges of them (SPEC.md, Tags), and RFC 9875 cache groups. */
import { MAX_CACHE_GROUPS, MAX_EXACT_TAG_PARAMS } from '../generated/limits.ts'
import { sha256Hex } from '../keys/sha256.ts'
import { encodeTarget } from './encode-target.ts'
import type { Target } from './target.ts'

export interface TaggedEntry {
  readonly context: string
  /** Canonical texts by name. */
  readonly params?: Readonly<Record<string, string>>
  /** Text of the identity where the context is user-scoped. */
  readonly own?: string
}

/**
 * Header texts of the tags under which an entry is stored, sorted. `declared` names the params of the context: with up to four
 * of them every subset of the entry's params is a tag, with more only the context, each single param and `own`.
 */
export function tagsOfEntry(declared: readonly string[], entry: TaggedEntry): string[] {
  const { context, params = {}, own } = entry
  const names = Object.keys(params)
  const sets = isExact(declared) ? subsets(names) : [[], ...names.map((name) => [name])]
  const tags = sets.map((set): Target => ({ context, params: pick(params, set) }))
  if (own !== undefined)
    tags.push(...(isExact(declared) ? tags : [{ context }]).map((tag) => ({ ...tag, own })))
  return tags.map(encodeTarget).sort()
}

/** Header texts of the tags that a target purges: one. Never narrower than the target, whose `function` is dropped. */
export function tagsOfTarget(declared: readonly string[], target: Target): string[] {
  const { context, params = {}, own } = target
  if (isExact(declared)) return [encodeTarget({ context, params, ...(own && { own }) })]
  const first = Object.keys(params).sort()[0]
  if (first !== undefined) return [encodeTarget({ context, params: pick(params, [first]) })]
  return [encodeTarget({ context, ...(own && { own }) })]
}

/** RFC 9875 group of each tag, 32 hex digits, each once, by tag; a header takes no more than `LIMITS.maxCacheGroups` of them. */
export function cacheGroups(tags: readonly string[]): string[] {
  return [...new Set(tags)].toSorted().slice(0, MAX_CACHE_GROUPS).map(cacheGroup)
}

/** The groups that a mutation makes stale: those of the tags, or where they are too many those of the tags' contexts. */
export function staleCacheGroups(tags: readonly string[]): string[] {
  const fits = new Set(tags).size <= MAX_CACHE_GROUPS
  return cacheGroups(fits ? tags : tags.map((tag) => tag.replace(/[.;].*$/s, '')))
}

/** The first 32 hex digits of the SHA-256 of a tag's header text. */
export function cacheGroup(tag: string): string {
  return sha256Hex(tag).slice(0, 32)
}

function isExact(declared: readonly string[]): boolean {
  return declared.length <= MAX_EXACT_TAG_PARAMS
}

function pick(params: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) picked[name] = String(params[name])
  return picked
}

function subsets(names: readonly string[]): string[][] {
  let sets: string[][] = [[]]
  for (const name of names) sets = [...sets, ...sets.map((set) => [...set, name])]
  return sets
}
