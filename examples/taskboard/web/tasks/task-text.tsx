/** A task's title and description, edited in place. */

import { type Task, useCurrentUser, useUpdateTask } from '../mizan/react.tsx'
import { EditableText } from '../ui/editable-text.tsx'
import { useToasts } from '../ui/toasts.tsx'

export function TaskText({ task }: { readonly task: Task }) {
  const { data: me } = useCurrentUser()
  const { mutate, isPending } = useUpdateTask()
  const { fail } = useToasts()
  const isLocked = me === null || me === undefined || isPending
  return (
    <div className="task-text">
      <EditableText
        label="Title"
        className="task-title"
        text={task.title}
        placeholder="Title"
        isLocked={isLocked}
        onSave={(title) => void mutate({ task_id: task.task_id, title }).catch(fail)}
      />
      <EditableText
        label="Description"
        className="task-description"
        text={task.description}
        placeholder="Add a description…"
        isLocked={isLocked}
        isLong
        onSave={(description) => void mutate({ task_id: task.task_id, description }).catch(fail)}
      />
    </div>
  )
}
