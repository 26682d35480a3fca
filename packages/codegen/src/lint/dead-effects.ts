/** Effects on what nobody can fetch: nothing ever becomes stale by them. */
import type { AffectsNode } from '@mizan/protocol'
import { createError, type Diagnostic } from '../diagnostics/diagnostic.ts'
import { isCallable } from '../model/callable.ts'
import type { LintedDocument } from './linted-document.ts'

export function findDeadEffects(linted: LintedDocument): Diagnostic[] {
  return linted.mutations.flatMap((mutation) =>
    (mutation.affects ?? []).flatMap((affects) => {
      const target = describeTarget(affects, linted)
      if (target === undefined) return []
      const what = `The mutation "${mutation.name}" affects ${target}, which nobody can fetch`
      const hint = 'Name what shows the change, or take the effect away.'
      return [createError(what, linted.place('function', mutation.name), hint)]
    }),
  )
}

/** Undefined when somebody can; what does not exist at all is found by the checks of the document. */
function describeTarget(affects: AffectsNode, linted: LintedDocument): string | undefined {
  if (linted.context(affects.context) === undefined) return undefined
  if (affects.function === undefined) {
    return linted.bundleOf(affects.context).length === 0 ? `the context "${affects.context}"` : undefined
  }
  const query = linted.queriesOf(affects.context).find(({ name }) => name === affects.function)
  return query === undefined || isCallable(query) ? undefined : `the query "${query.name}"`
}
