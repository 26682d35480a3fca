/** One mutation of the protocol panel. */
import { ACTIONS, type Action, countRequests, type Effect, type Flight, toEffectKey } from './protocol-log.ts'

const LABELS: Readonly<Record<Action, string>> = {
  refreshed: 'Refreshed',
  merged: 'Merged',
  refetched: 'Refetched',
  stale: 'Stale, off screen',
  dropped: 'Dropped',
  left: 'Left alone',
}

const HINTS: Readonly<Record<Action, string>> = {
  refreshed: 'The new bundle came with the answer.',
  merged: 'The result was the new value.',
  refetched: 'Read again with a request of its own.',
  stale: 'Nobody shows it: read at its next use.',
  dropped: 'Belonged to the person before.',
  left: 'On screen, and untouched.',
}

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

export function FlightCard({ flight }: { readonly flight: Flight }) {
  const requests = countRequests(flight)
  return (
    <article className="flight" data-flight={flight.function} data-flight-status={flight.status}>
      <header className="flight-head">
        <span className={`flight-dot flight-${flight.status}`} title={flight.status} />
        <code>{flight.function}</code>
        <span className="flight-requests" data-requests={requests}>
          {requests === 1 ? '1 request' : `${requests} requests`}
        </span>
      </header>
      <p className="flight-meta">
        <time dateTime={flight.at.toISOString()}>{clock.format(flight.at)}</time>
        {flight.cause === undefined ? null : (
          <span title={`Cause ${flight.cause}`}>cause …{flight.cause.slice(-8)}</span>
        )}
        {toCode(flight.error) === undefined ? null : (
          <span className="flight-error">{toCode(flight.error)}</span>
        )}
      </p>
      {flight.targets.length === 0 ? null : (
        <ul className="targets" aria-label="Targets">
          {flight.targets.map((target) => (
            <li key={target}>
              <code>{target}</code>
            </li>
          ))}
        </ul>
      )}
      {ACTIONS.map((action) => (
        <EffectGroup
          key={action}
          action={action}
          effects={flight.effects.filter((each) => each.action === action)}
        />
      ))}
    </article>
  )
}

function EffectGroup({ action, effects }: { readonly action: Action; readonly effects: readonly Effect[] }) {
  if (effects.length === 0) return null
  const count = effects.reduce((sum, { times }) => sum + times, 0)
  const isQuiet = action === 'left' || action === 'stale' || action === 'dropped'
  return (
    <details className={`effects effects-${action}`} data-action={action} data-count={count} open={!isQuiet}>
      <summary title={HINTS[action]}>
        {LABELS[action]} <span>{count}</span>
      </summary>
      <ul>
        {effects.map((effect) => (
          <li key={toEffectKey(effect)}>
            <code>
              <b>{effect.context}</b> {effect.params}
            </code>
            <small>
              {effect.functions.join(', ')}
              {effect.times === 1 ? null : ` ×${effect.times}`}
            </small>
          </li>
        ))}
      </ul>
    </details>
  )
}

function toCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}
