/** A map that forgets what nobody asked for lately: for what is cheap to make again, and asked for request after request. */

/** Two generations: when the young one is full it becomes the old one, and what was old is gone. Holds up to twice `limit`. */
export class RecentMap<Value> {
  readonly #limit: number
  #young = new Map<string, Value>()
  #old: ReadonlyMap<string, Value> = new Map()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}
