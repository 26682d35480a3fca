/** What others did that concerns the reader. */
import { useMyNotifications, useReadNotifications } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { Link } from '../routing/link.tsx'
import { boardRoute } from '../routing/route.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { useToasts } from '../ui/toasts.tsx'

export function Notifications() {
  const { data } = useMyNotifications()
  const { mutate: markRead, isPending } = useReadNotifications()
  const { fail } = useToasts()
  const unread = data?.filter(({ is_read }) => !is_read).length ?? 0
  return (
    <section className="card" data-private="notifications">
      <header className="card-head">
        <h2 className="card-title">Inbox {unread === 0 ? null : <span className="count">{unread}</span>}</h2>
        {unread === 0 ? null : (
          <button
            type="button"
            className="link"
            disabled={isPending}
            onClick={() => void markRead().catch(fail)}
          >
            Mark all read
          </button>
        )}
      </header>
      {data === undefined ? <SkeletonLines count={4} /> : null}
      {data?.length === 0 ? <EmptyState icon="bell" title="All quiet" /> : null}
      <ul className="inbox">
        {data?.map((note) => (
          <li key={note.notification_id} data-read={note.is_read}>
            <Person userId={note.actor_id} shows="avatar" />
            <Link to={boardRoute(note.board_id, note.task_id)}>
              <Person userId={note.actor_id} shows="name" />{' '}
              {note.reason === 'assigned' ? 'assigned you' : 'commented on'} <b>{note.task_title}</b>
            </Link>
            <RelativeTime at={note.created_at} />
          </li>
        ))}
      </ul>
    </section>
  )
}
