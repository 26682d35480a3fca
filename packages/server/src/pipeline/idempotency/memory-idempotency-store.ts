/** Outcomes in the memory of one process: bounded, gone with it. At least once, not exactly once. */
import type {
  IdempotencyClaim,
  IdempotencyKey,
  IdempotencyOutcome,
  IdempotencyRecord,
  IdempotencyStore,
} from './idempotency-store.ts'

export interface MemoryIdempotencyOptions {
  /** Characters of all kept outcomes together; the oldest go first. Default 16 Mi. */
  readonly maxChars?: number
  /** Default 10000. */
  readonly maxRecords?: number
  /** Milliseconds; default the clock of the machine. */
  readonly now?: () => number
}

interface Ended {
  readonly hash: string
  readonly expiresAt: number
  /** JSON of the outcome. */
  readonly text: string
}

export function createMemoryIdempotencyStore(options: MemoryIdempotencyOptions = {}): IdempotencyStore {
  return new MemoryIdempotencyStore(options)
}

class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #maxChars: number
  readonly #maxRecords: number
  readonly #now: () => number
  /** Runs that go on. They are never evicted, and there are no more of them than requests under way. */
  readonly #running = new Map<string, { readonly hash: string; readonly keepMs: number }>()
  /** In the order in which they ended. */
  readonly #ended = new Map<string, Ended>()
  #chars = 0

  constructor({ maxChars = 16_777_216, maxRecords = 10_000, now = Date.now }: MemoryIdempotencyOptions) {
    this.#maxChars = maxChars
    this.#maxRecords = maxRecords
    this.#now = now
  }

  begin(key: IdempotencyKey, { hash, keepMs }: IdempotencyClaim): IdempotencyRecord | undefined {
    const name = toName(key)
    const running = this.#running.get(name)
    if (running !== undefined) return { hash: running.hash, outcome: undefined }
    const ended = this.#ended.get(name)
    if (ended !== undefined && ended.expiresAt > this.#now())
      return { hash: ended.hash, outcome: JSON.parse(ended.text) as IdempotencyOutcome }
    this.#forget(name)
    this.#running.set(name, { hash, keepMs })
    return undefined
  }

  finish(key: IdempotencyKey, outcome: IdempotencyOutcome): void {
    const name = toName(key)
    const running = this.#running.get(name)
    if (running === undefined) return
    this.#running.delete(name)
    const text = JSON.stringify(outcome)
    this.#ended.set(name, { hash: running.hash, text, expiresAt: this.#now() + running.keepMs })
    this.#chars += text.length + name.length
    this.#evict()
  }

  release(key: IdempotencyKey): void {
    this.#running.delete(toName(key))
  }

  #evict(): void {
    const now = this.#now()
    for (const [name, { expiresAt }] of this.#ended) {
      const isOver = this.#ended.size > this.#maxRecords || this.#chars > this.#maxChars
      if (!isOver && expiresAt > now) return
      this.#forget(name)
    }
  }

  #forget(name: string): void {
    const slot = this.#ended.get(name)
    if (slot === undefined) return
    this.#ended.delete(name)
    this.#chars -= slot.text.length + name.length
  }
}

/** None of the three can hold a space. */
function toName({ identity, function: name, key }: IdempotencyKey): string {
  return `${identity} ${name} ${key}`
}
