/** The open task, beside the page. One request brings the task and its latest comments. */
import { TaskContext, useTaskDetails } from '../mizan/react.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { CommentForm } from './comment-form.tsx'
import { COMMENT_LIMIT, CommentThread } from './comment-thread.tsx'
import { TaskFacts } from './task-facts.tsx'
import { TaskText } from './task-text.tsx'

interface TaskDrawerProps {
  readonly taskId: number
  readonly onClose: () => void
}

export function TaskDrawer({ taskId, onClose }: TaskDrawerProps) {
  return (
    <TaskContext task_id={taskId} limit={COMMENT_LIMIT}>
      <aside className="drawer" aria-label="Task">
        <OpenTask taskId={taskId} onClose={onClose} />
      </aside>
    </TaskContext>
  )
}

function OpenTask({ taskId, onClose }: TaskDrawerProps) {
  const { data: task, error, refetch } = useTaskDetails()
  return (
    <>
      <header className="drawer-head">
        <span className="key">{task?.key}</span>
        <button type="button" className="button-icon" aria-label="Close task" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {error === undefined ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      {task === undefined && error === undefined ? <SkeletonLines count={8} /> : null}
      {task === undefined ? null : (
        <div className="drawer-body">
          <TaskText task={task} />
          <TaskFacts task={task} />
          <CommentThread taskId={taskId} />
        </div>
      )}
      {task === undefined ? null : <CommentForm taskId={taskId} />}
    </>
  )
}
