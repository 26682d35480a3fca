/** Mutations that say nothing of what they make stale. The IR has no word for "nothing", so who means that names them. */
import { createWarning, type Diagnostic } from '../diagnostics/diagnostic.ts'
import type { LintedDocument } from './linted-document.ts'

/** `known` are mutations that are known to affect nothing. */
export function findEffectlessMutations(linted: LintedDocument, known: ReadonlySet<string>): Diagnostic[] {
  return linted.mutations
    .filter(({ affects = [], merge = [] }) => affects.length === 0 && merge.length === 0)
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => {
      const what = `The mutation "${name}" declares neither affects nor merge: nothing that is shown becomes fresh by it`
      const hint = `Declare what it affects. If no query can see what it changes, say so: --nothing ${name}`
      return createWarning(what, linted.place('function', name), hint)
    })
}
