/** Imports one module in a Node process of its own and brings back one string, or what went wrong and where. */
import { spawn } from 'node:child_process'
import { resolve as resolvePath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createError, type Diagnostic, DiagnosticsError, type Place } from '../diagnostics/diagnostic.ts'

export interface NodeRun {
  /** Absolute, of the JavaScript module to import. */
  readonly path: string
  /** An expression over the namespace `module` that gives a string or undefined. */
  readonly pick: string
  /** Absolute. */
  readonly workingDirectory: string
  /** What a person knows the module by; the place of messages that have no better one. */
  readonly entry: string
}

/** A module that has not finished loading by then waits for something that will not come. */
const LOAD_TIMEOUT_MS = 60_000

/** Throws DiagnosticsError. */
export async function runInNode(run: NodeRun): Promise<string | undefined> {
  const answer = await askProcess(run)
  if (answer.kind === 'value') return answer.value
  if (answer.kind === 'mistakes')
    throw new DiagnosticsError(
      answer.mistakes.map((mistake) => describeMistake(mistake, run.workingDirectory)),
    )
  throw new DiagnosticsError([describeFailure(answer, run)])
}

type Answer =
  | { readonly kind: 'value'; readonly value?: string }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] }
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string }
  | { readonly kind: 'exit'; readonly reason: string }

/** One of the server's DeclarationErrors. */
interface Mistake {
  readonly place: string
  readonly reason: string
  readonly hint?: string
}

function askProcess(run: NodeRun): Promise<Answer> {
  const child = spawn(process.execPath, nodeArguments(run), {
    cwd: run.workingDirectory,
    // What the project prints is for people: our own standard output may be IR text.
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  })
  return new Promise((resolve) => {
    const settle = (answer: Answer) => {
      clearTimeout(timer)
      resolve(answer)
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      settle({ kind: 'exit', reason: `did not finish loading within ${LOAD_TIMEOUT_MS / 1000} s` })
    }, LOAD_TIMEOUT_MS)
    child.once('message', (message) => settle(message as Answer))
    child.once('error', (error) => settle({ kind: 'exit', reason: `could not be run: ${error.message}` }))
    child.once('exit', (code, signal) => {
      settle({ kind: 'exit', reason: `ended the process by itself (${signal ?? `exit code ${code}`})` })
    })
  })
}

function nodeArguments(run: NodeRun): string[] {
  const program = PROGRAM.replace('MODULE_URL', JSON.stringify(pathToFileURL(run.path).href)).replace(
    'PICK',
    run.pick,
  )
  return [
    ...resolutionArguments(process.execArgv),
    '--enable-source-maps',
    '--input-type=module',
    '--eval',
    program,
  ]
}

/** The module must find the same files of a package as this process does. */
function resolutionArguments(words: readonly string[]): string[] {
  return words.filter((word, index) => {
    const isOption = /^(?:--conditions|-C)(?:=|$)/.test(word)
    return isOption || /^(?:--conditions|-C)$/.test(words[index - 1] ?? '')
  })
}

/** Runs in the child. The process ends with the answer, whatever the module left open. */
const PROGRAM = `
const answer = (message) => process.send(message, () => process.exit(0))
const describe = (thrown) => {
  const errors = thrown?.errors ?? [thrown]
  if (Array.isArray(errors) && errors.length > 0 && errors.every((error) => typeof error?.place === 'string' && typeof error?.reason === 'string')) {
    return { kind: 'mistakes', mistakes: errors.map(({ place, reason, hint }) => ({ place, reason, hint })) }
  }
  const isError = thrown instanceof Error
  return { kind: 'failure', message: isError ? thrown.name + ': ' + thrown.message : String(thrown), stack: String(isError ? thrown.stack : '') }
}
try {
  const module = await import(MODULE_URL)
  answer({ kind: 'value', value: PICK })
} catch (thrown) {
  answer(describe(thrown))
}
`

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
