/** The life of one run: its abort signal, made only when somebody asks for it. */

/** What a run is part of: a request, or another run. */
export interface ScopeParent {
  readonly signal?: AbortSignal | undefined
}

export class RunScope {
  readonly #owner: ScopeParent
  #parent: AbortSignal | undefined
  #controller: AbortController | undefined
  #reason: unknown
  #ended = false
  #follow: (() => void) | undefined

  /** The owner's signal is asked for when this one's is, so that an edge need not make one for every request. */
  constructor(owner: ScopeParent) {
    this.#owner = owner
  }

  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal
    const controller = new AbortController()
    this.#controller = controller
    const parent = this.#owner.signal
    this.#parent = parent
    if (this.#ended) controller.abort(this.#reason)
    else if (parent?.aborted) controller.abort(parent.reason)
    else if (parent !== undefined) {
      this.#follow = () => controller.abort(parent.reason)
      parent.addEventListener('abort', this.#follow, { once: true })
    }
    return controller.signal
  }

  /** By the deadline of the run, not by its client. */
  get isAborted(): boolean {
    return this.#ended
  }

  /** The deadline passed. */
  abort(reason: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#reason = reason
    this.#controller?.abort(reason)
    this.#release()
  }

  /** The run is over: nothing of it stays attached to a longer-lived parent. */
  release(): void {
    this.#release()
  }

  #release(): void {
    if (this.#follow !== undefined) this.#parent?.removeEventListener('abort', this.#follow)
  }
}
