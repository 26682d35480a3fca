/** A board, as columns or as a list, for everybody's tasks or one person's. */
import { useState } from 'react'
import { useBoardSummary, useCurrentUser } from '../mizan/react.tsx'
import type { Route } from '../routing/route.ts'
import { navigate } from '../routing/use-route.ts'
import { STATUSES } from '../tasks/status.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { AssigneeFilter } from './assignee-filter.tsx'
import { BoardColumn } from './board-column.tsx'
import { NewTask } from './new-task.tsx'
import { TaskTable } from './task-table.tsx'

export type BoardRoute = Route & { readonly page: 'board' }

export function BoardPage({ route }: { readonly route: BoardRoute }) {
  const { boardId, view, assigneeId } = route
  const { error, refetch } = useBoardSummary({ board_id: boardId })
  const { data: me } = useCurrentUser()
  const [isAdding, setAdding] = useState(false)
  const mayAdd = me !== null && me !== undefined
  const setView = (next: 'board' | 'list'): void => navigate({ ...route, view: next, number: 1 })
  useShortcuts({
    c: mayAdd ? () => setAdding(true) : undefined,
    v: () => setView(view === 'board' ? 'list' : 'board'),
  })
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void refetch()} />
  return (
    <section className="board-page">
      <div className="toolbar">
        <BoardTitle boardId={boardId} />
        <AssigneeFilter
          assigneeId={assigneeId}
          onChange={(next) => navigate({ ...route, assigneeId: next, number: 1 })}
        />
        <fieldset className="switch" aria-label="View">
          <button type="button" aria-pressed={view === 'board'} onClick={() => setView('board')}>
            <Icon name="board" /> Board
          </button>
          <button type="button" aria-pressed={view === 'list'} onClick={() => setView('list')}>
            <Icon name="list" /> List
          </button>
        </fieldset>
        {mayAdd ? (
          <button type="button" className="button button-primary" onClick={() => setAdding(true)}>
            <Icon name="plus" /> New task
          </button>
        ) : null}
      </div>
      {view === 'list' ? (
        <TaskTable route={route} />
      ) : (
        <div className="kanban">
          {STATUSES.map(({ status, label }) => (
            <BoardColumn
              key={`${status}/${assigneeId ?? 'all'}`}
              filter={{
                board_id: boardId,
                status,
                ...(assigneeId === undefined ? {} : { assignee_id: assigneeId }),
              }}
              status={status}
              label={label}
              route={route}
            />
          ))}
        </div>
      )}
      {isAdding ? <NewTask boardId={boardId} onClose={() => setAdding(false)} /> : null}
    </section>
  )
}

function BoardTitle({ boardId }: { readonly boardId: number }) {
  const { data } = useBoardSummary({ board_id: boardId })
  if (data === undefined) return <Skeleton width={160} height={18} />
  return (
    <div className="toolbar-title">
      <h1>{data.name}</h1>
      <span className="muted" data-board-total={data.todo + data.doing + data.review + data.done}>
        {data.todo + data.doing + data.review + data.done} tasks
      </span>
    </div>
  )
}
