/** The address bar as React state. */
import { useMemo, useSyncExternalStore } from 'react'
import { formatRoute, parseRoute, type Route } from './route.ts'

const listeners = new Set<() => void>()

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search)
  return useMemo(() => {
    const [path = '/', search = ''] = address.split('?')
    return parseRoute(path, search)
  }, [address])
}

export function navigate(route: Route, how: 'push' | 'replace' = 'push'): void {
  const address = formatRoute(route)
  if (how === 'push') window.history.pushState(null, '', address)
  else window.history.replaceState(null, '', address)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}
