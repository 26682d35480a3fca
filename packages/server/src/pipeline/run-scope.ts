/** The life of one run: its abort signal, made only when somebody asks for it. */

export class RunScope {
  readonly #findParent: () => AbortSignal | undefined
  #parent: AbortSignal | undefined
  #controller: AbortController | undefined
  #reason: unknown
  #ended = false

  /** `findParent` is asked when the signal is, so that an edge need not make one for every request. */
  constructor(findParent: () => AbortSignal | undefined) {
    this.#findParent = findParent
  }

  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal
    const controller = new AbortController()
    this.#controller = controller
    this.#parent = this.#findParent()
    if (this.#ended) controller.abort(this.#reason)
    else if (this.#parent?.aborted) controller.abort(this.#parent.reason)
    else this.#parent?.addEventListener('abort', this.#follow, { once: true })
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

  readonly #follow = (): void => this.#controller?.abort(this.#parent?.reason)

  #release(): void {
    if (this.#controller !== undefined) this.#parent?.removeEventListener('abort', this.#follow)
  }
}
