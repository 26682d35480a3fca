/** A task in a column. */

import { type TaskCard, useCurrentUser } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { Link } from '../routing/link.tsx'
import type { Route } from '../routing/route.ts'
import { DueDate } from '../tasks/due-date.tsx'
import { PriorityIcon } from '../tasks/priority-icon.tsx'
import { Icon } from '../ui/icon.tsx'

export const CARD_DRAG_TYPE = 'application/x-taskboard-card'

interface TaskCardLinkProps {
  readonly card: TaskCard
  readonly route: Route
}

export function TaskCardLink({ card, route }: TaskCardLinkProps) {
  const { data: me } = useCurrentUser()
  const mayDrag = me !== null && me !== undefined
  return (
    <div
      draggable={mayDrag}
      data-task={card.task_id}
      onDragStart={(event) => {
        event.dataTransfer.setData(CARD_DRAG_TYPE, String(card.task_id))
        event.dataTransfer.effectAllowed = 'move'
      }}
    >
      <Link
        className="task-card"
        to={{ ...route, taskId: card.task_id }}
        isCurrent={route.taskId === card.task_id}
      >
        <span className="task-card-top">
          <span className="key">{card.key}</span>
          <span className="task-card-facts">
            {card.comments === 0 ? null : (
              <span title="Comments">
                <Icon name="comment" size={12} /> {card.comments}
              </span>
            )}
            <PriorityIcon priority={card.priority} />
          </span>
        </span>
        <span className="task-card-title">{card.title}</span>
        <span className="task-card-foot">
          {card.assignee_id === null ? (
            <span className="muted">Unassigned</span>
          ) : (
            <Person userId={card.assignee_id} />
          )}
          {card.due_on === null ? null : <DueDate on={card.due_on} isDone={card.status === 'done'} />}
        </span>
      </Link>
    </div>
  )
}
