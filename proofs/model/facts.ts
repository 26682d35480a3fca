/** What the model's database holds, and held. */

export interface User {
  readonly id: string
  readonly permissions: readonly string[]
  readonly name: number
}

/** A set of entries that a mutation changes: of a context, with these params, of one user only. */
export interface Change {
  readonly shape: string
  readonly params: Readonly<Record<string, string>>
  readonly own?: string
}

export interface Facts {
  /** How often each change was made, by its text. */
  readonly changes: ReadonlyMap<string, { readonly change: Change; readonly count: number }>
  readonly users: ReadonlyMap<string, User>
  readonly isFailing: boolean
}

/** Whose answers a commit changed, roughly: those of a context, those in which a user stands, those that fail. */
export type Touched = { readonly shape: string } | { readonly user: string } | { readonly isFailing: boolean }

export interface Commit {
  readonly facts: Facts
  readonly atMs: number
  readonly touched: Touched
  /** The turn in which its mutation was answered, or its process died. Until then readers may see either. */
  endedAt: number
}

/** Every state that a reader under way, or a replica, may still see. */
export class History {
  readonly #commits: Commit[]

  constructor(facts: Facts) {
    const touched = { isFailing: false }
    this.#commits = [{ facts, atMs: Number.NEGATIVE_INFINITY, touched, endedAt: -1 }]
  }

  get facts(): Facts {
    return (this.#commits.at(-1) as Commit).facts
  }

  commit(facts: Facts, made: { readonly atMs: number; readonly touched: Touched }): Commit {
    const commit = { facts, ...made, endedAt: Number.POSITIVE_INFINITY }
    this.#commits.push(commit)
    return commit
  }

  /**
   * States that who began at that turn may see, as far as they differ in what is touched: the last that had ended, and all since. With
   * `sinceMs` also those that a replica may still have had then.
   */
  statesFor(
    turn: number,
    isTouched: (touched: Touched) => boolean,
    sinceMs = Number.POSITIVE_INFINITY,
  ): Facts[] {
    const states: Facts[] = []
    for (let place = this.#commits.length - 1; place > 0; place -= 1) {
      const commit = this.#commits[place]
      if (commit === undefined || !isTouched(commit.touched)) continue
      states.push(commit.facts)
      if (commit.endedAt < turn && commit.atMs <= sinceMs) return states
    }
    return [...states, (this.#commits[0] as Commit).facts]
  }

  /** States that a replica may have that is so old at most. */
  statesSince(atMs: number): Facts[] {
    const first = this.#commits.findLastIndex((commit) => commit.atMs <= atMs)
    return this.#commits.slice(first).map(({ facts }) => facts)
  }

  /** Nobody asks any more for what had ended before. */
  forget(before: { readonly turn: number; readonly atMs: number }): void {
    const kept = this.#commits.findIndex(({ endedAt, atMs }) => endedAt >= before.turn || atMs >= before.atMs)
    this.#commits.splice(0, Math.max(0, (kept < 0 ? this.#commits.length : kept) - 1))
  }
}

export function toChangeText({ shape, params, own }: Change): string {
  const names = Object.keys(params).sort()
  return JSON.stringify([shape, names.map((name) => [name, params[name]]), own ?? null])
}

export function withChanges(facts: Facts, changes: readonly Change[]): Facts {
  const counts = new Map(facts.changes)
  for (const change of changes) {
    const text = toChangeText(change)
    counts.set(text, { change, count: (counts.get(text)?.count ?? 0) + 1 })
  }
  return { ...facts, changes: counts }
}
