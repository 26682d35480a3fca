/** Lines of a feed. */
import type { ActivityItem } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { PersonPopover } from '../people/person-popover.tsx'
import { Link } from '../routing/link.tsx'
import { boardRoute } from '../routing/route.ts'
import { STATUSES } from '../tasks/status.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'

export function ActivityList({ items }: { readonly items: readonly ActivityItem[] }) {
  if (items.length === 0) return <EmptyState icon="pulse" title="Nothing has happened yet" />
  return (
    <ul className="activity">
      {items.map((item) => (
        <li key={item.activity_id}>
          <PersonPopover userId={item.actor_id} />
          <span className="activity-deed">
            <Deed item={item} />
          </span>
          <RelativeTime at={item.created_at} />
        </li>
      ))}
    </ul>
  )
}

function Deed({ item }: { readonly item: ActivityItem }) {
  const task = (
    <Link to={boardRoute(item.board_id, item.task_id)}>
      <span className="key">
        {item.project_key}-{item.task_id}
      </span>{' '}
      {item.task_title}
    </Link>
  )
  const status = STATUSES.find((each) => each.status === item.detail)
  if (item.verb === 'created') return <>created {task}</>
  if (item.verb === 'completed') return <>completed {task}</>
  if (item.verb === 'commented') return <>commented on {task}</>
  if (item.verb === 'updated') return <>edited {task}</>
  if (item.verb === 'moved') {
    return (
      <>
        moved {task} to {status?.label.toLowerCase() ?? item.detail}
      </>
    )
  }
  if (item.detail === '') return <>took everybody off {task}</>
  return (
    <>
      assigned {task} to <Person userId={Number(item.detail)} shows="name" />
    </>
  )
}
