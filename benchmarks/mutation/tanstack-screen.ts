/** The screen on TanStack Query over any typed client: the mutation's `onSuccess` invalidates, as documentation has it. */
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import type { Screen } from './screen.ts'
import type { SlowNetwork, Traffic } from './slow-network.ts'

/** Options of each query as the framework's own binding makes them, by name. */
export type QueryOptions = Readonly<Record<string, { queryKey: readonly unknown[]; queryFn?: unknown }>>

export interface TanstackParts {
  readonly network: SlowNetwork
  readonly queries: QueryOptions
  readonly rename: (name: string) => Promise<unknown>
  /** Names of the queries that the mutation makes stale; undefined invalidates everything. */
  readonly stale: readonly string[] | undefined
}

export class TanstackScreen implements Screen {
  readonly #parts: TanstackParts
  readonly #client = new QueryClient()
  readonly #stops: (() => void)[] = []
  readonly #listeners = new Set<() => void>()
  readonly #shown = new Map<string, unknown>()
  #mutations = 0

  constructor(parts: TanstackParts) {
    this.#parts = parts
  }

  async open(): Promise<void> {
    this.#client.mount()
    for (const [name, options] of Object.entries(this.#parts.queries)) {
      const observer = new QueryObserver(this.#client, {
        ...options,
        staleTime: Number.POSITIVE_INFINITY,
      } as never)
      this.#stops.push(
        observer.subscribe((result) => {
          this.#shown.set(name, result.data)
          for (const listener of this.#listeners) listener()
        }),
      )
    }
    while (!this.isIdle() || [...this.#shown.values()].some((data) => data === undefined))
      await new Promise((resolve) => setTimeout(resolve, 5))
  }

  rename(name: string): void {
    this.#mutations++
    void this.#parts.rename(name).then(() => {
      this.#invalidate()
      this.#mutations--
    })
  }

  shown(): { name: string | undefined; activity: string | undefined } {
    const details = this.#shown.get('project_details') as { name: string } | undefined
    const activity = this.#shown.get('project_activity') as { entries: { text: string }[] } | undefined
    return { name: details?.name, activity: activity?.entries[0]?.text }
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  isIdle(): boolean {
    return this.#mutations === 0 && this.#client.isFetching() === 0
  }

  takeTraffic(): Traffic {
    return this.#parts.network.takeTraffic()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    this.#client.clear()
    this.#client.unmount()
  }

  #invalidate(): void {
    const { stale, queries } = this.#parts
    if (stale === undefined) {
      void this.#client.invalidateQueries()
      return
    }
    for (const name of stale) void this.#client.invalidateQueries({ queryKey: queries[name]?.queryKey ?? [] })
  }
}

export const STALE_BY_RENAME = ['project_details', 'project_stats', 'project_activity']
