/** What a read of the store means for the reader who asked (SPEC.md, CACHE-14, CACHE-16, CACHE-18, CACHE-22). */
import type { CacheEntry, EntryPlace, StoreRead } from './cache-store.ts'

/** A bundle, asked for by one reader. */
export interface Asked extends EntryPlace {
  /** `X-Mizan-Schema` of the context. */
  readonly fingerprint: string
  /** Of the reader; absent where the context is public. */
  readonly pkey?: string
  readonly ttlMs: number
}

export type Look = Hit | Miss | Bypass

export interface Hit {
  readonly state: 'hit'
  readonly entry: CacheEntry
  /** Past its ttl, within `staleWhileRevalidateMs`: good for this answer, and to be filled anew by this miss. */
  readonly expired?: Miss
}

/** To be run; what comes of it may be kept. */
export interface Miss {
  readonly state: 'miss'
  readonly versions: readonly string[]
  /** The store's clock when the versions were read. */
  readonly nowMs: number
  /** The queries must read the primary: a replica may not have the latest commit yet. */
  readonly needsPrimary: boolean
}

/** To be run for this reader alone. */
export interface Bypass {
  readonly state: 'bypass'
  /** `leased`: a mutation is under way. `failing`: the store does not answer. `settling`: replicas may lag and no primary can be read. */
  readonly reason: 'leased' | 'failing' | 'settling'
  readonly needsPrimary: boolean
  /** What is read now may be older than a mutation that was answered; after so many milliseconds it is not (`X-Mizan-Settle`). */
  readonly settleMs?: number
}

export interface LookOptions {
  readonly staleWhileRevalidateMs: number
  readonly replicaLagMs: number
  readonly hasPrimary: boolean
}

export function judgeRead(asked: Asked, read: StoreRead, options: LookOptions): Look {
  if (read.isLeased) return bypass('leased', options)
  const { entry, versions, nowMs } = read
  const lagMs = options.replicaLagMs - read.ageMs
  const isSettling = options.replicaLagMs > 0 && lagMs > 0
  if (entry !== undefined && isSameReader(asked, entry) && isSame(entry.versions, versions)) {
    const leftMs = entry.storedAtMs + entry.ttlMs - nowMs
    // An entry of the future tells that the clock went back: its age is unknown.
    const isOfTheFuture = entry.storedAtMs > nowMs
    if (leftMs > 0 && !isOfTheFuture) return { state: 'hit', entry }
    if (leftMs + options.staleWhileRevalidateMs > 0 && !isOfTheFuture && !isSettling)
      return { state: 'hit', entry, expired: { state: 'miss', versions, nowMs, needsPrimary: false } }
  }
  if (isSettling && !options.hasPrimary) return { ...bypass('settling', options), settleMs: Math.ceil(lagMs) }
  return { state: 'miss', versions, nowMs, needsPrimary: isSettling }
}

/** Nobody knows here when the last mutation was: replicas are given their whole lag. */
export function bypass(reason: Bypass['reason'], { replicaLagMs, hasPrimary }: LookOptions): Bypass {
  const hasReplicas = replicaLagMs > 0
  const needsPrimary = hasReplicas && hasPrimary
  return {
    state: 'bypass',
    reason,
    needsPrimary,
    ...(hasReplicas && !hasPrimary && { settleMs: Math.ceil(replicaLagMs) }),
  }
}

function isSameReader(asked: Asked, entry: CacheEntry): boolean {
  return entry.fingerprint === asked.fingerprint && entry.pkey === asked.pkey
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((version, index) => version === other[index])
}
