/** Purges that the store did not take: kept, and delivered before this process reads from the store again (SPEC.md, CACHE-21). */
import type { Awaitable, TagPlace } from './cache-store.ts'

/** New versions for `tags`; the end of `lease` on them and on `leased`. */
export interface PlacePurge extends TagPlace {
  readonly lease?: string
  readonly leased?: readonly string[]
}

/** Of one context; more become one purge of the context's own tag, which every entry of it has. */
const MAX_OF_CONTEXT = 64

export class PendingPurges {
  readonly #byContext = new Map<string, PlacePurge[]>()

  get isEmpty(): boolean {
    return this.#byContext.size === 0
  }

  add(purge: PlacePurge): void {
    const { context } = purge
    const waiting = this.#byContext.get(context)
    if (waiting === undefined) this.#byContext.set(context, [purge])
    else if (waiting.length < MAX_OF_CONTEXT) waiting.push(purge)
    // Their leases lapse by themselves.
    else this.#byContext.set(context, [{ context, tags: [context] }])
  }

  /** Whether all that wait now are delivered. More may have come meanwhile. */
  async deliver(send: (purge: PlacePurge) => Awaitable<true | undefined>): Promise<boolean> {
    const waiting = [...this.#byContext.values()].flat()
    const sent = await Promise.all(waiting.map(async (purge) => send(purge)))
    for (const [index, purge] of waiting.entries()) if (sent[index] === true) this.#remove(purge)
    return sent.every((isSent) => isSent === true)
  }

  #remove(purge: PlacePurge): void {
    const left = this.#byContext.get(purge.context)?.filter((one) => one !== purge) ?? []
    if (left.length === 0) this.#byContext.delete(purge.context)
    else this.#byContext.set(purge.context, left)
  }
}
