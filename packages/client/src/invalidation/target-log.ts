/** The targets and merges seen while requests are in flight: what voids an answer that began before them (SPEC.md, Races). */
import type { Entry } from '../store/entry.ts'
import { matchesSlot } from './match-entries.ts'
import type { SeenTarget } from './seen-target.ts'

export interface TargetLog {
  add(targets: readonly SeenTarget[], seenAt: number): void
  /** Tick of the first target since `begunAt` that matches the slot, 0 when there is none. */
  firstSince(begunAt: number, entry: Entry, functionName: string): number
  /** Forgets what no request in flight can still meet. */
  prune(oldestBegunAt: number): void
}

export function createTargetLog(): TargetLog {
  let seen: { readonly target: SeenTarget; readonly seenAt: number }[] = []
  return {
    add(targets, seenAt) {
      for (const target of targets) seen.push({ target, seenAt })
    },
    firstSince(begunAt, entry, functionName) {
      return (
        seen.find(({ target, seenAt }) => seenAt > begunAt && matchesSlot(target, entry, functionName))
          ?.seenAt ?? 0
      )
    },
    prune(oldestBegunAt) {
      seen = seen.filter(({ seenAt }) => seenAt > oldestBegunAt)
    },
  }
}
