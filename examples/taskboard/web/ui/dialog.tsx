/** A modal dialog on the platform's own: focus stays in, Escape closes. */
import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icon.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const node = dialog.current
    node?.showModal()
    // By itself it would begin at the close button.
    node?.querySelector<HTMLElement>('input, textarea')?.focus()
    return () => node?.close()
  }, [])
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onCancel={onClose}>
      <header className="dialog-head">
        <h2>{title}</h2>
        <button type="button" className="button-icon" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
