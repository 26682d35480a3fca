/** The reader's open tasks: nobody else's business. */
import { useMyWork } from '../mizan/react.tsx'
import { Link } from '../routing/link.tsx'
import { boardRoute } from '../routing/route.ts'
import { DueDate } from '../tasks/due-date.tsx'
import { PriorityIcon } from '../tasks/priority-icon.tsx'
import { StatusIcon } from '../tasks/status-icon.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'

export function MyWork() {
  const { data, error, refetch } = useMyWork()
  return (
    <section className="block" data-private="work">
      <h2 className="section-title">
        My work <span className="muted">{data?.length}</span>
      </h2>
      {error === undefined ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined ? <SkeletonLines count={6} /> : null}
      {data?.length === 0 ? <EmptyState icon="check" title="Your desk is clear" /> : null}
      <ul className="rows">
        {data?.map((card) => (
          <li key={card.task_id}>
            <Link className="row" to={boardRoute(card.board_id, card.task_id)}>
              <PriorityIcon priority={card.priority} />
              <span className="key">{card.key}</span>
              <span className="row-status">
                <StatusIcon status={card.status} />
              </span>
              <span className="row-title">{card.title}</span>
              <span className="row-due">
                {card.due_on === null ? null : <DueDate on={card.due_on} isDone={false} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
