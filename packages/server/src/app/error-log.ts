/** Where errors and warnings go that clients must not see: one line each, whatever the text. */
import type { ErrorReport, Service } from '../pipeline/service.ts'

/** A text may hold a name from outside: what is remembered must have a bound. */
const MAX_WARNINGS = 1000

/** Neither function throws, whatever the app's own hook does. */
export function createErrorLog(
  onError: ((report: ErrorReport) => void) | undefined,
): Pick<Service, 'report' | 'warnOnce'> {
  const said = new Set<string>()
  return {
    report(report) {
      try {
        if (onError === undefined) writeLine(describeReport(report))
        else onError(report)
      } catch (error) {
        writeLine(`mizan: onError failed: ${describeError(error)}`)
      }
    },
    warnOnce(text) {
      if (said.has(text) || said.size >= MAX_WARNINGS) return
      said.add(text)
      writeLine(`mizan: warning: ${text}`)
    },
  }
}

function describeReport({ id, function: name, step, error }: ErrorReport): string {
  return `mizan: id=${id} function=${name ?? '-'} step=${step} ${describeError(error)}`
}

function describeError(error: unknown): string {
  try {
    const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error)
    const cause =
      error instanceof Error && error.cause !== undefined ? ` | cause: ${describeError(error.cause)}` : ''
    return text + cause
  } catch {
    return 'an error that cannot be printed'
  }
}

/** Control characters and line breaks would let a message forge further lines. */
function writeLine(text: string): void {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+\s*/gu, ' | ')
  // oxlint-disable-next-line no-console -- the log of an app that set no onError
  console.error(line.slice(0, 8192))
}
