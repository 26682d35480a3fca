/** What the command has to tell a person: what is wrong, where, and what to do about it (house.md, Errors). */

export interface Place {
  /** Path as the person would write it, relative to the project where possible. */
  readonly file: string
  /** From 1. */
  readonly line?: number
  /** From 1. */
  readonly column?: number
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** One sentence: what is wrong. */
  readonly what: string
  readonly where: readonly Place[]
  /** One sentence: what to do. */
  readonly hint?: string
}

/** Ends a stage with everything that is wrong with its input. */
export class DiagnosticsError extends Error {
  override readonly name = 'DiagnosticsError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.what).join('\n'))
    this.diagnostics = diagnostics
  }
}

/** Places may be several when two declarations are at odds. */
export function createError(what: string, where: Place | readonly Place[], hint?: string): Diagnostic {
  return createDiagnostic('error', what, { where, hint })
}

export function createWarning(what: string, where: Place | readonly Place[], hint?: string): Diagnostic {
  return createDiagnostic('warning', what, { where, hint })
}

export function formatPlace(place: Place): string {
  if (place.line === undefined) return place.file
  return place.column === undefined
    ? `${place.file}:${place.line}`
    : `${place.file}:${place.line}:${place.column}`
}

function createDiagnostic(
  severity: Diagnostic['severity'],
  what: string,
  rest: { where: Place | readonly Place[]; hint: string | undefined },
): Diagnostic {
  const where = isPlace(rest.where) ? [rest.where] : rest.where
  return rest.hint === undefined ? { severity, what, where } : { severity, what, where, hint: rest.hint }
}

function isPlace(where: Place | readonly Place[]): where is Place {
  return !Array.isArray(where)
}
