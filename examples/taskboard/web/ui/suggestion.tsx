/** Below a field whose text is taken: one that is free, a click away. */

interface SuggestionProps {
  readonly reason: string
  readonly text: string
  readonly onTake: (text: string) => void
}

export function Suggestion({ reason, text, onTake }: SuggestionProps) {
  return (
    <>
      {reason}
      <button type="button" className="link" onClick={() => onTake(text)}>
        Use “{text}”
      </button>
    </>
  )
}
