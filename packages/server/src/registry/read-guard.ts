/** The `auth` option → guard, and its text in the IR (SPEC.md, Identity). */
import type { FunctionReport } from './declaration-report.ts'
import type { Guard } from './registry.ts'

const PERMISSION = /^perm:([^\s"]+)$/

export function readGuard(auth: unknown, report: FunctionReport): Guard | undefined {
  if (auth === undefined || auth === false) return undefined
  if (auth === true) return { kind: 'authenticated' }
  if (auth === 'staff' || auth === 'superuser') return { kind: auth }
  if (typeof auth === 'function')
    return { kind: 'custom', check: auth as Extract<Guard, { kind: 'custom' }>['check'] }
  const permission = typeof auth === 'string' ? PERMISSION.exec(auth)?.[1] : undefined
  if (permission !== undefined) return { kind: 'permission', permission }
  report.addAt(
    'auth',
    `${JSON.stringify(auth)} is no guard`,
    "Guards are true, 'staff', 'superuser', 'perm:NAME' or a function of (user, call).",
  )
  // Broken declarations are never served; a guard stands here so that nothing could be.
  return { kind: 'superuser' }
}

export function guardText(guard: Guard): string {
  return guard.kind === 'permission' ? `perm:${guard.permission}` : guard.kind
}
