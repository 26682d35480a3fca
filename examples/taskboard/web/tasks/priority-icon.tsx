/** Three bars, more of them lit the more it matters. */
import type { Priority } from '../mizan/react.tsx'
import { toPriorityLabel } from './status.ts'

const LIT: Readonly<Record<Priority, number>> = { none: 0, low: 1, medium: 2, high: 3, urgent: 3 }

export function PriorityIcon({ priority }: { readonly priority: Priority }) {
  return (
    <svg
      className={`priority-icon priority-${priority}`}
      width="14"
      height="14"
      viewBox="0 0 14 14"
      role="img"
      aria-label={toPriorityLabel(priority)}
    >
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={1.5 + bar * 4}
          y={8 - bar * 3}
          width="3"
          height={4.5 + bar * 3}
          rx="1"
          className={bar < LIT[priority] ? 'lit' : 'unlit'}
        />
      ))}
    </svg>
  )
}
