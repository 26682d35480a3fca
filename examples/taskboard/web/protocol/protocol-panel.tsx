/** Shows what the protocol did: each mutation, its targets, and what became of every entry on screen. */
import { useSyncExternalStore } from 'react'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { EdgeCard } from './edge-card.tsx'
import type { EdgeLog } from './edge-log.ts'
import { FlightCard } from './flight-card.tsx'
import { countRequests, type ProtocolLog } from './protocol-log.ts'

interface ProtocolPanelProps {
  readonly log: ProtocolLog
  readonly edge: EdgeLog
  readonly onClose: () => void
}

export function ProtocolPanel({ log, edge, onClose }: ProtocolPanelProps) {
  const flights = useSyncExternalStore(log.subscribe, log.read)
  const requests = flights.reduce((sum, flight) => sum + countRequests(flight), 0)
  return (
    <aside className="protocol" aria-label="Protocol">
      <header className="protocol-head">
        <h2>
          <Icon name="pulse" /> Protocol
        </h2>
        <button type="button" className="button-icon" aria-label="Hide protocol" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <dl className="protocol-sums">
        <div>
          <dt>Mutations</dt>
          <dd>{flights.length}</dd>
        </div>
        <div>
          <dt>Requests</dt>
          <dd>{requests}</dd>
        </div>
        <div>
          <dt>Refetches</dt>
          <dd>{requests - flights.length}</dd>
        </div>
      </dl>
      <EdgeCard log={edge} />
      {flights.length === 0 ? (
        <EmptyState icon="pulse" title="Nothing has changed yet">
          <p className="muted">
            Rename somebody, move a task: what it made stale, and how that became fresh, shows here.
          </p>
        </EmptyState>
      ) : (
        <ol className="flights">
          {flights.map((flight) => (
            <li key={flight.id}>
              <FlightCard flight={flight} />
            </li>
          ))}
        </ol>
      )}
    </aside>
  )
}
