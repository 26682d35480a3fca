/** The order of mutations: those that share a scope are sent one after the other, others at once. */

import type { SeenTarget } from '../invalidation/seen-target.ts'
import type { Kernel } from '../kernel.ts'
import { textsOf } from '../store/entry.ts'

export interface Turn {
  readonly targets: readonly SeenTarget[]
  readonly done: Promise<void>
}

export interface TakenTurn {
  /** Undefined when it is this mutation's turn already; never rejects. */
  readonly before: Promise<unknown> | undefined
  end(): void
}

export function takeTurn(kernel: Kernel, targets: readonly SeenTarget[]): TakenTurn {
  const earlier = [...kernel.turns].filter((other) => isShared(other.targets, targets))
  const { promise, resolve } = Promise.withResolvers<void>()
  const turn: Turn = { targets, done: promise }
  kernel.turns.add(turn)
  return {
    before: earlier.length === 0 ? undefined : Promise.all(earlier.map(({ done }) => done)),
    end() {
      kernel.turns.delete(turn)
      resolve()
    },
  }
}

/** Whether one entry may be matched by both. */
function isShared(some: readonly SeenTarget[], others: readonly SeenTarget[]): boolean {
  return some.some((a) => others.some((b) => overlaps(a, b)))
}

function overlaps(a: SeenTarget, b: SeenTarget): boolean {
  if (a.context !== b.context) return false
  if (a.function !== undefined && b.function !== undefined && a.function !== b.function) return false
  const texts = textsOf(b.wire, {})
  return Object.entries(textsOf(a.wire, {})).every(
    ([name, text]) => !Object.hasOwn(texts, name) || texts[name] === text,
  )
}
