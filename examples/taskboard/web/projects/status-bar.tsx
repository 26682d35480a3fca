/** How many tasks stand where, as one bar with its legend. */
import { STATUSES } from '../tasks/status.ts'
import { StatusIcon } from '../tasks/status-icon.tsx'

interface StatusBarProps {
  readonly counts: {
    readonly todo: number
    readonly doing: number
    readonly review: number
    readonly done: number
  }
  readonly overdue: number
}

export function StatusBar({ counts, overdue }: StatusBarProps) {
  return (
    <div className="standing">
      <div className="status-bar" aria-hidden="true">
        {STATUSES.toReversed().map(({ status }) =>
          counts[status] === 0 ? null : (
            <span key={status} className={`status-${status}`} style={{ flexGrow: counts[status] }} />
          ),
        )}
      </div>
      <dl className="legend">
        {STATUSES.map(({ status, label }) => (
          <div key={status}>
            <dt>
              <StatusIcon status={status} /> {label}
            </dt>
            <dd data-count={status}>{counts[status]}</dd>
          </div>
        ))}
      </dl>
      {overdue === 0 ? null : <p className="overdue">{overdue} overdue</p>}
    </div>
  )
}
