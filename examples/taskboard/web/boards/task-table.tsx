/** A board's tasks as rows, a page at a time. */

import { type TaskCard, useBoardTasks } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { Link } from '../routing/link.tsx'
import { navigate } from '../routing/use-route.ts'
import { DueDate } from '../tasks/due-date.tsx'
import { PriorityIcon } from '../tasks/priority-icon.tsx'
import { toStatusLabel } from '../tasks/status.ts'
import { StatusIcon } from '../tasks/status-icon.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Pager } from '../ui/pager.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import type { BoardRoute } from './board-page.tsx'

const LIMIT = 12

export function TaskTable({ route }: { readonly route: BoardRoute }) {
  const { boardId, assigneeId, number } = route
  const { data, error, refetch } = useBoardTasks(
    {
      board_id: boardId,
      limit: LIMIT,
      page: number,
      ...(assigneeId === undefined ? {} : { assignee_id: assigneeId }),
    },
    { keepPrevious: true },
  )
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <SkeletonLines count={12} />
  if (data.total === 0) return <EmptyState icon="list" title="No tasks here" />
  return (
    <>
      <ul className="rows">
        {data.items.map((card) => (
          <li key={card.task_id} data-task={card.task_id}>
            <TaskRow card={card} route={route} />
          </li>
        ))}
      </ul>
      <Pager
        number={number}
        limit={LIMIT}
        total={data.total}
        onChange={(next) => navigate({ ...route, number: next })}
      />
    </>
  )
}

function TaskRow({ card, route }: { readonly card: TaskCard; readonly route: BoardRoute }) {
  return (
    <Link className="row" to={{ ...route, taskId: card.task_id }} isCurrent={route.taskId === card.task_id}>
      <PriorityIcon priority={card.priority} />
      <span className="key">{card.key}</span>
      <span className="row-status">
        <StatusIcon status={card.status} />
        <span className="unseen">{toStatusLabel(card.status)}</span>
      </span>
      <span className="row-title">{card.title}</span>
      <span className="row-due">
        {card.due_on === null ? null : <DueDate on={card.due_on} isDone={card.status === 'done'} />}
      </span>
      <span className="row-person">
        {card.assignee_id === null ? (
          <span className="muted">Unassigned</span>
        ) : (
          <Person userId={card.assignee_id} />
        )}
      </span>
    </Link>
  )
}
