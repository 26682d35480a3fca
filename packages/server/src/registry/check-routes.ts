/** Two functions must not answer the same request of a view path. */
import type { FunctionDraft } from './function-draft.ts'

export function checkRoutes(drafts: readonly FunctionDraft[]): void {
  const taken = new Map<string, FunctionDraft>()
  for (const draft of drafts) {
    const shape = draft.route?.path.replaceAll(/:[^/]+/g, ':')
    for (const method of draft.route?.methods ?? []) {
      const key = `${method} ${String(shape)}`
      const other = taken.get(key)
      if (other === undefined) taken.set(key, draft)
      else
        draft.report.addAt(
          'route',
          `${method} ${String(draft.route?.path)} is the path of ${other.report.owner} too`,
        )
    }
  }
}
