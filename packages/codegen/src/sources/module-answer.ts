/** What a process that imported a module answered: one string, or what went wrong and where. */
import { resolve as resolvePath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createError, type Diagnostic, DiagnosticsError, type Place } from '../diagnostics/diagnostic.ts'
import type { Answer, Mistake } from './module-process.ts'

export interface NodeRun {
  /** Absolute, of the JavaScript module that was imported. */
  readonly path: string
  /** Absolute. */
  readonly workingDirectory: string
  /** What a person knows the module by; the place of messages that have no better one. */
  readonly entry: string
}

/** Throws DiagnosticsError. */
export function readAnswer(answer: Answer, run: NodeRun): string | undefined {
  if (answer.kind === 'value') return answer.value
  if (answer.kind === 'mistakes')
    throw new DiagnosticsError(
      answer.mistakes.map((mistake) => describeMistake(mistake, run.workingDirectory)),
    )
  throw new DiagnosticsError([describeFailure(answer, run)])
}

/** The server names files relative to the working directory; without a line it is no file but a function. */
function describeMistake({ place, reason, hint }: Mistake, workingDirectory: string): Diagnostic {
  const [, file, line] = /^(.+):(\d+)$/.exec(place) ?? []
  const where =
    file === undefined ? { file: place } : { file: resolvePath(workingDirectory, file), line: Number(line) }
  return createError(reason, where, hint)
}

function describeFailure(answer: Extract<Answer, { kind: 'failure' | 'exit' }>, run: NodeRun): Diagnostic {
  if (answer.kind === 'exit') {
    const hint = 'The module is run to read its declarations: keep servers, jobs and process.exit out of it.'
    return createError(`The module ${answer.reason}`, { file: run.entry }, hint)
  }
  const missing = /Cannot find package '([^']+)'/.exec(answer.message)?.[1]
  const hint = missing === undefined ? undefined : `Install it: npm install ${missing}`
  return createError(
    `Running the module failed: ${answer.message}`,
    placeOfStack(answer.stack) ?? { file: run.entry },
    hint,
  )
}

/** The first frame in the project's own code. */
function placeOfStack(stack: string): Place | undefined {
  for (const match of stack.matchAll(
    /(?:\(|at )((?:file:\/\/)?\/[^()\n]+|(?:file:\/\/\/)?[A-Za-z]:[^()\n]+):(\d+):(\d+)\)?$/gm,
  )) {
    const [, file = '', line, column] = match
    if (file.includes('/node_modules/')) continue
    const path = file.startsWith('file:') ? fileURLToPath(file) : file
    return { file: path, line: Number(line), column: Number(column) }
  }
  return undefined
}
