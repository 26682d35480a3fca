/** When a task is due, louder when that was yesterday. */
import { Icon } from '../ui/icon.tsx'

const short = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' })

interface DueDateProps {
  /** ISO 8601 day. */
  readonly on: string
  readonly isDone: boolean
}

export function DueDate({ on, isDone }: DueDateProps) {
  const isLate = !isDone && isPast(on)
  return (
    <span className={isLate ? 'due due-late' : 'due'} title={isLate ? 'Overdue' : 'Due'}>
      <Icon name="calendar" size={12} /> {short.format(new Date(`${on}T00:00:00Z`))}
    </span>
  )
}

function isPast(day: string): boolean {
  return day < new Date().toISOString().slice(0, 10)
}
