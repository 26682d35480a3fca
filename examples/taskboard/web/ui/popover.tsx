/** A button with a panel beside it: the platform's popover (Escape and clicks outside close it), placed by CSS anchors. */
import { type ReactNode, useId, useState } from 'react'

interface PopoverProps {
  readonly label: string
  readonly trigger: ReactNode
  readonly triggerClassName?: string
  /** Rendered while the panel is open only, so that a closed panel reads nothing. */
  readonly children: (close: () => void) => ReactNode
}

export function Popover({ label, trigger, triggerClassName = 'button-plain', children }: PopoverProps) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className={triggerClassName} aria-label={label} popoverTarget={id}>
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        className="popover"
        role="dialog"
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen ? children(() => document.getElementById(id)?.hidePopover()) : null}
      </div>
    </>
  )
}
