/** What both caches of the workload are: many mounted entries, three of which one target matches. */

export const ENTRIES_A_LIST = 3

/** In microseconds, nothing else can run meanwhile. */
export interface InvalidationTime {
  /** Until the call is back. */
  readonly call: number
  /** Until the call is back and the reads have begun. */
  readonly total: number
}

export interface MountedCache {
  /** Mounts the entries, each read once. */
  mount(entries: number): Promise<void>
  /** Makes the entries of one list stale. */
  invalidate(list: number): Promise<InvalidationTime>
  /** Answers the reads under way and waits until nothing is to be done any more. */
  settle(): Promise<void>
  /** How often entries of this list were read. */
  readsOf(list: number): number
  readonly reads: number
}

/** Reads that stay under way until somebody lets them go. */
export class Gate<Answer> {
  reads = 0
  lastReadAt = 0
  readonly #byList = new Map<number, number>()
  #waiting: (() => void)[] = []

  /** `beganAt`: when the cache called, where the fake server then had to look at what was asked. */
  read(list: number, answer: () => Answer, beganAt = performance.now()): Promise<Answer> {
    this.reads++
    this.#byList.set(list, this.readsOf(list) + 1)
    this.lastReadAt = beganAt
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(answer()))
    })
  }

  readsOf(list: number): number {
    return this.#byList.get(list) ?? 0
  }

  /** Answers everything, then everything that came of that, until all is quiet. */
  async open(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      const waiting = this.#waiting
      this.#waiting = []
      for (const answer of waiting) answer()
      if (waiting.length > 0) quiet = 0
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }
}
