/** Which requests are this app's, where it shares a port with others (SPEC.md, HTTP). */
import type { Service } from './service.ts'

/** What begins under the base is, also where there is nothing: its answers are envelopes. At the root only the protocol's own folders are. */
export function ownsTarget(target: string, { base, routes }: Pick<Service, 'base' | 'routes'>): boolean {
  const path = toPath(target)
  if (base !== '' && (path === base || path.startsWith(`${base}/`))) return true
  if (base === '' && /^\/(call|ctx)(\/|$)/.test(path)) return true
  return routes.match(path).length > 0
}

/** `https://host/path?query#hash` and `/path?query` → `/path`. */
function toPath(target: string): string {
  const plain = target.replace(/[?#].*$/s, '')
  return plain.startsWith('/') ? plain : plain.replace(/^[^/]*\/\/[^/]*/, '') || '/'
}
