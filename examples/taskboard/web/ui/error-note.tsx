/** A failed read, with a way to try again. */

interface ErrorNoteProps {
  readonly error: { readonly message: string }
  readonly onRetry: () => void
}

export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  return (
    <div className="error-note" role="alert">
      <span>{error.message}</span>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
