/** What the edge before the app did for this page. */
import { useSyncExternalStore } from 'react'
import type { EdgeLog } from './edge-log.ts'

export function EdgeCard({ log }: { readonly log: EdgeLog }) {
  const sums = useSyncExternalStore(log.subscribe, log.read)
  if (sums === undefined) return null
  return (
    <section className="flight" aria-label="Edge" data-edge-hits={sums.hits} data-edge-purges={sums.purges}>
      <header className="flight-head">
        <code>edge</code>
        <span className="flight-requests">
          {sums.hits} from its store, {sums.misses} filled, {sums.purges} purges
        </span>
      </header>
      <ul className="targets" aria-label="What the edge did">
        {[...new Set(sums.latest)].map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
