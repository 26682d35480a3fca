/** TanStack Query with as many observers, invalidated as its documentation has it: by a partial key. */
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { ENTRIES_A_LIST, Gate, type InvalidationTime, type MountedCache } from './mounted-cache.ts'

export class TanstackCache implements MountedCache {
  readonly #gate = new Gate<unknown>()
  readonly #client = new QueryClient()

  async mount(entries: number): Promise<void> {
    this.#client.mount()
    for (let at = 0; at < entries; at++) {
      const [list, page] = [Math.floor(at / ENTRIES_A_LIST), at % ENTRIES_A_LIST]
      new QueryObserver(this.#client, {
        queryKey: ['list', { list_id: list, page }],
        queryFn: () =>
          this.#gate.read(list, () =>
            JSON.parse(`{"list_id":${list},"page":${page},"titles":["one","two","three"]}`),
          ),
        staleTime: Number.POSITIVE_INFINITY,
      }).subscribe(() => undefined)
      if (at % 500 === 499) await this.settle()
    }
    await this.settle()
  }

  async invalidate(list: number): Promise<InvalidationTime> {
    const begun = performance.now()
    void this.#client.invalidateQueries({ queryKey: ['list', { list_id: list }] })
    const back = performance.now()
    await new Promise((resolve) => setImmediate(resolve))
    const begunReading = Math.max(back, this.#gate.lastReadAt)
    return { call: (back - begun) * 1000, total: (begunReading - begun) * 1000 }
  }

  settle(): Promise<void> {
    return this.#gate.open()
  }

  readsOf(list: number): number {
    return this.#gate.readsOf(list)
  }

  get reads(): number {
    return this.#gate.reads
  }
}
