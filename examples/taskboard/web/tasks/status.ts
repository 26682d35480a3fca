/** The words for where a task stands and how much it matters. */
import type { Priority, Status } from '../mizan/react.tsx'

export const STATUSES: readonly { readonly status: Status; readonly label: string }[] = [
  { status: 'todo', label: 'To do' },
  { status: 'doing', label: 'In progress' },
  { status: 'review', label: 'In review' },
  { status: 'done', label: 'Done' },
]

export const PRIORITIES: readonly { readonly priority: Priority; readonly label: string }[] = [
  { priority: 'none', label: 'No priority' },
  { priority: 'low', label: 'Low' },
  { priority: 'medium', label: 'Medium' },
  { priority: 'high', label: 'High' },
  { priority: 'urgent', label: 'Urgent' },
]

export function toStatusLabel(status: Status): string {
  return STATUSES.find((each) => each.status === status)?.label ?? status
}

export function toPriorityLabel(priority: Priority): string {
  return PRIORITIES.find((each) => each.priority === priority)?.label ?? priority
}
