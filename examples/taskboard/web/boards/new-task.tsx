/** Adds a task to a board. */
import { type FormEvent, useState } from 'react'
import { type Priority, type Status, useCreateTask } from '../mizan/react.tsx'
import { AssigneeSelect } from '../tasks/assignee-select.tsx'
import { PRIORITIES, STATUSES } from '../tasks/status.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

interface NewTaskProps {
  readonly boardId: number
  readonly onClose: () => void
}

export function NewTask({ boardId, onClose }: NewTaskProps) {
  const [title, setTitle] = useState('')
  const [status, setStatus] = useState<Status>('todo')
  const [priority, setPriority] = useState<Priority>('none')
  const [assigneeId, setAssigneeId] = useState<number | null>(null)
  const { mutate, error, isPending } = useCreateTask()
  const save = (event: FormEvent): void => {
    event.preventDefault()
    mutate({ board_id: boardId, title, status, priority, assignee_id: assigneeId }).then(
      onClose,
      () => undefined,
    )
  }
  return (
    <Dialog title="New task" onClose={onClose}>
      <form className="form" onSubmit={save}>
        <Field label="Title" value={title} onChange={setTitle} required autoFocus maxLength={140}>
          {error?.message ?? null}
        </Field>
        <div className="form-line">
          <Select
            label="Status"
            value={status}
            options={STATUSES.map((each) => ({ value: each.status, label: each.label }))}
            onChange={setStatus}
          />
          <Select
            label="Priority"
            value={priority}
            options={PRIORITIES.map((each) => ({ value: each.priority, label: each.label }))}
            onChange={setPriority}
          />
          <AssigneeSelect assigneeId={assigneeId} isLocked={false} onChange={setAssigneeId} />
        </div>
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={isPending}>
            Create task
          </button>
        </div>
      </form>
    </Dialog>
  )
}
