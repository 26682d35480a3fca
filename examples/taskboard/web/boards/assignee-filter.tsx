/** Everybody's tasks, or one person's. */
import { usePeopleList } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'

interface AssigneeFilterProps {
  readonly assigneeId: number | undefined
  readonly onChange: (assigneeId: number | undefined) => void
}

export function AssigneeFilter({ assigneeId, onChange }: AssigneeFilterProps) {
  const { data } = usePeopleList({})
  return (
    <fieldset className="stack" aria-label="Assignee">
      {data?.user_ids.map((userId) => (
        <button
          key={userId}
          type="button"
          aria-pressed={userId === assigneeId}
          data-dim={assigneeId !== undefined && userId !== assigneeId}
          onClick={() => onChange(userId === assigneeId ? undefined : userId)}
        >
          <Person userId={userId} shows="avatar" />
        </button>
      ))}
    </fieldset>
  )
}
