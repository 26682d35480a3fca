/** One status of a board: its own entry, with its own page. Dropping a card here moves it to this status. */
import { type DragEvent, useState } from 'react'
import { type Status, useBoardTasks, useCurrentUser, useSetStatus } from '../mizan/react.tsx'
import { StatusIcon } from '../tasks/status-icon.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Pager } from '../ui/pager.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { useToasts } from '../ui/toasts.tsx'
import type { BoardRoute } from './board-page.tsx'
import { CARD_DRAG_TYPE, TaskCardLink } from './task-card.tsx'

const LIMIT = 6

interface BoardColumnProps {
  readonly filter: { readonly board_id: number; readonly status: Status; readonly assignee_id?: number }
  readonly status: Status
  readonly label: string
  readonly route: BoardRoute
}

export function BoardColumn({ filter, status, label, route }: BoardColumnProps) {
  const [number, setNumber] = useState(1)
  const { data, error, isFetching, refetch } = useBoardTasks(
    { ...filter, limit: LIMIT, page: number },
    { keepPrevious: true },
  )
  const { isTarget, dropProps } = useCardDrop(status)
  // The last card of a page may move away: show the page before.
  if (data !== undefined && data.items.length === 0 && number > 1) setNumber(number - 1)
  return (
    <section
      className="column"
      aria-label={label}
      aria-busy={isFetching}
      data-status={status}
      data-target={isTarget}
      {...dropProps}
    >
      <header className="column-head">
        <StatusIcon status={status} />
        <h2>{label}</h2>
        <span className="muted">{data?.total}</span>
      </header>
      {error === undefined ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined ? <SkeletonLines count={5} /> : null}
      <ul className="cards">
        {data?.items.map((card) => (
          <li key={card.task_id}>
            <TaskCardLink card={card} route={route} />
          </li>
        ))}
      </ul>
      {data?.total === 0 ? <p className="column-empty">Nothing here</p> : null}
      {data === undefined ? null : (
        <Pager number={number} limit={LIMIT} total={data.total} onChange={setNumber} />
      )}
    </section>
  )
}

function useCardDrop(status: Status) {
  const [isTarget, setTarget] = useState(false)
  const { data: me } = useCurrentUser()
  const { mutate } = useSetStatus()
  const { fail } = useToasts()
  const onDragOver = (event: DragEvent): void => {
    if (me === null || me === undefined || !event.dataTransfer.types.includes(CARD_DRAG_TYPE)) return
    event.preventDefault()
    setTarget(true)
  }
  const onDrop = (event: DragEvent): void => {
    setTarget(false)
    const taskId = Number(event.dataTransfer.getData(CARD_DRAG_TYPE))
    if (!Number.isSafeInteger(taskId) || taskId < 1) return
    event.preventDefault()
    void mutate({ task_id: taskId, status }).catch(fail)
  }
  return { isTarget, dropProps: { onDragOver, onDragLeave: () => setTarget(false), onDrop } }
}
