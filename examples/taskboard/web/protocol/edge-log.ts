/** What an edge before the app did for this page, as its answers say in `Server-Timing`; nothing where no edge stands. */

export interface EdgeSums {
  readonly hits: number
  readonly misses: number
  readonly forwarded: number
  readonly purges: number
  /** Latest first: `hit /api/…`, `purge user;user_id=5`. */
  readonly latest: readonly string[]
}

export interface EdgeLog {
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until something happened; undefined where no edge answered. */
  readonly read: () => EdgeSums | undefined
}

const KEPT_LINES = 8
const NOTHING: EdgeSums = { hits: 0, misses: 0, forwarded: 0, purges: 0, latest: [] }

/** `observe` tells of every answer that the page got. */
export function createEdgeLog(observe: (tell: (entry: TimedAnswer) => void) => void): EdgeLog {
  let sums: EdgeSums | undefined
  const listeners = new Set<() => void>()
  observe((entry) => {
    const before = sums
    for (const { name, description } of entry.serverTiming)
      sums = withTiming(sums, name, { description, entry })
    if (sums === before) return
    for (const listener of listeners) listener()
  })
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => sums,
  }
}

export interface TimedAnswer {
  /** Its URL. */
  readonly name: string
  readonly serverTiming: readonly { readonly name: string; readonly description: string }[]
}

export function observePage(tell: (entry: TimedAnswer) => void): void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry instanceof PerformanceResourceTiming) tell(entry)
  })
  observer.observe({ type: 'resource', buffered: true })
}

function withTiming(
  sums: EdgeSums | undefined,
  name: string,
  { description, entry }: { readonly description: string; readonly entry: TimedAnswer },
): EdgeSums | undefined {
  const known = sums ?? NOTHING
  const { pathname, search } = new URL(entry.name, 'http://page.invalid')
  const line = `${description} ${pathname}${search}`
  if (name === 'mizan-purge') return { ...withLine(known, `purge ${description}`), purges: known.purges + 1 }
  if (name !== 'mizan-edge') return sums
  if (description === 'hit') return { ...withLine(known, line), hits: known.hits + 1 }
  if (description === 'miss') return { ...withLine(known, line), misses: known.misses + 1 }
  return { ...known, forwarded: known.forwarded + 1 }
}

function withLine(sums: EdgeSums, line: string): EdgeSums {
  return { ...sums, latest: [line, ...sums.latest].slice(0, KEPT_LINES) }
}
