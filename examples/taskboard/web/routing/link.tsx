/** A real link that stays inside the app. */
import type { MouseEvent, ReactNode } from 'react'
import { formatRoute, type Route } from './route.ts'
import { navigate } from './use-route.ts'

interface LinkProps {
  readonly to: Route
  readonly className?: string
  readonly isCurrent?: boolean
  readonly children: ReactNode
}

export function Link({ to, className, isCurrent = false, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a
      href={formatRoute(to)}
      className={className}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  )
}
