/** The vary inputs that queries name are those that the app resolves (SPEC.md, CACHE-4). */
import { nearestName } from '../declare/nearest-name.ts'
import type { FunctionDraft } from './function-draft.ts'

export function checkVary({ collected, report }: FunctionDraft, known: readonly string[]): void {
  const { vary } = collected.declaration.options
  if (!Array.isArray(vary)) return
  for (const name of vary) {
    if (typeof name !== 'string' || known.includes(name)) continue
    report.addAt('vary', `there is no vary input ${JSON.stringify(name)}`, suggest(name, known))
  }
}

function suggest(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'The option `vary` of createApp resolves them by name.'
  const nearest = nearestName(name, known)
  const all = `createApp resolves ${known.join(', ')}.`
  return nearest === undefined ? all : `Did you mean "${nearest}"? ${all}`
}
