/** Adds a board to a project. */
import { type FormEvent, useState } from 'react'
import { useCreateBoard } from '../mizan/react.tsx'
import { boardRoute } from '../routing/route.ts'
import { navigate } from '../routing/use-route.ts'
import { useToasts } from '../ui/toasts.tsx'

export function NewBoard({ projectId }: { readonly projectId: number }) {
  const [name, setName] = useState('')
  const { mutate, isPending } = useCreateBoard()
  const { fail } = useToasts()
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() === '') return
    mutate({ project_id: projectId, name }).then(({ board_id }) => navigate(boardRoute(board_id)), fail)
  }
  return (
    <form onSubmit={save}>
      <input
        className="input input-quiet"
        aria-label="New board"
        placeholder="New board…"
        value={name}
        maxLength={60}
        disabled={isPending}
        onChange={(event) => setName(event.target.value)}
      />
    </form>
  )
}
