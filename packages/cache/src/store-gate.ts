/** A store that fails or hangs is asked once, then left alone for a while: it costs no request its answer (SPEC.md, CACHE-21). */
import type { Awaitable } from './cache-store.ts'
import { isPromise, whenDone } from './when-done.ts'

export interface CacheClock {
  /** Runs `callback` once after `delayMs`; the function it returns takes that back. */
  after(delayMs: number, callback: () => void): () => void
}

export type StoreOperation = 'read' | 'write' | 'purge' | 'lease' | 'release' | 'close'

export interface CacheProblem {
  /** What failed. `fill`: a run in the background, after an answer that was past its time. */
  readonly operation: StoreOperation | 'fill'
  readonly error: unknown
}

export interface GateOptions {
  readonly clock: CacheClock
  readonly timeoutMs: number
  readonly report: (problem: CacheProblem) => void
  /** Asks the store again, by `attempt`; whether it answered. */
  readonly recover: () => Awaitable<boolean>
  /** Told when the gate is open again. */
  readonly onOpen: () => void
}

const FIRST_BACKOFF_MS = 100
/** Also bounds how long after its recovery a store is still bypassed. */
const LONGEST_BACKOFF_MS = 2000
/** Of a store that hangs, so many operations wait at once for what it will never say. */
const MAX_INSISTING = 16
/** A store that is full refuses every entry: told once in a while. */
const REFUSED_AGAIN_MS = 60_000

export class StoreGate {
  /** The store answered when it was asked last. */
  isOpen = true
  readonly #options: GateOptions
  #backoffMs = FIRST_BACKOFF_MS
  #cancel: (() => void) | undefined
  #isDone = false
  #isRefusing = false
  #isRetrying = false
  #insisting = 0

  constructor(options: GateOptions) {
    this.#options = options
  }

  /** The store's answer; undefined, at once where the store is left alone, when there is none. A failure closes the gate. */
  ask<Answer>(operation: StoreOperation, work: () => Awaitable<Answer>): Awaitable<Answer | undefined> {
    return this.isOpen ? this.attempt(operation, work) : undefined
  }

  /**
   * Asked also where the gate is closed: what a mutation has to say matters to other processes, for which the store may be there again.
   * An answer opens the gate.
   */
  insist<Answer>(operation: StoreOperation, work: () => Awaitable<Answer>): Awaitable<Answer | undefined> {
    if (this.isOpen) return this.attempt(operation, work)
    if (this.#insisting >= MAX_INSISTING) return undefined
    this.#insisting += 1
    return whenDone(this.attempt(operation, work), (answer) => {
      this.#insisting -= 1
      if (answer !== undefined && !this.isOpen) void this.#retry()
      return answer
    })
  }

  /** The same as `ask`, whether the gate is open or closed. What comes after `timeoutMs` is not heard. */
  attempt<Answer>(operation: StoreOperation, work: () => Awaitable<Answer>): Awaitable<Answer | undefined> {
    let answer: Awaitable<Answer>
    try {
      answer = work()
    } catch (error) {
      this.#fail(operation, error)
      return undefined
    }
    return isPromise(answer) ? this.#within(operation, answer) : answer
  }

  close(): void {
    this.#isDone = true
    this.#cancel?.()
  }

  #within<Answer>(operation: StoreOperation, work: Promise<Answer>): Promise<Answer | undefined> {
    const { clock, timeoutMs } = this.#options
    return new Promise((resolve) => {
      let isHeard = true
      const end = (answer: Answer | undefined): void => {
        isHeard = false
        resolve(answer)
      }
      const cancel = clock.after(timeoutMs, () => {
        this.#shut(operation, new Error(`the cache store did not answer within ${timeoutMs} ms`))
        end(undefined)
      })
      work.then(
        (answer) => {
          cancel()
          if (isHeard) end(answer)
        },
        (error: unknown) => {
          if (!isHeard) return
          cancel()
          this.#fail(operation, error)
          end(undefined)
        },
      )
    })
  }

  /** An entry that is refused costs nothing: other entries may still be read. */
  #fail(operation: StoreOperation, error: unknown): void {
    if (operation !== 'write') this.#shut(operation, error)
    else if (!this.#isRefusing) {
      this.#isRefusing = true
      this.#options.clock.after(REFUSED_AGAIN_MS, () => {
        this.#isRefusing = false
      })
      this.#options.report({ operation, error })
    }
  }

  /** Told once: what fails while the gate is closed says nothing new. */
  #shut(operation: StoreOperation, error: unknown): void {
    if (!this.isOpen) return
    this.isOpen = false
    if (this.#isDone) return
    this.#options.report({ operation, error })
    this.#wait()
  }

  #wait(): void {
    if (this.#isDone) return
    const delayMs = this.#backoffMs
    this.#backoffMs = Math.min(delayMs * 2, LONGEST_BACKOFF_MS)
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#retry())
  }

  /** In the background: no request waits for it. */
  async #retry(): Promise<void> {
    if (this.#isRetrying || this.#isDone) return
    this.#isRetrying = true
    this.#cancel?.()
    const isBack = await this.#options.recover()
    this.#isRetrying = false
    if (!isBack) return this.#wait()
    this.isOpen = true
    this.#backoffMs = FIRST_BACKOFF_MS
    this.#options.onOpen()
  }
}
