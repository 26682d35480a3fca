/** A labelled line of text with room for what is wrong with it. */
import { type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly required?: boolean
  readonly autoFocus?: boolean
  readonly maxLength?: number
  /** Said below the line; nothing when all is well. */
  readonly children?: ReactNode
}

export function Field({ label, value, onChange, children, ...input }: FieldProps) {
  const id = useId()
  const isWrong = children !== null && children !== undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-note` : undefined}
        {...input}
      />
      {isWrong ? (
        <p id={`${id}-note`} className="field-note" role="alert">
          {children}
        </p>
      ) : null}
    </div>
  )
}
