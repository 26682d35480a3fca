/** One computation per key and versions at a time in a process (SPEC.md, CACHE-20): who asks meanwhile waits for it. */
import type { Asked, Miss } from './look-up.ts'

/** What every reader of the key may have. */
export interface Bundle {
  readonly body: string
  /** With its quotes. */
  readonly etag: string
}

/** Undefined when the run failed, or its answer is its own reader's alone: who waited runs for himself. */
export type Flight = Promise<Bundle | undefined>

export class Flights {
  readonly #byName = new Map<string, Flight>()
  /** Contexts whose last run could not be shared: waiting for the next one would only take longer. There is one of them for each context at most. */
  readonly #unshared = new Set<string>()

  join(asked: Asked, miss: Miss): Flight | undefined {
    return this.#byName.get(toName(asked, miss))
  }

  /** Until `ended` settles. Another that began before stays the one to be joined. */
  begin(asked: Asked, miss: Miss, { shared, ended }: { shared: Flight; ended: Promise<unknown> }): void {
    const name = toName(asked, miss)
    if (this.#byName.has(name) || this.#unshared.has(asked.context)) return
    this.#byName.set(name, shared)
    void ended.then(() => this.#byName.delete(name))
  }

  noteShared({ context }: Asked, isShared: boolean): void {
    if (isShared) this.#unshared.delete(context)
    else this.#unshared.add(context)
  }
}

/** With the versions: a reader who asked after a purge read others, and never joins a run that began before it. */
function toName({ key, fingerprint, pkey = '' }: Asked, { versions, needsPrimary }: Miss): string {
  return `${key} ${fingerprint} ${pkey} ${needsPrimary} ${versions.join(' ')}`
}
