/** What is known about a task, each line editable by whoever is signed in. */
import type { ReactNode } from 'react'
import {
  type Task,
  useAssignTask,
  useCurrentUser,
  useMoveTask,
  useProjectList,
  useSetStatus,
  useUpdateTask,
} from '../mizan/react.tsx'
import { PersonPopover } from '../people/person-popover.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Select } from '../ui/select.tsx'
import { useToasts } from '../ui/toasts.tsx'
import { AssigneeSelect } from './assignee-select.tsx'
import { PRIORITIES, STATUSES } from './status.ts'

export function TaskFacts({ task }: { readonly task: Task }) {
  const { data: me } = useCurrentUser()
  const { fail } = useToasts()
  const { mutate: setStatus } = useSetStatus()
  const { mutate: assign } = useAssignTask()
  const { mutate: update } = useUpdateTask()
  const isLocked = me === null || me === undefined
  const { task_id } = task
  return (
    <dl className="facts">
      <Fact label="Status">
        <Select
          label="Status"
          value={task.status}
          options={STATUSES.map((each) => ({ value: each.status, label: each.label }))}
          isLocked={isLocked}
          onChange={(status) => void setStatus({ task_id, status }).catch(fail)}
        />
      </Fact>
      <Fact label="Assignee">
        <AssigneeSelect
          assigneeId={task.assignee_id}
          isLocked={isLocked}
          onChange={(assignee_id) => void assign({ task_id, assignee_id }).catch(fail)}
        />
      </Fact>
      <Fact label="Priority">
        <Select
          label="Priority"
          value={task.priority}
          options={PRIORITIES.map((each) => ({ value: each.priority, label: each.label }))}
          isLocked={isLocked}
          onChange={(priority) => void update({ task_id, priority }).catch(fail)}
        />
      </Fact>
      <Fact label="Board">
        <BoardSelect task={task} isLocked={isLocked} />
      </Fact>
      <Fact label="Due">
        <input
          className="select"
          type="date"
          aria-label="Due"
          value={task.due_on ?? ''}
          disabled={isLocked}
          onChange={(event) => void update({ task_id, due_on: event.target.value || null }).catch(fail)}
        />
      </Fact>
      <FixedFacts task={task} />
    </dl>
  )
}

/** What nobody can edit. */
function FixedFacts({ task }: { readonly task: Task }) {
  return (
    <>
      <Fact label="Created">
        <PersonPopover userId={task.creator_id} /> <RelativeTime at={task.created_at} />
      </Fact>
      <Fact label="Updated">
        <RelativeTime at={task.updated_at} />
      </Fact>
      <Fact label="Reference">
        <code className="reference" title="Stays with the task whatever project it moves to">
          {String(task.reference)}
        </code>
      </Fact>
    </>
  )
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function BoardSelect({ task, isLocked }: { readonly task: Task; readonly isLocked: boolean }) {
  const { data: projects } = useProjectList()
  const { mutate: move } = useMoveTask()
  const { fail } = useToasts()
  const options = (projects ?? []).flatMap((project) =>
    project.boards.map((board) => ({
      value: String(board.board_id),
      label: `${project.name} / ${board.name}`,
    })),
  )
  return (
    <Select
      label="Board"
      value={String(task.board_id)}
      options={options}
      isLocked={isLocked}
      onChange={(boardId) => void move({ task_id: task.task_id, board_id: Number(boardId) }).catch(fail)}
    />
  )
}
