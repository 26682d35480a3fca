/** A ring that fills as the task gets on. */
import type { Status } from '../mizan/react.tsx'

/** Share of the ring that is filled; its length is 100. */
const FILLED: Readonly<Record<Status, number>> = { todo: 0, doing: 50, review: 75, done: 100 }

export function StatusIcon({ status }: { readonly status: Status }) {
  return (
    <svg
      className={`status-icon status-${status}`}
      width="14"
      height="14"
      viewBox="0 0 14 14"
      aria-hidden="true"
    >
      <circle cx="7" cy="7" r="5.75" className="ring" />
      {status === 'done' ? (
        <>
          <circle cx="7" cy="7" r="5.75" className="disc" />
          <path d="m4.4 7.2 1.8 1.8 3.4-3.7" className="tick" />
        </>
      ) : (
        <circle
          cx="7"
          cy="7"
          r="1.9"
          pathLength={100}
          className="pie"
          strokeDasharray={`${FILLED[status]} 100`}
          transform="rotate(-90 7 7)"
        />
      )}
    </svg>
  )
}
