/** Short notes in the corner, for what went wrong away from any form. */
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react'
import { Icon } from './icon.tsx'

const SHOWN_MS = 6000

interface Toast {
  readonly id: number
  readonly text: string
}

interface Toasts {
  readonly show: (text: string) => void
  /** For `.catch`: says the error's message. */
  readonly fail: (error: unknown) => void
}

const ToastContext = createContext<Toasts>({ show: () => undefined, fail: () => undefined })

export function useToasts(): Toasts {
  return use(ToastContext)
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const lastId = useRef(0)
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const api = useMemo<Toasts>(() => {
    const show = (text: string): void => {
      lastId.current += 1
      const id = lastId.current
      setToasts((all) => [...all.slice(-2), { id, text }])
      setTimeout(() => drop(id), SHOWN_MS)
    }
    return { show, fail: (error) => show(error instanceof Error ? error.message : 'That did not work.') }
  }, [drop])
  return (
    <ToastContext value={api}>
      {children}
      <div className="toasts" role="status">
        {toasts.map(({ id, text }) => (
          <div key={id} className="toast">
            <span>{text}</span>
            <button type="button" className="button-icon" aria-label="Dismiss" onClick={() => drop(id)}>
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  )
}
