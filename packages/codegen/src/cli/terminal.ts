/** Where the command prints. Tests give their own. */
import { relative } from 'node:path'
import { createColors } from 'picocolors'
import { type Diagnostic, formatPlace } from '../diagnostics/diagnostic.ts'

export interface Terminal {
  /** Absolute; paths below it are shown relative to it. */
  readonly workingDirectory: string
  readonly isColored: boolean
  /** Results: IR text, help. Without a newline of its own. */
  readonly writeOut: (text: string) => void
  /** Everything that is for people. Without a newline of its own. */
  readonly writeError: (text: string) => void
}

export type Colors = ReturnType<typeof createColors>

export function colorsOf(terminal: Terminal): Colors {
  return createColors(terminal.isColored)
}

/** What, where, what to do. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  const colors = colorsOf(terminal)
  for (const { severity, what, where, hint } of diagnostics) {
    const label = severity === 'error' ? colors.red('error') : colors.yellow('warning')
    const lines = [
      `${label} ${colors.bold(what)}`,
      ...where.map((place) => {
        const shown = { ...place, file: shortenPath(place.file, terminal) }
        return `  ${colors.dim('at')} ${colors.cyan(formatPlace(shown))}`
      }),
      ...(hint === undefined ? [] : [`  ${colors.dim('→')} ${hint}`]),
    ]
    terminal.writeError(`${lines.join('\n')}\n`)
  }
}

/** Relative to the working directory where it lies below it. */
export function shortenPath(path: string, terminal: Terminal): string {
  if (!path.startsWith('/') && !/^[A-Za-z]:\\/.test(path)) return path
  const short = relative(terminal.workingDirectory, path)
  if (short === '') return '.'
  return short.startsWith('..') ? path : short
}
