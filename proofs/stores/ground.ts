/** The stores that the proofs stand on, each with what a proof does to it from outside. */
import type { Awaitable, CacheStore, TagPlace } from '@mizan/cache'

export interface Ground {
  readonly name: string
  /** What it holds lives on when a process ends, and other processes see it. */
  readonly isShared: boolean
  /** Its clock is the one that `open` is given. */
  readonly hasClock: boolean
  /** Its operations make promises: runs over it can take turns. */
  readonly isWaitedFor: boolean
  /** A place of its own, apart from all that were opened before. */
  open(now: () => number): Rig
  close(): Awaitable<void>
}

export interface Rig {
  /** A name that begins no other rig's contexts. */
  readonly context: string
  /** The store as one more process sees it. */
  connect(): CacheStore
  /** As if every lease on the tags had been taken long ago. */
  lapse(place: TagPlace): Awaitable<void>
  /** As if the store had needed the room. */
  evict(place: TagPlace): Awaitable<void>
}

let count = 0

export function freshContext(): string {
  count += 1
  return `c${count}x`
}

/** What became of the text of a tag record when all its leases lapsed. */
export function lapseText(record: string): string {
  return record.replaceAll(/=[0-9]+/g, '=1')
}

/** Keys of tags in stores that have keys. */
export function toKeys({ context, tags }: TagPlace): string[] {
  return tags.map((tag) => `mizan:{${context}}:t:${tag}`)
}
