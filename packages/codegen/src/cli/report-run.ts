/** Tells what a run of the generator did. */
import { dirname } from 'node:path'
import type { WatchRun } from '../watch/watch-project.ts'
import type { FileChange } from '../write/plan-changes.ts'
import { colorsOf, printDiagnostics, shortenPath, type Terminal } from './terminal.ts'

/** One line for each folder. */
export function describeChanges(changes: readonly FileChange[], terminal: Terminal): string {
  const colors = colorsOf(terminal)
  const folders = [...new Set(changes.map((change) => dirname(change.path)))]
  const lines = folders.map((folder) => {
    const own = changes.filter((change) => dirname(change.path) === folder)
    const count = (...kinds: FileChange['kind'][]) =>
      own.filter((change) => kinds.includes(change.kind)).length
    const parts = [
      `${count('create', 'update')} written`,
      `${count('keep')} unchanged`,
      ...(count('remove') > 0 ? [`${count('remove')} removed`] : []),
    ]
    return `${colors.green('✓')} ${shortenPath(folder, terminal)}: ${parts.join(', ')}\n`
  })
  return lines.join('')
}

export function reportRun(run: WatchRun, terminal: Terminal): void {
  const colors = colorsOf(terminal)
  if (run.changed.length > 0) {
    const names = run.changed.map((path) => shortenPath(path, terminal)).join(', ')
    terminal.writeError(`${colors.dim('changed')} ${names}\n`)
  }
  if (run.ok) {
    printDiagnostics(run.result.warnings, terminal)
    terminal.writeError(describeChanges(run.result.changes, terminal))
  } else {
    printDiagnostics(run.diagnostics, terminal)
    terminal.writeError(`${colors.red('✗')} nothing was written; the last good files stand\n`)
  }
  terminal.writeError(`${colors.dim('watching for changes…')}\n`)
}
