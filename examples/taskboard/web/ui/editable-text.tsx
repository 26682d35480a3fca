/** Text that turns into a field when clicked. Enter saves (with Ctrl where there are many lines), Escape gives up. */
import { type KeyboardEvent, useState } from 'react'

interface EditableTextProps {
  readonly label: string
  readonly text: string
  readonly placeholder: string
  readonly className: string
  readonly isLocked: boolean
  readonly isLong?: boolean
  readonly onSave: (text: string) => void
}

export function EditableText(props: EditableTextProps) {
  const { label, text, placeholder, className, isLocked, isLong = false, onSave } = props
  const [draft, setDraft] = useState<string>()
  const finish = (): void => {
    setDraft(undefined)
    if (draft !== undefined && draft.trim() !== text) onSave(draft.trim())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setDraft(undefined)
    if (event.key === 'Enter' && (!isLong || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      finish()
    }
  }
  if (draft === undefined) {
    return (
      <button
        type="button"
        className={`editable ${className}`}
        aria-label={`Edit: ${label}`}
        disabled={isLocked}
        onClick={() => setDraft(text)}
      >
        {text === '' ? <span className="muted">{placeholder}</span> : text}
      </button>
    )
  }
  return (
    <textarea
      className={`editable editable-open ${className}`}
      aria-label={label}
      rows={1}
      autoFocus
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  )
}
