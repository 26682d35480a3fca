/** Chooses a person: a popover, because a select cannot show an avatar. */
import { usePeopleList } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { Popover } from '../ui/popover.tsx'

interface AssigneeSelectProps {
  readonly assigneeId: number | null
  readonly isLocked: boolean
  readonly onChange: (assigneeId: number | null) => void
}

export function AssigneeSelect({ assigneeId, isLocked, onChange }: AssigneeSelectProps) {
  const current =
    assigneeId === null ? <span className="muted">Unassigned</span> : <Person userId={assigneeId} />
  if (isLocked) return current
  return (
    <Popover label="Assignee" triggerClassName="select" trigger={current}>
      {(close) => (
        <AssigneeList
          onChoose={(next) => {
            close()
            if (next !== assigneeId) onChange(next)
          }}
        />
      )}
    </Popover>
  )
}

function AssigneeList({ onChoose }: { readonly onChoose: (assigneeId: number | null) => void }) {
  const { data } = usePeopleList({})
  return (
    <div className="menu" role="menu">
      <button type="button" role="menuitem" className="menu-item" onClick={() => onChoose(null)}>
        <span className="muted">Nobody</span>
      </button>
      {data?.user_ids.map((userId) => (
        <button
          key={userId}
          type="button"
          role="menuitem"
          className="menu-item"
          onClick={() => onChoose(userId)}
        >
          <Person userId={userId} />
        </button>
      ))}
    </div>
  )
}
