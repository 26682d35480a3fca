/** Contexts whose bundle is always NOT_FOUND, because none of their queries is in it (SPEC.md, CTX-1). */
import type { FunctionNode } from '@mizan/protocol'
import { createError, type Diagnostic } from '../diagnostics/diagnostic.ts'
import type { LintedDocument } from './linted-document.ts'

export function findUnfetchableContexts(linted: LintedDocument): Diagnostic[] {
  return linted.document.contexts
    .filter(({ name }) => linted.bundleOf(name).length === 0)
    .map(({ name }) => {
      const queries = linted.queriesOf(name)
      const reasons = queries.map((query) => `${query.name} ${reasonOf(query)}`).join(', ')
      const what = `Nobody can fetch the context "${name}": ${reasons === '' ? 'it has no query' : reasons}`
      const hint = 'Give it a query that is public, or take the context away.'
      return createError(what, linted.place('context', name), hint)
    })
}

function reasonOf(query: FunctionNode): string {
  if (query.private === true) return 'is private'
  if (query.route !== undefined) return 'is a view'
  return `is restricted to ${query.transport}`
}
