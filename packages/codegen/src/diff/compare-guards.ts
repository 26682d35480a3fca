/** Guards: whether everybody who passed the old one passes the new one (SPEC.md, Identity). */
import type { ChangePlace } from './change.ts'
import type { Pair } from './type-comparison.ts'

export function compareGuards({ before, after }: Pair<string | undefined>, place: ChangePlace): void {
  if (before === after) return
  const what = `the guard ${before ?? 'none'} became ${after ?? 'none'}`
  if (admits(after, before)) place.report('compatible', 'guard-loosened', what)
  else place.report('breaking', 'guard-tightened', `${what}: callers who passed may be refused`)
}

/** Whoever passes `narrow` passes `wide`. A `custom` guard is a function: nothing is known of it. */
function admits(wide: string | undefined, narrow: string | undefined): boolean {
  if (wide === undefined) return true
  if (narrow === undefined || wide === 'custom' || narrow === 'custom') return false
  if (wide === 'authenticated') return true
  // A superuser passes every guard but `custom`.
  return narrow === 'superuser'
}
