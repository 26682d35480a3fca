/** Says something about a task. */
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useAddComment, useCurrentUser } from '../mizan/react.tsx'

export function CommentForm({ taskId }: { readonly taskId: number }) {
  const { data: me } = useCurrentUser()
  const [body, setBody] = useState('')
  const { mutate, error, isPending } = useAddComment()
  if (me === null || me === undefined) return <p className="drawer-foot muted">Sign in to comment.</p>
  const send = (): void => {
    if (body.trim() === '' || isPending) return
    mutate({ task_id: taskId, body }).then(
      () => setBody(''),
      () => undefined,
    )
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    send()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
  }
  return (
    <form className="drawer-foot" onSubmit={onSubmit}>
      <textarea
        className="input"
        rows={2}
        aria-label="Comment"
        placeholder="Write a comment…"
        value={body}
        maxLength={4000}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {error === undefined ? null : (
        <p className="field-note" role="alert">
          {error.message}
        </p>
      )}
      <button type="submit" className="button button-primary" disabled={isPending || body.trim() === ''}>
        Comment
      </button>
    </form>
  )
}
