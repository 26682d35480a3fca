/** A Node process that imports one module for us and ends. It may be started before the module is known, and import its packages meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process'

export type Answer =
  | { readonly kind: 'value'; readonly value?: string }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] }
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string }
  | { readonly kind: 'exit'; readonly reason: string }

/** One of the server's DeclarationErrors. */
export interface Mistake {
  readonly place: string
  readonly reason: string
  readonly hint?: string
}

export interface ModuleProcessOptions {
  /** An expression over the namespace `module` that gives a string or undefined. */
  readonly pick: string
  /** Absolute. */
  readonly workingDirectory: string
}

/** A module that has not finished loading by then waits for something that will not come. */
const LOAD_TIMEOUT_MS = 60_000

export class ModuleProcess {
  readonly #child: ChildProcess
  readonly #answer: Promise<Answer>
  /** Resolves when the preloaded module has run, or the process has ended. */
  readonly ready: Promise<void>

  /** `preload` is the URL of a module that is imported at once; whether that goes well is not looked at. */
  constructor({ pick, workingDirectory }: ModuleProcessOptions, preload?: string) {
    const program = PROGRAM.replace('PRELOAD', JSON.stringify(preload ?? null)).replace('PICK', pick)
    const words = ['--enable-source-maps', '--input-type=module', '--eval', program]
    this.#child = spawn(process.execPath, [...resolutionArguments(process.execArgv), ...words], {
      cwd: workingDirectory,
      // What the project prints is for people: our own standard output may be IR text.
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    })
    this.#answer = answerOf(this.#child)
    this.ready = new Promise((resolve) => {
      this.#child.once('message', () => resolve())
      void this.#answer.then(() => resolve())
    })
  }

  /** Once. `url` is of the module to import. */
  async run(url: string): Promise<Answer> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), LOAD_TIMEOUT_MS)
    const startedAt = performance.now()
    // A process that is gone already has answered with its end.
    this.#child.send({ url }, () => {})
    const answer = await this.#answer
    clearTimeout(timer)
    const isLate = answer.kind === 'exit' && performance.now() - startedAt >= LOAD_TIMEOUT_MS
    return isLate
      ? { kind: 'exit', reason: `did not finish loading within ${LOAD_TIMEOUT_MS / 1000} s` }
      : answer
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

/** The first of: what it says, that it could not be started, that it ended. */
function answerOf(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (message !== READY) resolve(message as Answer)
    })
    child.once('error', (error) => resolve({ kind: 'exit', reason: `could not be run: ${error.message}` }))
    child.once('exit', (code, signal) => {
      resolve({ kind: 'exit', reason: `ended the process by itself (${signal ?? `exit code ${code}`})` })
    })
  })
}

/** The module must find the same files of a package as this process does. */
function resolutionArguments(words: readonly string[]): string[] {
  return words.filter((word, index) => {
    const isOption = /^(?:--conditions|-C)(?:=|$)/.test(word)
    return isOption || /^(?:--conditions|-C)$/.test(words[index - 1] ?? '')
  })
}

/** What the child says once the preloaded module has run. */
const READY = 'ready'

/** Runs in the child. The process ends with the answer, whatever the module left open, and with the one who started it. */
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
process.once('disconnect', () => process.exit(0))
process.once('message', async ({ url }) => {
  try {
    const module = await import(url)
    answer({ kind: 'value', value: PICK })
  } catch (thrown) {
    answer(describe(thrown))
  }
})
const preload = PRELOAD
if (preload !== null) {
  await import(preload).catch(() => {})
  process.send('ready', () => {})
}
`
